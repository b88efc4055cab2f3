import { connect, type Socket } from 'node:net';
import mqttPacket from 'mqtt-packet';
import { Failure } from '../../../shared/failure.ts';
import { CALL_AGAIN_MS, type LoadRecord, type Sender } from './load-record.ts';
import { messageIdOf, PUBLISHERS } from './publish-load.ts';

interface Connection {
  readonly number: number;
  socket: Socket | undefined;
  /** The broker has taken it in. */
  isOpen: boolean;
  /** Notice by the message id under which it is on its way. */
  readonly underWay: Map<number, number>;
  /** Notices that wait for the broker to come back. */
  waiting: number[];
}

/** Publishes prepared QoS 1 packets over a few connections, as a back end does to its broker. */
export class Publisher implements Sender {
  readonly #host: string;
  readonly #port: number;
  readonly #packets: readonly Buffer[];
  readonly #record: LoadRecord;
  readonly #connections: readonly Connection[];
  #closing = false;

  constructor(host: string, port: number, packets: readonly Buffer[], record: LoadRecord) {
    this.#host = host;
    this.#port = port;
    this.#packets = packets;
    this.#record = record;
    this.#connections = Array.from({ length: PUBLISHERS }, (_, number) => ({
      ...{ number, socket: undefined, isOpen: false },
      ...{ underWay: new Map(), waiting: [] },
    }));
  }

  async open(): Promise<void> {
    await Promise.all(this.#connections.map((connection) => this.#connect(connection)));
  }

  send(index: number): void {
    this.#record.sent(index);
    const connection = this.#connections[index % PUBLISHERS];
    if (connection === undefined) throw new RangeError(`no connection for ${index}`);
    if (connection.isOpen) this.#write(connection, index);
    else connection.waiting.push(index);
  }

  close(): void {
    this.#closing = true;
    for (const { socket } of this.#connections) socket?.destroy();
  }

  #write(connection: Connection, index: number): void {
    connection.underWay.set(messageIdOf(index), index);
    connection.socket?.write(this.#packets[index] ?? '');
  }

  #connect(connection: Connection): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: this.#host, port: this.#port, noDelay: true });
      connection.socket = socket;
      const parser = mqttPacket.parser();
      parser.on('packet', (packet) => {
        if (packet.cmd === 'connack') {
          this.#onOpen(connection);
          resolve();
        } else if (packet.cmd === 'puback') this.#onPuback(connection, packet.messageId ?? 0);
      });
      socket.on('data', (chunk) => parser.parse(chunk));
      socket.on('error', (failure) =>
        reject(new Failure('unreachable', failure.message, { cause: failure })),
      );
      socket.once('close', () => this.#onClose(connection));
      const clientId = `bench-publisher-${connection.number}`;
      socket.write(mqttPacket.generate({ cmd: 'connect', clientId, clean: true, keepalive: 0 }));
    });
  }

  #onOpen(connection: Connection): void {
    connection.isOpen = true;
    const { waiting } = connection;
    connection.waiting = [];
    for (const index of waiting) this.#write(connection, index);
  }

  #onClose(connection: Connection): void {
    connection.isOpen = false;
    for (const index of connection.underWay.values()) this.#record.abandoned(index);
    connection.underWay.clear();
    if (!this.#closing)
      setTimeout(() => void this.#connect(connection).catch(() => undefined), CALL_AGAIN_MS);
  }

  #onPuback(connection: Connection, messageId: number): void {
    const index = connection.underWay.get(messageId);
    if (index === undefined) return;
    connection.underWay.delete(messageId);
    this.#record.answered(index, 'success');
  }
}
