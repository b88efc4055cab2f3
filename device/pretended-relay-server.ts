import { createServer, type Server, type Socket } from 'node:net';
import { generate, type Packet, parser } from 'mqtt-packet';
import { type DeviceKeys, openConnectPassword } from '../shared/device-key.ts';
import { openUp, sealDown } from '../shared/frame.ts';
import { type DeviceId, type LogId, logId } from '../shared/ids.ts';
import type { DownMessage, UpMessage } from '../shared/messages.ts';
import type { Notice, SeqRange } from '../shared/notice.ts';
import { seq, unixMs } from '../shared/quantities.ts';
import { downTopic } from '../shared/topics.ts';

/**
 * As much of a relay as one device needs, for tests of the device alone: it answers hello and heartbeat, sends what sync
 * asks for, confirms receipts, and keeps all that it was told.
 */
export class PretendedRelay {
  readonly device: DeviceId;
  readonly keys: DeviceKeys;
  readonly heard: UpMessage[] = [];
  readonly log: Notice[] = [];
  logId: LogId = logId('00000000000000aa');
  /** Connects to answer with the time instead of a session. */
  tellTime = 0;
  confirms = true;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #greeted: Socket | undefined;
  #wake: () => void = () => {};

  private constructor(device: DeviceId, keys: DeviceKeys) {
    this.device = device;
    this.keys = keys;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  static async open(device: DeviceId, keys: DeviceKeys, port = 0): Promise<PretendedRelay> {
    const relay = new PretendedRelay(device, keys);
    await new Promise<void>((resolve) => relay.#server.listen(port, '127.0.0.1', resolve));
    return relay;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** Puts a notice into the log, and sends it where a device is there. */
  push(notice: Notice): void {
    this.log.push(notice);
    this.send({ type: 'notice', ...notice });
  }

  send(message: DownMessage): void {
    this.sendBytes(sealDown(this.keys, this.device, message));
  }

  /** Whatever it is. */
  sendBytes(payload: Buffer): void {
    if (this.#greeted !== undefined) this.#publish(this.#greeted, payload);
  }

  /** Waits until `holds`, looking after each message and each connection. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  told<Type extends UpMessage['type']>(type: Type): Extract<UpMessage, { type: Type }>[] {
    return this.heard.filter((one) => one.type === type) as Extract<UpMessage, { type: Type }>[];
  }

  dropConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    this.dropConnections();
    this.#server.close();
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#sockets.delete(socket);
      if (this.#greeted === socket) this.#greeted = undefined;
    });
    const parse = parser({ protocolVersion: 4 });
    parse.on('packet', (packet: Packet) => {
      this.#answer(socket, packet);
      this.#wake();
    });
    socket.on('data', (chunk) => parse.parse(chunk));
  }

  #answer(socket: Socket, packet: Packet): void {
    switch (packet.cmd) {
      case 'connect': {
        const token = openConnectPassword(
          this.keys,
          packet.username ?? '',
          packet.password?.toString() ?? '',
        );
        socket.write(generate({ cmd: 'connack', returnCode: 0, sessionPresent: false }));
        if (this.tellTime === 0) return;
        this.tellTime -= 1;
        const relayTimeMs = unixMs(Date.now());
        const clock = { type: 'clock', relayTimeMs, nonce: token.nonce } as const;
        this.#publish(socket, sealDown(this.keys, this.device, clock));
        socket.end();
        return;
      }
      case 'subscribe':
        socket.write(generate({ cmd: 'suback', messageId: packet.messageId ?? 0, granted: [0] }));
        return;
      case 'pingreq':
        socket.write(generate({ cmd: 'pingresp' }));
        return;
      case 'publish':
        this.#take(socket, openUp(this.keys, this.device, packet.payload as Buffer));
        return;
      default:
        return;
    }
  }

  #take(socket: Socket, message: UpMessage): void {
    this.heard.push(message);
    switch (message.type) {
      case 'hello':
        this.#greeted = socket;
        this.#tellEnd('welcome', message.nonce);
        return;
      case 'heartbeat':
        this.#tellEnd('pulse', message.nonce);
        return;
      case 'sync':
        if (message.logId === this.logId) this.#backfill(message.ranges);
        return;
      case 'receipts': {
        if (!this.confirms) return;
        const seqs = message.receipts.map((receipt) => receipt.seq);
        this.send({ type: 'receipt_confirmation', logId: message.logId, seqs });
        return;
      }
      case 'reports': {
        if (!this.confirms) return;
        const seqs = message.reports.map((report) => report.seq);
        this.send({ type: 'report_confirmation', reportLog: message.reportLog, seqs });
        return;
      }
      case 'stored':
      case 'command_result':
      case 'rent_stored':
      case 'rent_refused':
        return;
    }
  }

  #tellEnd(type: 'welcome' | 'pulse', nonce: string): void {
    const relayTimeMs = unixMs(Date.now());
    this.send({ type, logId: this.logId, lastSeq: seq(this.log.length), relayTimeMs, nonce });
  }

  #backfill(ranges: readonly SeqRange[]): void {
    for (const { first, last } of ranges) {
      for (const notice of this.log.slice(first - 1, last)) this.send({ type: 'notice', ...notice });
    }
  }

  #publish(socket: Socket, payload: Buffer): void {
    const topic = downTopic(this.device);
    socket.write(generate({ cmd: 'publish', topic, payload, qos: 0, dup: false, retain: false }));
  }
}
