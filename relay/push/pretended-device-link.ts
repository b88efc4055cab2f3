import { randomBytes } from 'node:crypto';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { connectPassword, type DeviceKeys, nonceFrom } from '../../shared/device-key.ts';
import { openDown, sealUp } from '../../shared/frame.ts';
import type { DeviceId } from '../../shared/ids.ts';
import { type Fingerprint, NO_NOTICES } from '../../shared/log-fingerprint.ts';
import type { DownMessage, UpMessage } from '../../shared/messages.ts';
import type { DeviceStatus, Notice } from '../../shared/notice.ts';
import { fenSum, seq, unixMs } from '../../shared/quantities.ts';
import { clientId, downTopic, upTopic } from '../../shared/topics.ts';
import { publishBytes, topicField } from './mqtt-bytes.ts';

export const QUIET_STATUS: DeviceStatus = {
  volumePercent: 70,
  batteryMillivolts: 0,
  waiting: 0,
  inboxNotices: 0,
  language: 'zh-CN',
  software: 'test',
  panel: false,
  warnings: [],
};

const text = (value: string | Buffer): Buffer => topicField(value.toString('latin1'));

export interface ConnectWords {
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
  readonly flags: number;
  readonly keepaliveS: number;
}

/** A CONNECT (MQTT 3.1.1, 3.1) with whatever a test wants in it. `tail`: will topic and message, when flagged. */
export function connectBytes(words: ConnectWords, will: readonly string[] = []): Buffer {
  const head = Buffer.from([
    0,
    4,
    77,
    81,
    84,
    84,
    4,
    words.flags,
    words.keepaliveS >> 8,
    words.keepaliveS & 255,
  ]);
  const fields = [words.clientId, ...will, words.username, words.password].map(text);
  return packet(0x10, Buffer.concat([head, ...fields]));
}

export function subscribeBytes(topic: string, qos = 0): Buffer {
  return packet(0x82, Buffer.concat([Buffer.from([0, 1]), text(topic), Buffer.from([qos])]));
}

/** Any packet: first byte, remaining length, body. */
export function packet(firstByte: number, body: Buffer): Buffer {
  const plain = publishBytes(Buffer.alloc(0), body);
  plain[0] = firstByte;
  return plain;
}

export interface PretendedOptions {
  readonly port: number;
  readonly device: DeviceId;
  readonly keys: DeviceKeys;
  readonly path?: number;
  /** Instead of a fresh token. */
  readonly password?: string;
  readonly username?: string;
  readonly clientId?: string;
  readonly keepaliveS?: number;
  /** How far the device's clock is off. */
  readonly clockOffMs?: number;
  readonly trustedCertificate?: Buffer;
}

/** A device for tests: speaks MQTT over a socket of its own, by hand, so that it can also misbehave. */
export class PretendedDevice {
  readonly socket: Socket;
  readonly device: DeviceId;
  readonly keys: DeviceKeys;
  readonly messages: DownMessage[] = [];
  readonly closed: Promise<void>;
  /** CONNACK's return code, once it is there. */
  returnCode: number | undefined;
  /** Where its log stands; what comes in order is kept. */
  logId: Notice['logId'] | undefined;
  upTo = seq(0);
  sumFen = fenSum(0);
  /** As the relay tells it. */
  fingerprint: Fingerprint = NO_NOTICES;
  #received = Buffer.alloc(0);
  #waiters: (() => void)[] = [];
  #over = false;

