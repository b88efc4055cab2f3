import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import mqttPacket from 'mqtt-packet';
import { connectPassword, type DeviceKeys, deriveDeviceKeys, nonceFrom } from '../../../shared/device-key.ts';
import { openDown, sealUp } from '../../../shared/frame.ts';
import type { LogId } from '../../../shared/ids.ts';
import { limits } from '../../../shared/limits.ts';
import type { DownMessage, UpMessage } from '../../../shared/messages.ts';
import type { NoticeReceipt } from '../../../shared/notice.ts';
import { type Seq, unixMs } from '../../../shared/quantities.ts';
import { clientId, downTopic, upTopic } from '../../../shared/topics.ts';
import { nowUs } from '../clock.ts';
import type { Seat, Wire } from '../wire.ts';
import { DeviceLog } from './device-log.ts';
import type { FleetInbox } from './fleet-inbox.ts';

const RECONNECT_MS_MAX = 1_000;
const STATUS = {
  volumePercent: 70,
  batteryMillivolts: 4_000,
  waiting: 0,
  inboxNotices: 0,
  language: 'zh-CN',
  software: 'bench',
  panel: false,
  warnings: [],
} as const;

export interface FleetDeviceOptions {
  readonly wire: Wire;
  readonly host: string;
  readonly port: number;
  readonly place: number;
  readonly seat: Seat;
  readonly inbox: FleetInbox;
  /** A new notice, which came at `receivedUs`, is on the disk. */
  readonly onStored: (sn: string, receivedUs: number) => void;
  /** A notice came that had come before. */
  readonly onRepeat: () => void;
  readonly onDisconnect: () => void;
}

/**
 * One device over a bare socket: what the real one does to be told and to answer, and nothing else. It is the same to
 * every server up to the acknowledgement, which is *stored* to ours and PUBACK to a plain broker; both follow the commit.
 */
export class FleetDevice {
  readonly #options: FleetDeviceOptions;
  readonly #keys: DeviceKeys;
  readonly #log = new DeviceLog();
  /** Arrived, and not on the disk yet. */
  readonly #uncommitted = new Set<Seq>();
  readonly #receipts = new Map<Seq, NoticeReceipt>();
  #logId: LogId | undefined;
  #socket: Socket | undefined;
  #nonce = '';
  #closed = false;
  #onReady: (() => void) | undefined;

  constructor(options: FleetDeviceOptions) {
    this.#options = options;
    this.#keys = deriveDeviceKeys(options.seat.key);
  }

  /** Receipts that the relay has not confirmed. */
  get openReceipts(): number {
    return this.#receipts.size;
  }

  /** Resolves when notices may come; goes on trying until then, and whenever the connection is lost. */
  connect(): Promise<void> {
    return new Promise((resolve) => {
      this.#onReady = resolve;
      this.#open();
    });
  }

  close(): void {
    this.#closed = true;
    this.#socket?.destroy();
  }

