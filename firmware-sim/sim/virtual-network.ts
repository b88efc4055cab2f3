import type { ConnectRequest } from '../../relay/push/admission.ts';
import type { Chance } from '../../shared/seeded-chance.ts';
import type { VirtualHost, VirtualProcess } from './virtual-host.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What goes over a connection: MQTT packets, as far as anybody looks at them. */
export type Packet =
  | { readonly packet: 'connect'; readonly request: ConnectRequest }
  | { readonly packet: 'connack'; readonly returnCode: number }
  | { readonly packet: 'subscribe' | 'suback' | 'ping' | 'end' }
  | { readonly packet: 'publish'; readonly frame: Buffer };

/** How a way between a device and the relay is at the moment. */
export interface RouteCondition {
  readonly delayMs: number;
  readonly jitterMs: number;
  /** Of segments, each of which TCP sends again after 200 ms or more: everything behind it waits. */
  readonly loss: number;
  /** Of single frames, which are then lost, doubled or late without the connection noticing: worse than TCP. */
  readonly wildness: number;
}

export const CLEAN: RouteCondition = { delayMs: 4, jitterMs: 2, loss: 0, wildness: 0 };

const RETRANSMIT_MS = 200;
const RETRANSMITS_MOST = 6;
/** What the systems at both ends take without their programs. */
const KERNEL_BYTES = 65_536;
const RECORDED_MOST = 32;

/** One way between a device and the relay. */
export class Route {
  readonly time: VirtualTime;
  readonly chance: Chance;
  condition: RouteCondition = CLEAN;
  readonly connections = new Set<Connection>();
  /** Frames that somebody has recorded, to play them again. */
  readonly recorded = { up: [] as Buffer[], down: [] as Buffer[] };
  #isUp = true;

