import type { TraceLine } from '../sim/trace.ts';
import { auditCabinet } from './cabinet-auditor.ts';
import { booksOf } from './cabinet-books.ts';
import { healCabinet, settleCabinet } from './cabinet-calm.ts';
import type { CabinetCanaryName } from './cabinet-canaries.ts';
import type { CabinetFinding } from './cabinet-evidence.ts';
import { CabinetFaultDriver } from './cabinet-fault-driver.ts';
import type { CabinetFault } from './cabinet-swarm.ts';
import { CabinetWorld } from './cabinet-world.ts';

export interface CabinetRunOptions {
  readonly days: number;
  readonly canary?: CabinetCanaryName;
  /** These, and not what the seed draws. */
  readonly kinds?: readonly CabinetFault[];
  readonly isTraced: boolean;
}

export interface CabinetRunResult {
  readonly seed: number;
  readonly faults: readonly CabinetFault[];
  readonly findings: readonly CabinetFinding[];
  readonly rentals: number;
  readonly departures: number;
  readonly returns: number;
  /** How often its disk was put back. */
  readonly restores: number;
  readonly virtualMs: number;
  readonly startMs: number;
  /** The longest that power flowed in each unsafe state, ms. */
  readonly longestMs: Readonly<Record<string, number>>;
  readonly trace: readonly TraceLine[];
}

const WARM_UP_MS = 6_000;

/** One cabinet from its seed to its verdict. The same seed gives the same world, to the last byte of its trace. */
export async function runCabinetSeed(seed: number, options: CabinetRunOptions): Promise<CabinetRunResult> {
  const world = new CabinetWorld(seed, options);
  let findings: readonly CabinetFinding[];
  try {
    findings = await liveThrough(world, options.days);
  } catch (thrown) {
    const detail = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    findings = [...world.broken, { finding: 'crashed', detail }];
  }
  return {
    seed,
    faults: world.swarm.kinds,
    findings,
    rentals: new Set(world.core.calls.map(({ rentalId }) => rentalId)).size,
    departures: world.departures.length,
    returns: [...world.core.billed.values()].filter(({ type }) => type === 'bank.returned').length,
    restores: world.restores.length,
    virtualMs: world.time.nowMs - world.startMs,
    startMs: world.startMs,
    longestMs: Object.fromEntries(world.watch.longestMs),
    trace: world.trace.lines,
  };
}

async function liveThrough(world: CabinetWorld, days: number): Promise<readonly CabinetFinding[]> {
  const { time, swarm, chance } = world;
  world.furnish();
  await time.pass(time.nowMs + WARM_UP_MS);
  for (let day = 0; day < days; day += 1) {
    await busyTime(world);
    if (!swarm.kinds.includes('absence')) continue;
    await absence(world, 60_000 + chance.next() ** 3 * 7_200_000);
    await busyTime(world);
  }
  world.trace.tell('world', () => 'calm: no more faults');
  healCabinet(world);
  world.people.takes = false;
  const unsettled = await settleCabinet(world);
  const probe = unsettled === '' ? await probeRental(world) : undefined;
  world.relay.checkBounds();
  return auditCabinet(world, unsettled, probe);
}

async function busyTime(world: CabinetWorld): Promise<void> {
  const { time, swarm, chance, core } = world;
  const untilMs = time.nowMs + swarm.busyMs;
  const customer = (): void => {
    const pauseMs = -Math.log(1 - chance.next()) * swarm.customerMs;
    if (time.nowMs + pauseMs >= untilMs) return;
    time.after(pauseMs, () => {
      core.rent();
      customer();
    });
  };
  customer();
  new CabinetFaultDriver(world, chance.fork()).run(untilMs);
  await time.pass(untilMs);
}

/** Switched off, properly or by the plug, and on again much later. */
async function absence(world: CabinetWorld, forMs: number): Promise<void> {
  const { time, cabinet, chance } = world;
  world.isSupervised = false;
  if (chance.happens(0.5)) {
    cabinet.stop();
    await time.pass(time.nowMs + 6_000);
  }
  cabinet.kill(true);
  await time.pass(time.nowMs + forMs);
  world.isSupervised = true;
  world.begin(() => cabinet.start());
  if (!world.relay.isOn) world.begin(() => world.relay.start());
  await time.pass(time.nowMs + WARM_UP_MS);
}

const RECOVERY_MS = 75_000;
const TRIPPING: readonly CabinetFault[] = [
  'lying_slot_sensor',
  'lying_bank_sensor',
  'frozen_bank_sensor',
  'mute_gauge',
  'garbled_gauge',
  'short_circuit',
  'thermal_runaway',
  'over_voltage',
  'dead_cell',
  'wrong_replies',
  'stuck_address',
];

export interface Probe {
  readonly rentalId: string;
  /** Where a bank could have been let out, as a person sees it. */
  readonly couldBe: readonly string[];
}

/** When all is well again, somebody rents: a bank that can be had is had. */
async function probeRental(world: CabinetWorld): Promise<Probe> {
  const { time, wire, core, people } = world;
  // What has tripped recovers by itself, in its own time; what is freed before that is latched again.
  const isTripping = world.swarm.kinds.some((kind) => TRIPPING.includes(kind));
  await time.pass(time.nowMs + (isTripping ? RECOVERY_MS : 0));
  for (const { board } of wire.modules)
    for (const { slot } of board.slots)
      for (const action of ['free_slot', 'enable_slot'] as const)
        world.serve(action, { module: board.serial, slot });
  await time.pass(time.nowMs + 5_000);
  const couldBe = wire.modules.flatMap(({ board }) =>
    board.slots.flatMap((bay) => {
      const { bank } = bay;
      const isFit =
        bank !== undefined &&
        !bank.isForeign &&
        bay.isLocked &&
        bay.place === 'back' &&
        bank.celsius > -9 &&
        bank.celsius < 40;
      return isFit && bank.level > 0.05 ? [bank.bankId] : [];
    }),
  );
  people.takes = true;
  people.bringBack = false;
  const rentalId = core.rent({ waitsMs: 30_000, minimumLevel: 0 });
  for (let waitedMs = 0; waitedMs < 60_000 && !booksOf(world).ends.has(rentalId); waitedMs += 2_000)
    await time.pass(time.nowMs + 2_000);
  people.takes = false;
  await settleCabinet(world);
  return { rentalId, couldBe };
}
