import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import mqttPacket from 'mqtt-packet';
import { connectPassword, type DeviceKeys, nonceFrom } from '../../../shared/device-key.ts';
import { sealUp } from '../../../shared/frame.ts';
import { limits } from '../../../shared/limits.ts';
import type { UpMessage } from '../../../shared/messages.ts';
import { unixMs } from '../../../shared/quantities.ts';
import { reconnectMs } from '../../../shared/retry.ts';
import { clientId, downTopic, upTopic } from '../../../shared/topics.ts';
import { nowUs } from '../clock.ts';
import type { Seat, Wire } from '../wire.ts';

export interface FleetPathOptions {
  readonly wire: Wire;
  readonly host: string;
  readonly port: number;
  /** Which of its device's paths this is, 0 … */
  readonly path: number;
  readonly seat: Seat;
  readonly keys: DeviceKeys;
  /** The server listens to this connection now: it may be greeted. */
  readonly onSubscribed: (path: FleetPath) => void;
  readonly onFrame: (path: FleetPath, frame: Buffer, messageId: number | undefined) => void;
  readonly onDisconnect: () => void;
}

/** One MQTT connection of a device, over a bare socket; it comes back whenever it is lost. */
export class FleetPath {
  readonly #options: FleetPathOptions;
  #socket: Socket | undefined;
  #isReady = false;
  #isFrozen = false;
  #closed = false;
  #attempt = 0;
  #waitingForReady: (() => void)[] = [];
  /** Of the question that was asked last on this path. */
  nonce = '';
  /** Counts its connections: what was asked on one must not be answered on the next. */
  connection = 0;
  /** When its present connection was opened, as TCP sees it: from then on the server alone makes the device wait. */
  openedUs = 0;

  constructor(options: FleetPathOptions) {
    this.#options = options;
  }

  /** Whether notices may come on it. */
  get isReady(): boolean {
    return this.#isReady;
  }

  open(): void {
    if (this.#closed) return;
    const { wire, host, port, seat, path, keys } = this.#options;
    const socket = connect({ host, port, noDelay: true });
    this.#socket = socket;
    this.connection++;
    socket.once('connect', () => {
      this.openedUs = nowUs();
    });
    const parser = mqttPacket.parser();
    parser.on('packet', (packet) => this.#onPacket(packet));
    parser.on('error', () => socket.destroy());
    socket.on('data', (chunk) => parser.parse(chunk));
    // Whatever the error is, 'close' follows and tries again.
    socket.on('error', () => undefined);
    socket.once('close', () => this.#onClose());
    const token = { deviceId: seat.id, issuedAtMs: unixMs(Date.now()), nonce: nonceFrom(randomBytes(8)) };
    const credentials =
      wire === 'tillbell' ? { username: seat.id, password: Buffer.from(connectPassword(keys, token)) } : {};
    socket.write(
      mqttPacket.generate({
        cmd: 'connect',
        clientId: clientId(seat.id, path),
        // With a plain broker the session must outlive the connection, or what comes meanwhile is lost by design.
        clean: wire === 'tillbell',
        keepalive: limits.mqttKeepaliveS,
        ...credentials,
      }),
    );
  }

  /** Resolves when notices may come, now or later. */
  ready(): Promise<void> {
    if (this.#isReady) return Promise.resolve();
    return new Promise((resolve) => this.#waitingForReady.push(resolve));
  }

  /** Notices may come from here on. */
  becomeReady(): void {
    this.#isReady = true;
    this.#attempt = 0;
    for (const resolve of this.#waitingForReady.splice(0)) resolve();
  }

  /** As when a mobile network loses its customers; it comes back by itself. */
  drop(): void {
    this.#isReady = false;
    this.#socket?.destroy();
  }

  /** Reads no more and says no more, and looks alive: its socket stays open. */
  freeze(): void {
    this.#isFrozen = true;
    this.#socket?.pause();
  }

  thaw(): void {
    this.#isFrozen = false;
    this.#socket?.resume();
  }

  close(): void {
    this.#closed = true;
    this.#socket?.destroy();
  }

  say(message: UpMessage): void {
    const { seat, keys } = this.#options;
    this.#write({
      cmd: 'publish',
      topic: upTopic(seat.id),
      payload: sealUp(keys, seat.id, message),
      qos: 0,
      dup: false,
      retain: false,
    });
  }

  puback(messageId: number): void {
    this.#write({ cmd: 'puback', messageId });
  }

  ping(): void {
    this.#write({ cmd: 'pingreq' });
  }

  #write(packet: mqttPacket.Packet): void {
    if (!this.#isFrozen) this.#socket?.write(mqttPacket.generate(packet));
  }

  #onClose(): void {
    if (this.#closed) return;
    this.#isReady = false;
    this.#options.onDisconnect();
    // As the real device comes back (and as every client of a plain broker should).
    setTimeout(() => this.open(), reconnectMs(this.#attempt++, Math.random()));
  }

  #onPacket(packet: mqttPacket.Packet): void {
    const { wire, seat } = this.#options;
    if (packet.cmd === 'connack') {
      if (packet.returnCode !== 0) {
        this.#socket?.destroy();
        return;
      }
      const subscriptions = [{ topic: downTopic(seat.id), qos: wire === 'mqtt' ? 1 : 0 } as const];
      this.#write({ cmd: 'subscribe', messageId: 1, subscriptions });
    } else if (packet.cmd === 'suback') {
      this.#options.onSubscribed(this);
    } else if (packet.cmd === 'publish' && Buffer.isBuffer(packet.payload)) {
      this.#options.onFrame(this, packet.payload, packet.messageId);
    }
  }
}
