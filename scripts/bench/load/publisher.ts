import { connect, type Socket } from 'node:net';
import mqttPacket from 'mqtt-packet';
import { Failure } from '../../../shared/failure.ts';
import type { LoadRecord, Sender } from './load-record.ts';
import { messageIdOf, PUBLISHERS } from './publish-load.ts';

interface Connection {
  readonly socket: Socket;
  /** Notice by the message id under which it is on its way. */
  readonly underWay: Map<number, number>;
}

/** Publishes prepared QoS 1 packets over a few connections, as a back end does to its broker. */
export class Publisher implements Sender {
  readonly #host: string;
  readonly #port: number;
  readonly #packets: readonly Buffer[];
  readonly #record: LoadRecord;
  #connections: Connection[] = [];

  constructor(host: string, port: number, packets: readonly Buffer[], record: LoadRecord) {
    this.#host = host;
    this.#port = port;
    this.#packets = packets;
    this.#record = record;
  }

  async open(): Promise<void> {
    const numbers = Array.from({ length: PUBLISHERS }, (_, number) => number);
    this.#connections = await Promise.all(numbers.map((number) => this.#connect(number)));
  }

  send(index: number): void {
    this.#record.sent(index);
    const connection = this.#connections[index % PUBLISHERS];
    if (connection === undefined || connection.socket.destroyed) {
      this.#record.abandoned(index);
      return;
    }
    connection.underWay.set(messageIdOf(index), index);
    connection.socket.write(this.#packets[index] ?? '');
  }

  close(): void {
    for (const { socket } of this.#connections) socket.destroy();
  }

  #connect(number: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: this.#host, port: this.#port, noDelay: true });
      const connection: Connection = { socket, underWay: new Map() };
      const parser = mqttPacket.parser();
      parser.on('packet', (packet) => {
        if (packet.cmd === 'connack') resolve(connection);
        else if (packet.cmd === 'puback') this.#onPuback(connection, packet.messageId ?? 0);
      });
      socket.on('data', (chunk) => parser.parse(chunk));
      socket.on('error', (failure) =>
        reject(new Failure('unreachable', failure.message, { cause: failure })),
      );
      socket.once('close', () => {
        for (const index of connection.underWay.values()) this.#record.abandoned(index);
        connection.underWay.clear();
      });
      const clientId = `bench-publisher-${number}`;
      socket.write(mqttPacket.generate({ cmd: 'connect', clientId, clean: true, keepalive: 0 }));
    });
  }

  #onPuback(connection: Connection, messageId: number): void {
    const index = connection.underWay.get(messageId);
    if (index === undefined) return;
    connection.underWay.delete(messageId);
    this.#record.answered(index, 'success');
  }
}
