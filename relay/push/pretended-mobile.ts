import { deviceId } from '../../shared/ids.ts';
import { type Seq, seq } from '../../shared/quantities.ts';
import type { Chance } from '../../shared/seeded-chance.ts';
import { Deadlines } from './deadlines.ts';
import { PretendedLogs } from './pretended-logs.ts';
import { LOG } from './pretended-push.ts';
import { type ConnectionId, createPushState, type PushInput, type PushState } from './push-state.ts';
import { step } from './pusher.ts';

/** A mobile network as the benchmark has it: each way 20 ms, 4 more or less; what is lost comes 70 ms later (TCP). */
const ONE_WAY_MS = 20;
const JITTER_MS = 4;
const RETRANSMITTED_AFTER_MS = 70;
const DISK_MS = 3;

export interface MobileWorld {
  readonly devices: number;
  readonly paths: number;
  /** Of the packets, in each direction, on each path by itself. */
  readonly loss: number;
  readonly chance: Chance;
  /**
   * The machine that all devices are on takes so long for each copy that it reads, one after the other, so that more copies
   * make it later; and at first it stands still for a while. Absent: it is never late.
   */
  readonly machine?: { readonly readMs: number; readonly stopMs: number };
}

/** What went out, of the notices after the first `warmUp`. */
export interface MobileFigures {
  readonly state: PushState;
  /** Sends a notice, and the share of notices that went out on a third path at once. */
  readonly sends: number;
  readonly thirds: number;
  /** Share of notices that reached their device later than the promise allows. */
  readonly tooLate: number;
}

/** Devices that hear of a payment a second each, behind a network that loses packets. */
export function runMobile(
  { devices, paths, loss, chance, machine = { readMs: 0, stopMs: 0 } }: MobileWorld,
  notices: number,
  warmUp: number,
): MobileFigures {
  const logs = new PretendedLogs();
  const state = createPushState(0);
  const events = new Deadlines<() => void>();
  const storedAtMs = new Map<string, number>();
  let nowMs = 0;
  let isReadUpToMs = machine.stopMs;
  let nth = 0;
  let sends = 0;
  let thirds = 0;
  const bornAtMs = new Map<string, number>();
  const travelMs = (): number => {
    let ms = ONE_WAY_MS + JITTER_MS * (2 * chance.next() - 1);
    while (chance.happens(loss)) ms += RETRANSMITTED_AFTER_MS;
    return ms;
  };
  const arrive = (connection: ConnectionId, at: Seq, sender: number): void => {
    const device = deviceId(`SPK-${Math.floor(connection / paths)}`);
    const key = `${device} ${at}`;
    isReadUpToMs = Math.max(isReadUpToMs, nowMs) + machine.readMs;
    const readAtMs = isReadUpToMs;
    const onDiskAtMs = Math.min(storedAtMs.get(key) ?? Number.POSITIVE_INFINITY, readAtMs + DISK_MS);
    storedAtMs.set(key, onDiskAtMs);
    const saysAtMs = Math.max(readAtMs, onDiskAtMs);
    const said = { device, connection, logId: LOG, seqs: [at], heldUs: [1_000 * (saysAtMs - readAtMs)] };
    events.add(saysAtMs + travelMs(), () => run({ input: 'stored', ...said }, sender));
  };
  const run = (input: PushInput, sender: number): void => {
    for (const effect of step(state, input, nowMs)) {
      if (effect.effect !== 'send') continue;
      events.add(nowMs + travelMs(), () => arrive(effect.connection, effect.notice.seq, sender));
      if (sender < warmUp) continue;
      sends += 1;
      if (effect.again === 'third') thirds += 1;
    }
  };
  for (let device = 0; device < devices; device += 1) {
    const id = logs.addDevice(`SPK-${device}`);
    for (let path = 0; path < paths; path += 1) {
      const connection = device * paths + path;
      run({ input: 'connected', device: id, connection }, 0);
      run({ input: 'greeted', device: id, connection, logId: LOG, upTo: seq(0) }, 0);
    }
  }
  const betweenMs = 1_000 / devices;
  // A second more, in which what is under way arrives.
  for (; nth < notices + devices; nth += 1) {
    const untilMs = nth * betweenMs;
    for (;;) {
      const nextMs = Math.min(state.deadlines.nextAtMs ?? untilMs, events.nextAtMs ?? untilMs, untilMs);
      nowMs = Math.max(nowMs, nextMs);
      const happened = events.takeDue(nowMs);
      if (happened !== undefined) happened();
      else if ((state.deadlines.nextAtMs ?? Number.POSITIVE_INFINITY) <= nowMs) run({ input: 'due' }, nth);
      else break;
    }
    if (nth >= notices) continue;
    const logged = logs.append(deviceId(`SPK-${nth % devices}`));
    run({ input: 'delivered', logged, lastByteAtMs: nowMs, queuedAtMs: nowMs }, nth);
    bornAtMs.set(`${logged.deviceId} ${logged.notice.seq}`, nowMs);
  }
  let tooLate = 0;
  let count = 0;
  for (const [key, atMs] of bornAtMs) {
    count += 1;
    if (count > warmUp && (storedAtMs.get(key) ?? Number.POSITIVE_INFINITY) - atMs > 60) tooLate += 1;
  }
  const counted = notices - warmUp;
  return { state, sends: sends / counted, thirds: thirds / counted, tooLate: tooLate / counted };
}
