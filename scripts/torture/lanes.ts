import { setTimeout as wait } from 'node:timers/promises';
import {
  drawFaults,
  type FaultKind,
  isNetworkFault,
  type PlannedFault,
} from '../../firmware-sim/fault-plan.ts';
import type { JsonlWriter } from '../../firmware-sim/jsonl-file.ts';
import type { LiveShop } from '../../firmware-sim/live-shop.ts';
import { Failure } from '../../shared/failure.ts';
import type { Chance } from '../../shared/seeded-chance.ts';
import { FAULT_ACTIONS, type Scene, victimsOf } from './faults.ts';

/** Two things may be wrong with the programs at once, and one with the network. */
const PROGRAM_LANES = 2;
const CRASHES_MOST = 5;

/** What was done, and what came of it that must not. */
export interface Tally {
  readonly faults: Record<string, number>;
  readonly crashes: string[];
  /** Each fault with its times, for whoever looks for the reason of a finding. */
  readonly log: JsonlWriter;
}

/** Does faults until `endAtMs`, in several lanes, and makes each good again. A program has one trouble at a time. */
export async function inflictFaults(
  kinds: readonly FaultKind[],
  endAtMs: number,
  chance: Chance,
  scene: Scene,
  tally: Tally,
): Promise<void> {
  const counts = { speakers: scene.shop.settings.speakers.length, paths: scene.world.paths.length };
  const turns = new Turns();
  const lane = async (drawn: Generator<PlannedFault, never>): Promise<void> => {
    for (const fault of drawn) {
      await wait(fault.afterMs);
      const victims = victimsOf(fault, scene.shop);
      const release = await turns.take(victims);
      try {
        if (Date.now() >= endAtMs) return;
        await revive(victims, scene.shop, tally);
        const beganAtMs = Date.now();
        const isDone = await FAULT_ACTIONS[fault.kind](fault, victims, scene);
        tally.log.write({ ...fault, victims, isDone, beganAtMs, endedAtMs: Date.now() });
        if (!isDone) continue;
        const name = nameOf(fault, victims);
        tally.faults[name] = (tally.faults[name] ?? 0) + 1;
      } finally {
        release();
      }
    }
  };
  const programKinds = kinds.filter((kind) => !isNetworkFault(kind));
  const networkKinds = kinds.filter(isNetworkFault);
  const lanes: Promise<void>[] = [];
  for (let count = 0; count < PROGRAM_LANES && programKinds.length > 0; count++) {
    lanes.push(lane(drawFaults(chance.fork(), programKinds, counts)));
  }
  if (networkKinds.length > 0) lanes.push(lane(drawFaults(chance.fork(), networkKinds, counts)));
  await Promise.all(lanes);
}

function nameOf({ kind, target }: PlannedFault, victims: readonly string[]): string {
  if (kind === 'restart' || victims.length === 0) return kind;
  return `${kind} ${kind === 'new_key' ? 'speaker' : target}`;
}

/** A program that has ended by itself is a finding, and is started again so that the rest can be judged. */
export async function revive(names: readonly string[], shop: LiveShop, tally: Tally): Promise<void> {
  for (const name of names) {
    if (shop.process(name).isAlive) continue;
    const { code, signal } = await shop.process(name).ended;
    tally.crashes.push(`${name} ended by itself with ${signal ?? `exit code ${code}`}`);
    if (tally.crashes.length > CRASHES_MOST) throw new Failure('unreachable', tally.crashes.join('; '));
    await shop.restart(name);
  }
}

/** Who wants several takes all of them or waits for all of them, so that two never wait for each other. */
class Turns {
  private readonly taken = new Map<string, Promise<void>>();

  async take(names: readonly string[]): Promise<() => void> {
    for (;;) {
      const held = names.flatMap((name) => this.taken.get(name) ?? []);
      if (held.length === 0) break;
      await Promise.all(held);
    }
    let release = (): void => {};
    const turn = new Promise<void>((resolve) => {
      release = resolve;
    });
    for (const name of names) this.taken.set(name, turn);
    return () => {
      for (const name of names) this.taken.delete(name);
      release();
    };
  }
}
