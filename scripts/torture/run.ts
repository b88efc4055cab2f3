import { join, resolve } from 'node:path';
import { audit, type Verdict } from '../../firmware-sim/audit/auditor.ts';
import { readLedger, readSpeaker } from '../../firmware-sim/audit/collector.ts';
import type { Evidence } from '../../firmware-sim/audit/evidence.ts';
import type { Capability } from '../../firmware-sim/capabilities.ts';
import { drawPlan } from '../../firmware-sim/core/callback-plan.ts';
import type { FaultKind } from '../../firmware-sim/fault-plan.ts';
import { freePort } from '../../firmware-sim/free-port.ts';
import { HostileWorld } from '../../firmware-sim/hostile-world.ts';
import { JsonlWriter } from '../../firmware-sim/jsonl-file.ts';
import { LiveShop, type SpeakerPlan } from '../../firmware-sim/live-shop.ts';
import { Processes } from '../../firmware-sim/processes.ts';
import { seededChance } from '../../shared/seeded-chance.ts';
import { RELAY_CLOCK_MS } from './faults.ts';
import { inflictFaults, revive, type Tally } from './lanes.ts';

export interface TortureSettings {
  readonly folder: string;
  readonly seed: number;
  readonly orders: number;
  /** Over how long the orders, and the faults, are spread. */
  readonly spanMs: number;
  readonly faults: readonly FaultKind[];
  /** What of the machine is used; with networks and disks only in a world of its own. */
  readonly can: ReadonlySet<Capability>;
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
const TERMINALS = [...Array<string>(17).fill('T-1'), 'T-2', 'T-2', 'T-9'];
/** The gateway's 1, 5, 30 and 600 s, shortened so that a run need not wait ten minutes for its last word. */
const RETRY_MS = [200, 1_000, 5_000, 15_000];
const PROGRESS_MS = 5_000;
/** What relay and speakers keep of an order, twice over: disks are to be full only when they are filled. */
const MEGABYTES_AN_ORDER = 0.02;
const LOOK_MS = 500;
/** Nothing has moved for this long: it will not settle any more. */
const STUCK_MS = 180_000;
const QUIET_LOOKS = 4;

/**
 * Lets orders come in while faults happen to programs, disks, clocks and networks, then waits in peace until everything
 * has healed, and has the auditor judge.
 */
export async function torture(settings: TortureSettings): Promise<TortureResult> {
  const { folder, seed, orders, spanMs, report } = settings;
  const chance = seededChance(seed);
  const speakers = speakersIn(folder);
  const processes = new Processes(join(folder, 'processes.json'));
  const startedAtMs = Date.now();
  const tally: Tally = { faults: {}, crashes: [], log: new JsonlWriter(join(folder, 'faults.jsonl')) };
  const programs = ['relay', ...speakers.map(({ id }) => id)];
  const diskMegabytes = Math.ceil(64 + orders * MEGABYTES_AN_ORDER);
  const world = await HostileWorld.open(folder, programs, diskMegabytes, settings.can);
  try {
    const shop = await LiveShop.open(
      {
        folder,
        httpPort: await freePort(),
        mqttPort: await freePort(),
        speakers,
        retryAfterMs: RETRY_MS,
        clockDoubtMs: settings.faults.includes('clock') ? RELAY_CLOCK_MS : 0,
        ...world.settings,
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
    const teller = setInterval(() => void progress(shop, startedAtMs, tally).then(report), PROGRESS_MS);
    try {
      const scene = { shop, world, crashed: (what: string) => tally.crashes.push(what) };
      await inflictFaults(settings.faults, Date.now() + spanMs, chance.fork(), scene, tally);
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
      tookMs: Date.now() - startedAtMs,
    };
  } finally {
    await tally.log.close();
    await processes.close();
    await world.close();
  }
}

const wait = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));
const namesOf = (shop: LiveShop): string[] => ['relay', ...shop.settings.speakers.map(({ id }) => id)];

/** Resolves when the core has nothing more to say and no notice is open, or when nothing moves any more. */
async function settle(shop: LiveShop, tally: Tally): Promise<void> {
  let before = '';
  let movedAtMs = Date.now();
  let quietLooks = 0;
  while (quietLooks < QUIET_LOOKS && Date.now() - movedAtMs < STUCK_MS) {
    await wait(LOOK_MS);
    await revive(namesOf(shop), shop, tally);
    const { open, notices } = await readLedger(shop.api);
    const now = JSON.stringify([shop.core.pending, open, notices, utterances(shop)]);
    quietLooks = shop.core.pending === 0 && open.count === 0 && now === before ? quietLooks + 1 : 0;
    if (now !== before) movedAtMs = Date.now();
    before = now;
  }
}

const utterances = (shop: LiveShop): number[] =>
  shop.places().map((place) => readSpeaker(place).heard.length);

/** A disk without power cannot be read. */
function heardSoFar(shop: LiveShop): string {
  try {
    return utterances(shop).join(' + ');
  } catch {
    return '?';
  }
}

async function progress(shop: LiveShop, startedAtMs: number, tally: Tally): Promise<string> {
  const seconds = Math.round((Date.now() - startedAtMs) / 1_000);
  const faults = Object.values(tally.faults).reduce((sum, count) => sum + count, 0);
  const books = await readLedger(shop.api).then(
    ({ notices, open }) => `${notices.count} notices, ${open.count} open`,
    () => 'relay down',
  );
  return [
    `${String(seconds).padStart(4)} s`,
    `${shop.core.orderCount} orders, ${shop.core.pending} steps to come`,
    books,
    `heard ${heardSoFar(shop)}`,
    `${faults} faults`,
  ].join(' · ');
}
