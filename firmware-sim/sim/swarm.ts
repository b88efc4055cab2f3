import type { Chance } from '../../shared/seeded-chance.ts';

/** Whole kinds of faults, each switched on or off for a run: what all of them at once would hide, a few show. */
export const FAULT_KINDS = [
  'loss',
  'delay',
  'wild_wire',
  'replayed_frames',
  'cut_link',
  'link_down',
  'partition',
  'kill_relay',
  'relay_power',
  'kill_device',
  'device_power',
  'death_between_effects',
  'slow_disk',
  'full_disk',
  'failing_sync',
  'device_clock',
  'relay_clock',
  'drift',
  'freeze',
  'core_disorder',
  'lost_answers',
  'voice',
  'buttons',
  'new_key',
  'roster',
  'device_restored',
  'relay_restored',
  'absence',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** What one run is like. */
export interface Swarm {
  readonly kinds: readonly FaultKind[];
  /** Mean time between two faults, ms. */
  readonly meanPauseMs: number;
  readonly devices: number;
  /** For each device. */
  readonly paths: readonly number[];
  /** Orders in one busy time. */
  readonly ordersLeast: number;
  readonly ordersMost: number;
  /** Mean way between device and relay, ms. */
  readonly delayMs: number;
  /** Where all orders are of one amount, as at a stall that sells one thing: sums tell no two of them apart. */
  readonly amountFen?: number;
}

/** Restoring the relay's disk gives it back a roster that the operator has changed since: he would do it again. */
const APART: readonly (readonly [FaultKind, FaultKind])[] = [
  ['relay_restored', 'new_key'],
  ['relay_restored', 'roster'],
];

export function drawSwarm(chance: Chance): Swarm {
  // Some runs are quiet, some are hell.
  const density = chance.pick([0, 0.08, 0.2, 0.35, 0.6]);
  const drawn = FAULT_KINDS.filter(() => chance.happens(density));
  const kinds = drawn.filter((kind) => !APART.some(([one, other]) => kind === other && drawn.includes(one)));
  const devices = chance.pick([1, 1, 1, 2, 2, 3]);
  return {
    kinds,
    meanPauseMs: chance.pick([2_000, 6_000, 15_000]),
    devices,
    paths: Array.from({ length: devices }, () => chance.integer(1, 2)),
    ordersLeast: 1,
    ordersMost: chance.pick([4, 8, 16]),
    delayMs: chance.pick([1, 5, 20, 60]),
    ...(chance.happens(0.25) ? { amountFen: 1_250 } : {}),
  };
}
