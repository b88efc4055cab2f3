import type { DeviceId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { Machine, Timer } from '../../shared/machine.ts';
import { seq } from '../../shared/quantities.ts';
import type { DeviceLinkState, PathState } from '../device-state.ts';
import type { LoggedNotice, StoredMark } from '../store.ts';
import type { DeviceConnection } from './connection-link.ts';
import { batchEnded, createGathering, gather, takeBatch } from './gathering.ts';
import { LiveQueue } from './live-queue.ts';
import { bestPath } from './path.ts';
import type { PushObserver } from './push-observer.ts';
import {
  type ConnectionId,
  createPushState,
  greetedPaths,
  type PushEffect,
  type PushInput,
  type PushPath,
  type PushState,
} from './push-state.ts';
import { step } from './pusher.ts';
import type { DeviceStore, StoreCalls } from './store-calls-link.ts';

export interface PushLinkOptions {
  readonly store: DeviceStore;
  readonly calls: StoreCalls;
  readonly observer: PushObserver;
  readonly machine: Machine;
  readonly connection: (id: ConnectionId) => DeviceConnection | undefined;
}

/** Runs what the pusher decides: one timer for all its deadlines, one batch of marks at a time. */
export class PushLink {
  readonly state: PushState;
  readonly #options: PushLinkOptions;
  readonly #machine: Machine;
  readonly #live = new LiveQueue();
  /** Connections whose sockets held unsent bytes when they were last written to. */
  readonly #backedUp = new Set<ConnectionId>();
  readonly #marks = createGathering<StoredMark>();
  #liveTurn: Timer | undefined;
  #timer: Timer | undefined;
  #dueTurn: Timer | undefined;
  #timerAtMs = Number.POSITIVE_INFINITY;
  #marksTimer: Timer | undefined;
  #closed = false;

  constructor(options: PushLinkOptions) {
    this.#options = options;
    this.#machine = options.machine;
    this.state = createPushState(this.#machine.steadyMs());
  }

  /** Of the live notices that are not on a socket yet, how long the oldest has waited since its callback. */
  get oldestUnsentAgeMs(): number {
    const oldest = this.#live.oldest;
    return oldest === undefined ? 0 : this.#machine.steadyMs() - oldest.lastByteAtMs;
  }

  deliver(notices: readonly LoggedNotice[], lastByteAtMs: number): void {
    if (this.#closed) return;
    // Not lost: the device sees the hole, at the latest by its heartbeat, and asks for it.
    if (this.#live.length >= limits.liveWaiting) this.#options.observer.refused('live_overloaded');
    else this.#live.add(notices, lastByteAtMs, this.#machine.steadyMs());
    if (this.#liveTurn === undefined) this.#sendLive();
  }

  take(input: PushInput): void {
    if (this.#closed) return;
    this.#run(step(this.state, input, this.#machine.steadyMs()));
    this.#arm();
  }

  /** What the connections know of a device; undefined when it has not been here. */
  describe(id: DeviceId): DeviceLinkState | undefined {
    const device = this.state.devices.get(id);
    if (device === undefined) return undefined;
    const greeted = greetedPaths(device);
    const roundTrip = bestPath(greeted)?.roundTrip;
    return {
      paths: greeted.length,
      storedUpTo: seq(device.storedUpTo),
      ...(roundTrip === undefined ? {} : { roundTripMs: roundTrip.smoothedMs }),
      links: greeted.map((path) => describePath(path, this.#machine.steadyMs())),
    };
  }

  /** Devices that are here by one path only: a packet lost there costs a timeout of TCP. */
  get onePathDevices(): number {
    let count = 0;
    for (const device of this.state.devices.values()) if (device.paths.size === 1) count += 1;
    return count;
  }

  /** Sends no more; what devices have said is still written. */
  close(): void {
    this.#closed = true;
    this.#writeMarks();
    this.#timer?.cancel();
    this.#dueTurn?.cancel();
    this.#liveTurn?.cancel();
  }

  #sendLive(): void {
    this.#liveTurn = undefined;
    for (const waiting of this.#live.take(limits.livePerTurn)) {
      this.#run(step(this.state, { input: 'delivered', ...waiting }, this.#machine.steadyMs()));
    }
    this.#arm();
    if (this.#live.length > 0) this.#liveTurn = this.#machine.nextTurn(() => this.#sendLive());
  }

  #arm(): void {
    const nextAtMs = this.state.deadlines.nextAtMs;
    if (nextAtMs === undefined || nextAtMs >= this.#timerAtMs) return;
    this.#timer?.cancel();
    this.#timerAtMs = nextAtMs;
    this.#timer = this.#machine.after(Math.max(1, Math.ceil(nextAtMs - this.#machine.steadyMs())), () => {
      // After a stall timers run before sockets are read, and what has been answered long ago would be sent again.
      this.#dueTurn ??= this.#machine.nextTurn(() => {
        this.#dueTurn = undefined;
        this.#timerAtMs = Number.POSITIVE_INFINITY;
        this.#noteDrained();
        this.take({ input: 'due' });
      });
    });
  }

  #run(effects: readonly PushEffect[]): void {
    const { observer } = this.#options;
    for (const effect of effects) {
      switch (effect.effect) {
        case 'send': {
          const connection = this.#options.connection(effect.connection);
          if (connection?.send({ type: 'notice', ...effect.notice }) === false) observer.refused('frozen');
          if (connection?.isWaiting === true) this.#noteBackedUp(connection);
          if (effect.again === undefined) observer.sent();
          else observer.resent(effect.again);
          break;
        }
        case 'read':
          this.#read(effect);
          break;
        case 'mark':
          this.#mark(effect);
          break;
        case 'sample':
          observer.stored(effect);
          break;
        case 'refuse':
          observer.refused(effect.code);
          break;
      }
    }
  }

  #noteBackedUp({ id, device }: DeviceConnection): void {
    if (this.#backedUp.has(id)) return;
    this.#backedUp.add(id);
    this.take({ input: 'backed_up', device, connection: id, isBackedUp: true });
  }

  /** Those that take bytes again, or have gone; to be called before deadlines are judged. */
  #noteDrained(): void {
    for (const id of this.#backedUp) {
      const connection = this.#options.connection(id);
      if (connection?.isWaiting === true) continue;
      this.#backedUp.delete(id);
      if (connection === undefined) continue;
      this.take({ input: 'backed_up', device: connection.device, connection: id, isBackedUp: false });
    }
  }

  #read(effect: Extract<PushEffect, { effect: 'read' }>): void {
    const { device, logId, ranges, most } = effect;
    this.#options.calls.run(
      'read notices',
      () => this.#options.store.readNotices(device, logId, ranges, most),
      (result) => this.take({ input: 'read', device, logId, ranges, most, notices: result?.value }),
    );
  }

  #mark(effect: Extract<PushEffect, { effect: 'mark' }>): void {
    const mark: StoredMark = {
      deviceId: effect.device,
      logId: effect.logId,
      seq: effect.seq,
      atMs: this.#machine.wallMs(),
    };
    // A lost mark loses no notice: the device has it, and its receipt will come.
    if (!gather(this.#marks, mark, limits.storedMarksWaiting))
      this.#options.observer.refused('mark_overloaded');
    // Nobody waits for a mark, so many share one call: it would be a third of the cost of a push otherwise.
    this.#marksTimer ??= this.#machine.after(limits.storedMarksDelayMs, () => this.#writeMarks());
  }

  #writeMarks(): void {
    this.#marksTimer?.cancel();
    this.#marksTimer = undefined;
    const batch = takeBatch(this.#marks, limits.storedMarksPerCall);
    if (batch === undefined) return;
    this.#options.calls.run(
      'mark stored',
      () => this.#options.store.markStored(batch),
      (result) => {
        batchEnded(this.#marks);
        if (result === undefined) this.#options.observer.refused('mark_not_recorded');
        this.#writeMarks();
      },
    );
  }
}

function describePath(path: PushPath, nowMs: number): PathState {
  const { connectedAtMs, answeredAtMs, roundTrip, lateShare } = path;
  return {
    ageMs: Math.round(nowMs - connectedAtMs),
    ...(answeredAtMs === undefined ? {} : { answeredAgoMs: Math.round(nowMs - answeredAtMs) }),
    ...(roundTrip === undefined
      ? {}
      : { roundTripMs: roundTrip.smoothedMs, spreadMs: roundTrip.deviationMs }),
    lateShare,
  };
}
