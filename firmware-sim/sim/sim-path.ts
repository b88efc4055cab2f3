import type { PathEvents, PathLink } from '../../device/path-runner.ts';
import type { DeviceKeys } from '../../shared/device-key.ts';
import type { DeviceId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { clientId } from '../../shared/topics.ts';
import type { Canary } from './canaries.ts';
import type { Trace } from './trace.ts';
import type { VirtualHost, VirtualProcess } from './virtual-host.ts';
import { Connection, type ConnectionEnd, type Packet, type Route } from './virtual-network.ts';

export interface SimPathParts {
  readonly id: DeviceId;
  readonly keys: DeviceKeys;
  readonly path: number;
  readonly route: Route;
  readonly process: VirtualProcess;
  readonly relay: VirtualHost;
  /** Hands the relay its end; false: nobody listens there. */
  readonly connect: (end: ConnectionEnd) => boolean;
  readonly trace: Trace;
  readonly canary: Canary | undefined;
}

/** The device's door to one path (device/relay-link.ts) without sockets and without the mqtt library. */
export class SimPath implements PathLink {
  readonly #parts: SimPathParts;
  readonly #events: PathEvents;
  #end: ConnectionEnd | undefined;
  #isConnected = false;
  /** Names the latest connect: what an earlier one still reports is of no interest. */
  #generation = 0;

  constructor(parts: SimPathParts, events: PathEvents) {
    this.#parts = parts;
    this.#events = events;
  }

  connect(password: string): void {
    const { id, path, route, process, relay, connect, trace } = this.#parts;
    if (!process.mayAct()) return;
    this.disconnect();
    this.#generation += 1;
    const generation = this.#generation;
    // A SYN that is lost is sent again; the session gives up by itself where nothing comes back.
    const knockMs = route.isUp ? 2 * route.drawMs() : Number.POSITIVE_INFINITY;
    if (knockMs === Number.POSITIVE_INFINITY) return;
    process.after(knockMs, () => {
      if (generation !== this.#generation || !route.isUp) return;
      const listener = relay.process;
      if (listener === undefined || !relay.isPowered) {
        if (relay.isPowered) this.#closed(generation, 'connection refused');
        return;
      }
      const connection = new Connection(route, process, listener);
      const end = connection.deviceEnd;
      if (!connect(connection.relayEnd)) {
        connection.break();
        this.#closed(generation, 'connection refused');
        return;
      }
      trace.tell(process.host.name, () => `connects on path ${path}`);
      this.#end = end;
      end.onPacket = (packet) => this.#take(generation, packet);
      end.onFailed = (reason) => this.#closed(generation, reason);
      end.send({ packet: 'connect', request: { clientId: clientId(id, path), username: id, password } }, 200);
    });
  }

  disconnect(): void {
    if (!this.#parts.process.mayAct()) return;
    this.#generation += 1;
    this.#end?.close();
    this.#end = undefined;
    this.#isConnected = false;
  }

  send(frame: Buffer): boolean {
    const { process, canary, keys, id } = this.#parts;
    const end = this.#end;
    if (!process.mayAct() || end === undefined || !this.#isConnected) return false;
    if (end.waitingBytes > limits.linkUnsentBytes) {
      const generation = this.#generation;
      end.close();
      process.nextTurn(() => this.#closed(generation, 'it takes nothing any more'));
      return false;
    }
    const sent = canary?.sendUp?.(frame, keys, id) ?? frame;
    end.send({ packet: 'publish', frame: sent }, sent.length);
    return true;
  }

  #take(generation: number, packet: Packet): void {
    if (generation !== this.#generation) return;
    switch (packet.packet) {
      case 'connack':
        if (packet.returnCode !== 0) {
          this.#end?.close();
          this.#closed(generation, `refused with ${packet.returnCode}`);
          return;
        }
        this.#isConnected = true;
        this.#end?.send({ packet: 'subscribe' }, 40);
        return;
      case 'suback':
        this.#events.onSubscribed();
        return;
      case 'publish':
        if (this.#isConnected) this.#events.onFrame(packet.frame);
        return;
      case 'connect':
      case 'subscribe':
      case 'ping':
      case 'end':
        return;
    }
  }

  #closed(generation: number, reason: string): void {
    if (generation !== this.#generation) return;
    this.#generation += 1;
    this.#end = undefined;
    this.#isConnected = false;
    this.#parts.trace.tell(this.#parts.process.host.name, () => `path ${this.#parts.path}: ${reason}`);
    this.#events.onClosed(reason);
  }
}
