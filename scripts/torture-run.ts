import { join, resolve } from 'node:path';
import { readLedger, readSpeaker } from '../firmware-sim/audit-collector.ts';
import type { Evidence } from '../firmware-sim/audit-evidence.ts';
import { audit, type Verdict } from '../firmware-sim/auditor.ts';
import { drawPlan } from '../firmware-sim/callback-plan.ts';
import { drawFaults, type FaultKind, type PlannedFault } from '../firmware-sim/fault-plan.ts';
import { freePort } from '../firmware-sim/free-port.ts';
import { LiveShop, type SpeakerPlan } from '../firmware-sim/live-shop.ts';
import { Processes } from '../firmware-sim/processes.ts';
import { Failure } from '../shared/failure.ts';
import { seededChance } from '../shared/seeded-chance.ts';

export interface TortureSettings {
  readonly folder: string;
  readonly seed: number;
  readonly orders: number;
  /** Over how long the orders, and the faults, are spread. */
  readonly spanMs: number;
  readonly faults: readonly FaultKind[];
  /** One line at a time, for a person who waits. */
  readonly report: (line: string) => void;
}

export interface TortureResult {
  readonly verdict: Verdict;
  readonly evidence: Evidence;
  readonly faults: Readonly<Record<string, number>>;
  /** What happened to the programs that nobody did to them. */
  readonly crashes: readonly string[];
  readonly tookMs: number;
}

/** One says every payment in no time; the other speaks as slowly as a shop hears, so that kills cut it short. */
const speakersIn = (folder: string): SpeakerPlan[] => [
  { id: 'SPK-FAST', terminals: ['T-1', 'T-2'], voice: `file:${resolve(folder, 'wav-fast')}`, panel: false },
  { id: 'SPK-SLOW', terminals: ['T-2'], voice: `file:${resolve(folder, 'wav-slow')},paced`, panel: false },
];
/** The last is served by nobody. */
const TERMINALS = [...Array<string>(16).fill('T-1'), 'T-2', 'T-2', 'T-2', 'T-9'];
/** The gateway's 1, 5, 30 and 600 s, shortened so that a run need not wait ten minutes for its last word. */
const RETRY_MS = [200, 1_000, 5_000, 15_000];
const PROGRESS_MS = 5_000;
const LOOK_MS = 500;
/** Nothing has moved for this long: it will not settle any more. */
const STUCK_MS = 180_000;
const QUIET_LOOKS = 4;
const CRASHES_MOST = 5;

/**
 * Lets orders come in while programs are killed and started again, then waits in peace until everything has healed,
 * and has the auditor judge.
 */
export async function torture(settings: TortureSettings): Promise<TortureResult> {
  const { folder, seed, orders, spanMs, report } = settings;
  const chance = seededChance(seed);
  const speakers = speakersIn(folder);
  const processes = new Processes(join(folder, 'processes.json'));
  const tally: Tally = { startedAtMs: Date.now(), faults: {}, crashes: [] };
  try {
    const shop = await LiveShop.open(
      {
        folder,
        httpPort: await freePort(),
        mqttPort: await freePort(),
        speakers,
        retryAfterMs: RETRY_MS,
      },
      processes,
    );
    report(`seed ${seed}: ${orders} orders over ${Math.round(spanMs / 1_000)} s; everything is in ${folder}`);
    const wishes = {
      orders,
      spanMs,
      startAtMs: Date.now(),
      terminals: TERMINALS,
      firstOrderNumber: 1,
      queried: true,
    };
    shop.core.callBack(shop.callbackUrl);
    shop.core.play(drawPlan(chance.fork(), wishes));
    const teller = setInterval(() => void progress(shop, tally).then(report), PROGRESS_MS);
    try {
      const endAtMs = Date.now() + spanMs;
      for (const fault of drawFaults(chance.fork(), settings.faults, speakers.length)) {
        await wait(fault.afterMs);
        if (Date.now() >= endAtMs) break;
        await inflict(fault, shop, tally);
      }
      report('calm: no more faults, everything has to heal');
      await settle(shop, tally);
    } finally {
      clearInterval(teller);
    }
    const evidence = await shop.evidence();
    tally.crashes.push(...(await shop.close()));
    return {
      verdict: audit(evidence),
      evidence,
      faults: tally.faults,
      crashes: tally.crashes,
      tookMs: Date.now() - tally.startedAtMs,
    };
  } finally {
    await processes.close();
  }
}

interface Tally {
  readonly startedAtMs: number;
  readonly faults: Record<string, number>;
  readonly crashes: string[];
}

const wait = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));
const namesOf = (shop: LiveShop): string[] => ['relay', ...shop.settings.speakers.map(({ id }) => id)];

/** Does one fault and makes it good again. */
async function inflict(fault: PlannedFault, shop: LiveShop, tally: Tally): Promise<void> {
  await revive(shop, tally);
  const name = namesOf(shop)[fault.kind === 'kill_relay' ? 0 : 1 + fault.speaker] ?? 'relay';
  shop.process(name).signal('SIGKILL');
  await shop.process(name).ended;
  tally.faults[fault.kind] = (tally.faults[fault.kind] ?? 0) + 1;
  await wait(fault.lastsMs);
  await shop.restart(name);
}

/** A program that has ended by itself is a finding, and is started again so that the rest can be judged. */
async function revive(shop: LiveShop, tally: Tally): Promise<void> {
  for (const name of namesOf(shop)) {
    if (shop.process(name).isAlive) continue;
    const { code, signal } = await shop.process(name).ended;
    tally.crashes.push(`${name} ended by itself with ${signal ?? `exit code ${code}`}`);
    if (tally.crashes.length > CRASHES_MOST) throw new Failure('unreachable', tally.crashes.join('; '));
    await shop.restart(name);
  }
}

/** Resolves when the core has nothing more to say and no notice is open, or when nothing moves any more. */
async function settle(shop: LiveShop, tally: Tally): Promise<void> {
  let before = '';
  let movedAtMs = Date.now();
  let quietLooks = 0;
  while (quietLooks < QUIET_LOOKS && Date.now() - movedAtMs < STUCK_MS) {
    await wait(LOOK_MS);
    await revive(shop, tally);
    const { open, notices } = await readLedger(shop.api);
    const now = JSON.stringify([shop.core.pending, open, notices, utterances(shop)]);
    quietLooks = shop.core.pending === 0 && open.count === 0 && now === before ? quietLooks + 1 : 0;
    if (now !== before) movedAtMs = Date.now();
    before = now;
  }
}

const utterances = (shop: LiveShop): number[] =>
  shop.places().map((place) => readSpeaker(place).heard.length);

async function progress(shop: LiveShop, tally: Tally): Promise<string> {
  const seconds = Math.round((Date.now() - tally.startedAtMs) / 1_000);
  const kills = Object.values(tally.faults).reduce((sum, count) => sum + count, 0);
  const books = await readLedger(shop.api).then(
    ({ notices, open }) => `${notices.count} notices, ${open.count} open`,
    () => 'relay down',
  );
  return [
    `${String(seconds).padStart(4)} s`,
    `${shop.core.orderCount} orders, ${shop.core.pending} steps to come`,
    books,
    `heard ${utterances(shop).join(' + ')}`,
    `${kills} kills`,
  ].join(' · ');
}
