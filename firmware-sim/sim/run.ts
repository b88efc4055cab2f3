import { accountsOf, heal, ledgerOf, settle } from './calm.ts';
import type { CanaryName } from './canaries.ts';
import { liveThroughDay, sleepUntilToldAll } from './shop-day.ts';
import { auditSimulation, type SimFinding } from './sim-auditor.ts';
import type { SimEvidence } from './sim-evidence.ts';
import type { FaultKind } from './swarm.ts';
import type { TraceLine } from './trace.ts';
import { World } from './world.ts';

export interface RunOptions {
  readonly days: number;
  readonly canary?: CanaryName;
  readonly isTraced: boolean;
}

export interface RunResult {
  readonly seed: number;
  readonly faults: readonly FaultKind[];
  readonly findings: readonly SimFinding[];
  readonly orders: number;
  readonly utterances: number;
  /** How much time passed in the world. */
  readonly virtualMs: number;
  readonly startMs: number;
  readonly trace: readonly TraceLine[];
}

/** One world from its seed to its verdict. The same seed gives the same world, to the last byte of its trace. */
export async function runSeed(seed: number, options: RunOptions): Promise<RunResult> {
  const world = new World(seed, options);
  let findings: readonly SimFinding[];
  try {
    findings = auditSimulation(await liveThrough(world, options.days));
  } catch (thrown) {
    const detail = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    findings = [{ finding: 'crashed', detail }];
  }
  return {
    seed,
    faults: world.swarm.kinds,
    findings,
    orders: new Set(world.core.entries.flatMap((entry) => (entry.entry === 'moment' ? [entry.order.sn] : [])))
      .size,
    utterances: world.sounded.length,
    virtualMs: world.time.nowMs - world.startMs,
    startMs: world.startMs,
    trace: world.trace.lines,
  };
}

/** All of its days, the calm after them, and what there is to judge. */
export async function liveThrough(world: World, days: number): Promise<SimEvidence> {
  world.furnish();
  for (let day = 0; day < days; day += 1) await liveThroughDay(world, day);
  world.trace.tell('world', () => 'calm: no more faults');
  const calmSinceMs = world.time.nowMs;
  heal(world);
  await sleepUntilToldAll(world);
  const { settledAtMs, unsettled } = await settle(world);
  world.relay.checkBounds();
  return {
    faults: world.swarm.kinds,
    core: world.core.entries,
    sounded: world.sounded,
    deviceEvents: world.deviceEvents,
    roster: world.roster,
    durable: world.durable,
    relayRestores: world.relayRestores,
    relayClockErrorMs: world.relayClockErrorMs,
    heardLines: new Map(world.devices.map(({ id, heardFile }) => [id, heardFile.lines])),
    accounts: accountsOf(world),
    ledger: ledgerOf(world.relay.disk, world.time.nowMs),
    broken: world.broken,
    unsettled,
    calmSinceMs,
    ...(settledAtMs === undefined ? {} : { settledAtMs }),
  };
}