  private constructor(socket: Socket, options: PretendedOptions) {
    this.socket = socket;
    this.device = options.device;
    this.keys = options.keys;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', () => {
      // 'close' follows
    });
    this.closed = new Promise((resolve) =>
      socket.once('close', () => {
        this.#over = true;
        this.#wake();
        resolve();
      }),
    );
  }

  /** Opens a socket and says nothing. */
  static open(options: PretendedOptions): Promise<PretendedDevice> {
    const { port, trustedCertificate: ca } = options;
    const at = { host: '127.0.0.1', port };
    const socket = ca === undefined ? connectTcp(at) : connectTls({ ...at, ca, servername: 'localhost' });
    const device = new PretendedDevice(socket, options);
    return new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.once(ca === undefined ? 'connect' : 'secureConnect', () => resolve(device));
    });
  }

  /** Connects and waits for the CONNACK, or for the end of the connection. */
  static async connect(options: PretendedOptions): Promise<PretendedDevice> {
    const device = await PretendedDevice.open(options);
    const nonce = nonceFrom(randomBytes(8));
    const issuedAtMs = unixMs(Date.now() + (options.clockOffMs ?? 0));
    const token = { deviceId: options.device, issuedAtMs, nonce };
    device.socket.write(
      connectBytes({
        clientId: options.clientId ?? clientId(options.device, options.path ?? 0),
        username: options.username ?? options.device,
        password: options.password ?? connectPassword(options.keys, token),
        flags: 0xc2,
        keepaliveS: options.keepaliveS ?? 15,
      }),
    );
    await device.#until(() => device.returnCode !== undefined);
    return device;
  }

  /** Connects, subscribes and greets; waits for the welcome. */
  static async greet(options: PretendedOptions): Promise<PretendedDevice> {
    const device = await PretendedDevice.connect(options);
    device.socket.write(subscribeBytes(downTopic(device.device)));
    await device.hello();
    return device;
  }

  async hello(status = QUIET_STATUS): Promise<Extract<DownMessage, { type: 'welcome' }>> {
    this.say({ type: 'hello', ...this.#head(), status });
    const welcome = await this.next('welcome');
    if (welcome.logId !== this.logId) {
      this.logId = welcome.logId;
      this.upTo = seq(0);
      this.sumFen = fenSum(0);
      this.fingerprint = NO_NOTICES;
    }
    return welcome;
  }

  heartbeat(status = QUIET_STATUS): void {
    this.say({ type: 'heartbeat', ...this.#head(), spokenUpTo: seq(0), status });
  }

  sync(first: number, last: number): void {
    if (this.logId === undefined) throw new Error('greet first');
    this.say({ type: 'sync', logId: this.logId, ranges: [{ first: seq(first), last: seq(last) }] });
  }

  stored(...seqs: number[]): void {
    if (this.logId === undefined) throw new Error('greet first');
    this.say({ type: 'stored', logId: this.logId, seqs: seqs.map(seq), heldUs: seqs.map(() => 0) });
  }

  say(message: UpMessage): void {
    this.sendFrame(sealUp(this.keys, this.device, message));
  }

  sendFrame(frame: Uint8Array, topic: string = upTopic(this.device)): void {
    this.socket.write(publishBytes(topicField(topic), frame));
  }

  /** Takes the next message of this type; fails when the connection ends first. */
  async next<Type extends DownMessage['type']>(type: Type): Promise<Extract<DownMessage, { type: Type }>> {
    const find = (): number => this.messages.findIndex((one) => one.type === type);
    await this.#until(() => find() >= 0);
    const [message] = this.messages.splice(find(), 1);
    if (message === undefined) throw new Error(`the connection ended before a ${type}`);
    return message as Extract<DownMessage, { type: Type }>;
  }

  /** What has come of one type and was not taken. */
  all<Type extends DownMessage['type']>(type: Type): Extract<DownMessage, { type: Type }>[] {
    return this.messages.filter((one): one is Extract<DownMessage, { type: Type }> => one.type === type);
  }

  end(): Promise<void> {
    this.socket.destroy();
    return this.closed;
  }

  #head() {
    const log = this.logId === undefined ? {} : { logId: this.logId };
    const { upTo, sumFen, fingerprint } = this;
    return { ...log, upTo, sumFen, fingerprint, nonce: nonceFrom(randomBytes(8)) };
  }

  async #until(holds: () => boolean): Promise<void> {
    while (!holds() && !this.#over) {
      await new Promise<void>((resolve) => {
        this.#waiters.push(resolve);
      });
    }
  }

  #wake(): void {
    for (const waiter of this.#waiters.splice(0)) waiter();
  }

  #take(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    for (;;) {
      const parsed = takePacket(this.#received);
      if (parsed === undefined) break;
      this.#received = this.#received.subarray(parsed.bytes);
      const { firstByte, body } = parsed;
      if (firstByte === 0x20) this.returnCode = body[1];
      if (firstByte === 0x30) this.#hear(body.subarray(2 + body.readUInt16BE(0)));
    }
    this.#wake();
  }

  #hear(frame: Buffer): void {
    const message = openDown(this.keys, this.device, frame);
    this.messages.push(message);
    if (message.type === 'notice' && message.logId === this.logId && message.seq === this.upTo + 1) {
      this.upTo = message.seq;
      this.sumFen = message.sumFen;
      this.fingerprint = message.fingerprint ?? NO_NOTICES;
    }
  }
}

function takePacket(bytes: Buffer): { firstByte: number; body: Buffer; bytes: number } | undefined {
  let length = 0;
  for (let index = 1; index <= 4; index += 1) {
    const digit = bytes[index];
    if (digit === undefined) return undefined;
    length += (digit & 0x7f) * 128 ** (index - 1);
    if (digit >= 0x80) continue;
    const end = index + 1 + length;
    if (bytes.length < end) return undefined;
    return { firstByte: bytes[0] ?? 0, body: bytes.subarray(index + 1, end), bytes: end };
  }
  throw new Error('no MQTT packet');
}
