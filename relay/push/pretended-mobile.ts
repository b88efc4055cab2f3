import { deviceId } from '../../shared/ids.ts';
import { seq } from '../../shared/quantities.ts';
import type { Chance } from '../../shared/seeded-chance.ts';
import { Deadlines } from './deadlines.ts';
import { PretendedLogs } from './pretended-logs.ts';
import { LOG } from './pretended-push.ts';
import { createPushState, type PushInput, type PushState } from './push-state.ts';
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
  { devices, paths, loss, chance }: MobileWorld,
  notices: number,
  warmUp: number,
): MobileFigures {
  const logs = new PretendedLogs();
  const state = createPushState(0);
  const events = new Deadlines<{ readonly nth: number; readonly input: PushInput }>();
  const storedAtMs = new Map<string, number>();
  let nowMs = 0;
  let nth = 0;
  let sends = 0;
  let thirds = 0;
  let tooLate = 0;
  const travelMs = (): number => {
    let ms = ONE_WAY_MS + JITTER_MS * (2 * chance.next() - 1);
    while (chance.happens(loss)) ms += RETRANSMITTED_AFTER_MS;
    return ms;
  };
  const run = (input: PushInput, sender: number): void => {
    for (const effect of step(state, input, nowMs)) {
      if (effect.effect !== 'send') continue;
      const device = deviceId(`SPK-${Math.floor(effect.connection / paths)}`);
      const key = `${device} ${effect.notice.seq}`;
      const arrivesAtMs = nowMs + travelMs();
      const knownAtMs = storedAtMs.get(key) ?? Number.POSITIVE_INFINITY;
      const onDiskAtMs = Math.min(knownAtMs, arrivesAtMs + DISK_MS);
      storedAtMs.set(key, onDiskAtMs);
      const saysAtMs = Math.max(arrivesAtMs, onDiskAtMs);
      const said = { device, connection: effect.connection, logId: LOG, seqs: [effect.notice.seq] };
      const heldUs = [1_000 * (saysAtMs - arrivesAtMs)];
      events.add(saysAtMs + travelMs(), { nth: sender, input: { input: 'stored', ...said, heldUs } });
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
  for (; nth < notices; nth += 1) {
    const untilMs = nth * betweenMs;
    for (;;) {
      const nextMs = Math.min(state.deadlines.nextAtMs ?? untilMs, events.nextAtMs ?? untilMs, untilMs);
      nowMs = Math.max(nowMs, nextMs);
      const happened = events.takeDue(nowMs);
      if (happened !== undefined) run(happened.input, happened.nth);
      else if ((state.deadlines.nextAtMs ?? Number.POSITIVE_INFINITY) <= nowMs) run({ input: 'due' }, nth);
      else break;
    }
    const logged = logs.append(deviceId(`SPK-${nth % devices}`));
    run({ input: 'delivered', logged, lastByteAtMs: nowMs, queuedAtMs: nowMs }, nth);
    const onDiskAtMs = storedAtMs.get(`${logged.deviceId} ${logged.notice.seq}`) ?? 0;
    if (nth >= warmUp && onDiskAtMs - nowMs > 60) tooLate += 1;
  }
  const counted = notices - warmUp;
  return { state, sends: sends / counted, thirds: thirds / counted, tooLate: tooLate / counted };
}
