import { SafetyTrial } from '../../../device/cabinet/power/safety-trial.ts';
import { Bank } from '../../../firmware-sim/cabinet/bank.ts';
import { CabinetTrial } from '../../../firmware-sim/cabinet/cabinet-trial.ts';
import type { ModuleBoard } from '../../../firmware-sim/cabinet/module-board.ts';
import type { Protection } from '../../../shared/cabinet-report.ts';
import { limits } from '../../../shared/limits.ts';

/** What the contacts tell is made to differ from what is: for what no simulated bank does by itself. */
class ShownBank extends Bank {
  shown: Partial<NonNullable<ReturnType<Bank['told']>>> = {};

  override told(): ReturnType<Bank['told']> {
    const told = super.told();
    return told === undefined ? undefined : { ...told, ...this.shown };
  }
}

interface TripCase {
  readonly protection: Protection;
  /** What is made wrong. */
  readonly what: string;
  readonly level?: number;
  readonly celsius?: number;
  readonly ambientCelsius?: number;
  readonly begin: (bank: ShownBank) => void;
}

const CASES: readonly TripCase[] = [
  {
    protection: 'over_voltage',
    what: 'the cell shows 4.40 V',
    begin: (bank) => {
      bank.shown = { voltageMillivolts: 4_400 };
    },
  },
  {
    protection: 'under_voltage',
    what: 'the cell shows 2.4 V',
    level: 0.02,
    begin: (bank) => {
      bank.shown = { voltageMillivolts: 2_400 };
    },
  },
  {
    protection: 'over_current',
    what: '7.0 A flow into the cell',
    begin: (bank) => {
      bank.shown = { currentMilliamps: 7_000 };
    },
  },
  {
    protection: 'short_circuit',
    what: 'the bank is shorted: 12 A, 0.6 V',
    begin: (bank) => void bank.faults.add('short_circuit'),
  },
  {
    protection: 'over_temperature',
    what: 'the cells are at 46 °C',
    celsius: 41.5,
    ambientCelsius: 40,
    begin: (bank) => {
      bank.celsius = 46;
    },
  },
  {
    protection: 'under_temperature',
    what: 'the cells are at −2 °C',
    celsius: 2,
    ambientCelsius: 4,
    begin: (bank) => {
      bank.celsius = -2;
    },
  },
  {
    protection: 'sensor_fault',
    what: 'the gauge falls silent: its last word grows old',
    begin: (bank) => void bank.faults.add('mute_gauge'),
  },
];

export interface TripTime {
  readonly protection: Protection;
  readonly what: string;
  /** From the fault to the board's output at 0 W, one for each phase of the polls; empty: there was no output. */
  readonly offMs: readonly number[];
  /** From the fault to its being recorded as tripped. */
  readonly toldMs: readonly number[];
  /** Which protection was the first to trip, where it was another. */
  readonly first: string;
}

/** Over a whole cycle of the polls, so that the worst moment is among them. */
const PHASES = 12;
const PHASE_MS = 43;
const SLOT = 1;
const FLOWS_MILLIWATTS = 500;
const UNTIL_CHARGING_MS = 120_000;
const MOST_MS = 30_000;
const SLICE_MS = 10;

/** All nine on virtual time: the product's cabinet, the real bus machine, simulated boards at the speed of the line. */
export function measureTripTimes(): TripTime[] {
  return [
    ...CASES.map((one) =>
      summed(
        one,
        phases((phase) => tripOnce(one, phase)),
      ),
    ),
    summed(
      { protection: 'reverse_polarity', what: 'a bank is put in upside down (never charged)' },
      phases(reversedOnce),
    ),
    chargeTimeout(),
  ];
}

interface Once {
  readonly offMs?: number;
  readonly toldMs?: number;
  readonly first?: Protection;
}

const phases = (run: (phase: number) => Once): Once[] =>
  Array.from({ length: PHASES }, (_, phase) => run(phase));

const summed = (
  { protection, what }: Pick<TripCase, 'protection' | 'what'>,
  ones: readonly Once[],
): TripTime => ({
  protection,
  what,
  offMs: ones.flatMap(({ offMs }) => offMs ?? []),
  toldMs: ones.flatMap(({ toldMs }) => toldMs ?? []),
  first: [...new Set(ones.flatMap(({ first }) => first ?? []))].join(', ') || 'none',
});

function begun(phase: number, ambientCelsius: number): { trial: CabinetTrial; board: ModuleBoard } {
  const trial = new CabinetTrial(phase + 1);
  const board = trial.bus.add('0001a000', 8);
  board.ambientCelsius = ambientCelsius;
  for (const bay of board.slots) bay.celsius = ambientCelsius;
  return { trial, board };
}

function tripOnce({ begin, level = 0.4, celsius = 25, ambientCelsius = 25 }: TripCase, phase: number): Once {
  const { trial, board } = begun(phase, ambientCelsius);
  const bank = new ShownBank({ bankId: '00000000000000A1', level, celsius });
  board.stock(SLOT, bank, trial.nowMs);
  trial.start();
  const flows = (): boolean =>
    (board.outputs()?.limitMilliwatts[SLOT - 1] ?? 0) > 0 &&
    board.bay(SLOT).outputWatts * 1_000 > FLOWS_MILLIWATTS;
  if (!runUntil(trial, flows, UNTIL_CHARGING_MS)) return {};
  trial.run(3_000 + phase * PHASE_MS);
  const atMs = trial.nowMs;
  begin(bank);
  const isOff = (): boolean => (board.outputs()?.limitMilliwatts[SLOT - 1] ?? 0) === 0;
  const offMs = runUntil(trial, isOff, MOST_MS) ? trial.nowMs - atMs : undefined;
  return { ...(offMs === undefined ? {} : { offMs }), ...told(trial, atMs) };
}

function reversedOnce(phase: number): Once {
  const { trial, board } = begun(phase, 25);
  trial.start();
  trial.run(5_000 + phase * PHASE_MS);
  const atMs = trial.nowMs;
  board.insert(SLOT, new Bank({ bankId: '00000000000000A1' }), 'reversed', atMs);
  return told(trial, atMs);
}

function told(trial: CabinetTrial, atMs: number): Once {
  const isTold = (): boolean => trial.events.some(({ kind }) => kind === 'protection_tripped');
  if (!runUntil(trial, isTold, MOST_MS)) return {};
  const [report] = [...trial.reports.values()].filter(({ event }) => event.kind === 'protection_tripped');
  const trueMs = trial.trueMs - trial.nowMs + atMs;
  if (report?.event.kind !== 'protection_tripped') return {};
  return { toldMs: Math.max(0, report.atMs - trueMs), first: report.event.protection };
}

function runUntil(trial: CabinetTrial, holds: () => boolean, mostMs: number): boolean {
  for (let passedMs = 0; passedMs < mostMs; passedMs += SLICE_MS) {
    if (holds()) return true;
    trial.run(SLICE_MS);
  }
  return holds();
}

/** Ten hours of charge: the judge alone, a poll each 500 ms. */
function chargeTimeout(): TripTime {
  const trial = new SafetyTrial();
  trial.show({});
  const begunAtMs = trial.nowMs;
  while (trial.isAllowed && trial.nowMs - begunAtMs < 2 * limits.chargeTimeoutMs) trial.show({});
  const offMs = trial.nowMs - begunAtMs - limits.chargeTimeoutMs;
  return {
    protection: 'charge_timeout',
    what: `${limits.chargeTimeoutMs / 60_000} min under charge (the judge alone)`,
    offMs: [offMs],
    toldMs: [offMs],
    first: trial.trips[0]?.kind ?? 'none',
  };
}