  constructor(time: VirtualTime, chance: Chance) {
    this.time = time;
    this.chance = chance;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  takeDown(): void {
    this.#isUp = false;
  }

  /** What was on its way is sent again, unless somebody in between has forgotten the connection. */
  bringUp(): void {
    if (this.#isUp) return;
    this.#isUp = true;
    for (const connection of [...this.connections]) {
      if (this.chance.happens(0.3)) connection.break();
      else connection.resume();
    }
  }

  /** How long one packet is on its way. */
  drawMs(): number {
    const { delayMs, jitterMs, loss } = this.condition;
    let ms = delayMs + this.chance.next() * jitterMs;
    for (let tries = 0; tries < RETRANSMITS_MOST && this.chance.happens(loss); tries += 1)
      ms += RETRANSMIT_MS * 2 ** tries;
    return ms;
  }

  record(direction: 'up' | 'down', frame: Buffer): void {
    const frames = this.recorded[direction];
    frames.push(frame);
    if (frames.length > RECORDED_MOST) frames.shift();
  }

  /** Somebody on the way plays again what was said before. */
  replay(): void {
    const direction = this.chance.happens(0.5) ? 'up' : 'down';
    const frames = this.recorded[direction];
    if (this.connections.size === 0 || frames.length === 0) return;
    const connection = this.chance.pick([...this.connections]);
    const end = direction === 'up' ? connection.relayEnd : connection.deviceEnd;
    end.take({ packet: 'publish', frame: this.chance.pick(frames) }, 0);
  }
}

/** A reliable, ordered stream of packets, until it breaks: TCP, or a wild wire that only looks like it. */
export class Connection {
  readonly route: Route;
  readonly deviceEnd: ConnectionEnd;
  readonly relayEnd: ConnectionEnd;

  constructor(route: Route, device: VirtualProcess, relay: VirtualProcess) {
    this.route = route;
    this.deviceEnd = new ConnectionEnd(this, device, 'up');
    this.relayEnd = new ConnectionEnd(this, relay, 'down');
    route.connections.add(this);
  }

  otherEnd(end: ConnectionEnd): ConnectionEnd {
    return end === this.deviceEnd ? this.relayEnd : this.deviceEnd;
  }

  /** Both ends learn that it is over. */
  break(): void {
    this.deviceEnd.fail('reset');
    this.relayEnd.fail('reset');
  }

  resume(): void {
    this.deviceEnd.resume();
    this.relayEnd.resume();
  }
}

export class ConnectionEnd {
  onPacket: (packet: Packet) => void = () => {};
  /** The connection ended, and not by {@link close}. */
  onFailed: (reason: string) => void = () => {};
  readonly connection: Connection;
  readonly process: VirtualProcess;
  readonly direction: 'up' | 'down';
  sentBytes = 0;
  #isOpen = true;
  /** Sent, and not taken by the program at the other end. */
  #outstandingBytes = 0;
  #lastArrivalMs = 0;
  /** What the broken way has kept back. */
  #heldBack: { readonly packet: Packet; readonly bytes: number }[] = [];

  constructor(connection: Connection, process: VirtualProcess, direction: 'up' | 'down') {
    this.connection = connection;
    this.process = process;
    this.direction = direction;
    // The system closes what a dead process had open; a machine without power says nothing.
    process.atDeath(() => {
      if (process.host.isPowered) this.close();
      else this.#forget();
    });
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Bytes that not even the systems have room for. */
  get waitingBytes(): number {
    return Math.max(0, this.#outstandingBytes - KERNEL_BYTES);
  }

  send(packet: Packet, bytes: number): void {
    if (!this.#isOpen) return;
    this.sentBytes += bytes;
    const { route } = this.connection;
    if (packet.packet === 'publish') route.record(this.direction, packet.frame);
    const { wildness } = route.condition;
    if (packet.packet === 'publish' && wildness > 0 && route.chance.happens(wildness)) {
      this.#sendWildly(packet);
      return;
    }
    this.#outstandingBytes += bytes;
    this.#lastArrivalMs = Math.max(this.#lastArrivalMs, route.time.nowMs + route.drawMs());
    route.time.at(this.#lastArrivalMs, () => this.#arrive(packet, bytes));
  }

  /** Lost, doubled, late, or more than one of these. */
  #sendWildly(packet: Packet): void {
    const { route } = this.connection;
    const copies = route.chance.integer(0, 2);
    for (let copy = 0; copy < copies; copy += 1)
      route.time.after(route.drawMs() + route.chance.next() ** 3 * 3_000, () => this.#arrive(packet, 0));
  }

  #arrive(packet: Packet, bytes: number): void {
    const { route } = this.connection;
    const other = this.connection.otherEnd(this);
    if (!route.isUp || this.#heldBack.length > 0) {
      this.#heldBack.push({ packet, bytes });
      return;
    }
    if (!other.isOpen) {
      // A machine that knows nothing of the connection refuses it; one without power is silent.
      if (this.#isOpen && other.process.host.isPowered)
        route.time.after(route.drawMs(), () => this.fail('refused'));
      return;
    }
    other.process.turn(() => {
      this.#outstandingBytes -= bytes;
      other.take(packet, bytes);
    });
  }

  resume(): void {
    const held = this.#heldBack;
    this.#heldBack = [];
    const { route } = this.connection;
    for (const { packet, bytes } of held) {
      this.#lastArrivalMs = Math.max(this.#lastArrivalMs, route.time.nowMs + route.drawMs());
      route.time.at(this.#lastArrivalMs, () => this.#arrive(packet, bytes));
    }
  }

  /** A packet comes in. */
  take(packet: Packet, _bytes: number): void {
    if (!this.#isOpen) return;
    if (packet.packet === 'end') this.fail('ended');
    else this.onPacket(packet);
  }

  /** Ends it from this side. */
  close(): void {
    if (!this.#isOpen) return;
    this.send({ packet: 'end' }, 0);
    this.#forget();
  }

  /** It has ended, and this side is told. */
  fail(reason: string): void {
    if (!this.#isOpen) return;
    this.#forget();
    this.process.turn(() => this.onFailed(reason));
  }

  #forget(): void {
    this.#isOpen = false;
    const { connection } = this;
    if (!connection.otherEnd(this).isOpen) connection.route.connections.delete(connection);
  }
}

/** Whether anybody could be reached at a host: what a connect finds out. */
export const answersConnects = (host: VirtualHost): boolean => host.isPowered && host.process !== undefined;