  /** Shows that it is alive; every 10 s. */
  beat(): void {
    if (this.#onReady !== undefined || this.#socket === undefined) return;
    if (this.#options.wire === 'mqtt') {
      this.#socket.write(mqttPacket.generate({ cmd: 'pingreq' }));
      return;
    }
    this.#nonce = nonceFrom(randomBytes(8));
    this.#say({
      type: 'heartbeat',
      ...this.#logHead(),
      spokenUpTo: this.#log.upTo,
      nonce: this.#nonce,
      status: STATUS,
    });
  }

  /** Tells the relay what the shop heard; all that it has not confirmed yet, up to a full message. */
  sendReceipts(): void {
    if (this.#receipts.size === 0 || this.#logId === undefined || this.#onReady !== undefined) return;
    const receipts = [...this.#receipts.values()].slice(0, limits.receiptsPerMessage);
    this.#say({ type: 'receipts', logId: this.#logId, receipts });
  }

  #open(): void {
    const { wire, host, port, seat } = this.#options;
    const socket = connect({ host, port, noDelay: true });
    this.#socket = socket;
    const parser = mqttPacket.parser();
    parser.on('packet', (packet) => this.#onPacket(packet));
    parser.on('error', () => socket.destroy());
    socket.on('data', (chunk) => parser.parse(chunk));
    // Whatever the error is, 'close' follows and tries again.
    socket.on('error', () => undefined);
    socket.once('close', () => this.#onClose());
    const token = { deviceId: seat.id, issuedAtMs: unixMs(Date.now()), nonce: nonceFrom(randomBytes(8)) };
    const credentials =
      wire === 'tillbell'
        ? { username: seat.id, password: Buffer.from(connectPassword(this.#keys, token)) }
        : {};
    const keepalive = limits.mqttKeepaliveS;
    // With a plain broker the session must outlive the connection, or what comes meanwhile is lost by design.
    const clean = wire === 'tillbell';
    socket.write(
      mqttPacket.generate({
        cmd: 'connect',
        clientId: clientId(seat.id, 0),
        clean,
        keepalive,
        ...credentials,
      }),
    );
  }

  #onClose(): void {
    if (this.#closed) return;
    this.#options.onDisconnect();
    this.#onReady ??= () => undefined;
    setTimeout(() => this.#open(), Math.random() * RECONNECT_MS_MAX);
  }

  #onPacket(packet: mqttPacket.Packet): void {
    const { wire, seat } = this.#options;
    if (packet.cmd === 'connack') {
      if (packet.returnCode !== 0) {
        this.#socket?.destroy();
        return;
      }
      const subscriptions = [{ topic: downTopic(seat.id), qos: wire === 'mqtt' ? 1 : 0 } as const];
      this.#socket?.write(mqttPacket.generate({ cmd: 'subscribe', messageId: 1, subscriptions }));
    } else if (packet.cmd === 'suback') {
      if (wire === 'mqtt') this.#ready();
      else this.#hello();
    } else if (packet.cmd === 'publish' && Buffer.isBuffer(packet.payload)) {
      this.#onFrame(packet.payload, packet.messageId);
    }
  }

  #hello(): void {
    this.#nonce = nonceFrom(randomBytes(8));
    this.#say({ type: 'hello', ...this.#logHead(), nonce: this.#nonce, status: STATUS });
  }

  #logHead(): { logId?: LogId; upTo: Seq; sumFen: DeviceLog['sumFen'] } {
    const { upTo, sumFen } = this.#log;
    return this.#logId === undefined ? { upTo, sumFen } : { logId: this.#logId, upTo, sumFen };
  }

  #ready(): void {
    const resolve = this.#onReady;
    this.#onReady = undefined;
    resolve?.();
  }

  #onFrame(frame: Buffer, messageId: number | undefined): void {
    const receivedUs = nowUs();
    const message = openDown(this.#keys, this.#options.seat.id, frame);
    if (message.type === 'notice') this.#onNotice(message, frame, messageId, receivedUs);
    else if (message.type === 'receipt_confirmation') {
      for (const number of message.seqs) this.#receipts.delete(number);
    } else if (message.type === 'welcome' && message.nonce === this.#nonce) {
      this.#logId = message.logId;
      const ranges = this.#log.missing(message.lastSeq, limits.syncRanges);
      this.#say({ type: 'sync', logId: message.logId, ranges });
      this.#ready();
    }
  }

  #onNotice(
    notice: DownMessage & { type: 'notice' },
    frame: Buffer,
    messageId: number | undefined,
    receivedUs: number,
  ): void {
    const { place, inbox } = this.#options;
    this.#logId ??= notice.logId;
    if (!this.#log.take(notice.seq, notice.sumFen)) {
      this.#options.onRepeat();
      if (!this.#uncommitted.has(notice.seq)) this.#acknowledge(notice.seq, messageId, receivedUs);
      return;
    }
    this.#uncommitted.add(notice.seq);
    inbox.add(place, notice.seq, notice.sn, frame, () => {
      this.#uncommitted.delete(notice.seq);
      this.#options.onStored(notice.sn, receivedUs);
      this.#acknowledge(notice.seq, messageId, receivedUs);
      if (this.#options.wire === 'mqtt') return;
      const receipt = {
        seq: notice.seq,
        outcome: 'announced',
        repeat: false,
        atMs: unixMs(Date.now()),
      } as const;
      this.#receipts.set(notice.seq, receipt);
    });
  }

  #acknowledge(number: Seq, messageId: number | undefined, receivedUs: number): void {
    if (this.#options.wire === 'mqtt') {
      this.#socket?.write(mqttPacket.generate({ cmd: 'puback', messageId: messageId ?? 0 }));
    } else if (this.#logId !== undefined) {
      const heldUs = [Math.round(nowUs() - receivedUs)];
      this.#say({ type: 'stored', logId: this.#logId, seqs: [number], heldUs });
    }
  }

  #say(message: UpMessage): void {
    const { seat } = this.#options;
    this.#socket?.write(
      mqttPacket.generate({
        cmd: 'publish',
        topic: upTopic(seat.id),
        payload: sealUp(this.#keys, seat.id, message),
        qos: 0,
        dup: false,
        retain: false,
      }),
    );
  }
}
