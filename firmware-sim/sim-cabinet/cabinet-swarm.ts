import type { Chance } from '../../shared/seeded-chance.ts';

/** Whole kinds of faults, each switched on or off for a run. */
export const CABINET_FAULTS = [
  // between relay and cabinet
  'loss',
  'delay',
  'wild_wire',
  'replayed_frames',
  'cut_link',
  'link_down',
  // the programs
  'kill_relay',
  'kill_controller',
  'death_between_effects',
  'power_cut',
  'full_disk',
  'failing_sync',
  'slow_disk',
  'wrong_clock',
  'drift',
  'freeze',
  'absence',
  // bus and modules
  'noise',
  'silent_module',
  'flooding_module',
  'wrong_replies',
  'stuck_address',
  'hot_plug',
  'adapter',
  'board_restart',
  'reboot_mid_command',
  'brown_out',
  'stuck_fan',
  // slots
  'jam',
  'dead_motor',
  'stuck_lock',
  'dirty_contacts',
  'stuck_switch',
  'bouncing_switch',
  'lying_slot_sensor',
  // banks
  'lying_bank_sensor',
  'frozen_bank_sensor',
  'mute_gauge',
  'garbled_gauge',
  'short_circuit',
  'thermal_runaway',
  'over_voltage',
  'dead_cell',
  'never_full',
  // people and the rental core
  'clumsy_people',
  'snatching',
  'prying',
  'foreign_banks',
  'core_disorder',
  'lost_answers',
  'technician',
  'voice',
] as const;
/** What happens to one cabinet in a thousand, and takes so much from it that it gets runs of its own. */
type RareCabinetFault = 'cabinet_restored';
export type CabinetFault = (typeof CABINET_FAULTS)[number] | RareCabinetFault;

/** With these alone the controller runs, and hears its modules, without a break. */
export const STEADY_FAULTS: readonly CabinetFault[] = [
  ...(['loss', 'delay', 'wild_wire', 'replayed_frames', 'cut_link', 'link_down', 'kill_relay'] as const),
  ...(['wrong_clock', 'stuck_fan', 'jam', 'dead_motor', 'stuck_lock', 'dirty_contacts'] as const),
  ...(['stuck_switch', 'bouncing_switch', 'lying_slot_sensor', 'lying_bank_sensor'] as const),
  ...(['frozen_bank_sensor', 'mute_gauge', 'garbled_gauge', 'short_circuit', 'thermal_runaway'] as const),
  ...(['over_voltage', 'dead_cell', 'never_full', 'clumsy_people', 'snatching', 'prying'] as const),
  ...(['foreign_banks', 'core_disorder', 'lost_answers', 'technician', 'voice'] as const),
];

/** What one run is like. */
export interface CabinetSwarm {
  readonly kinds: readonly CabinetFault[];
  /** Mean time between two faults, ms. */
  readonly meanPauseMs: number;
  /** Slots of each module. */
  readonly modules: readonly number[];
  readonly paths: number;
  /** How long one busy time is. */
  readonly busyMs: number;
  /** Mean time between two customers, ms. */
  readonly customerMs: number;
  /** Mean way between cabinet and relay, ms. */
  readonly delayMs: number;
  readonly ambientCelsius: number;
  /** For all charging together: often less than the banks could take. */
  readonly budgetMilliwatts: number;
}

/** Some runs are quiet, some have one kind of fault only, some are hell. */
export function drawCabinetSwarm(chance: Chance, wanted?: readonly CabinetFault[]): CabinetSwarm {
  const density = chance.pick(['one', 'one', 0, 0.05, 0.12, 0.3] as const);
  const drawn =
    density === 'one' ? [chance.pick(CABINET_FAULTS)] : CABINET_FAULTS.filter(() => chance.happens(density));
  const kinds = wanted ?? drawn;
  const modules = chance.pick([[2], [3], [3], [4], [2, 2], [3, 2], [2, 2, 2], [2, 1, 2, 1]]);
  return {
    kinds,
    meanPauseMs: chance.pick([2_000, 6_000, 15_000]),
    modules,
    paths: chance.integer(1, 2),
    busyMs: chance.pick([30_000, 45_000, 60_000, 90_000]),
    customerMs: chance.pick([5_000, 9_000, 15_000]),
    delayMs: chance.pick([1, 5, 20, 60]),
    ambientCelsius: chance.pick([20, 25, 25, 30, 35, 40, -3]),
    budgetMilliwatts: chance.pick([200_000, 200_000, 60_000, 30_000, 15_000]),
  };
}
