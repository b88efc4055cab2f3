import type { tillbell } from './bus.pb.js';
import { Failure } from './failure.ts';

/** The order is the number on the wire, from 1. */
const CONTACT_PROBLEMS = ['dirty', 'foreign', 'reversed', 'garbled'] as const;
export type ContactTrouble = (typeof CONTACT_PROBLEMS)[number];
const MOTORS = ['idle', 'ejecting', 'pulling', 'jammed', 'failed'] as const;
const LAST_COMMANDS = ['none', 'running', 'done', 'jammed', 'refused'] as const;

export interface BankState {
  /** 16 hex digits. */
  readonly bankId: string;
  readonly levelPercent: number;
  readonly voltageMillivolts: number;
  /** Positive: into the bank. */
  readonly currentMilliamps: number;
  readonly temperatureDeciCelsius: number;
  readonly cycles: number;
  readonly ageMs: number;
}

/** One slot as its board tells it; the cabinet's word for it is `SlotReading` (device/cabinet/readings.ts). */
export interface SlotState {
  readonly slot: number;
  readonly isInserted: boolean;
  readonly isAtMouth: boolean;
  readonly isLocked: boolean;
  readonly motor: (typeof MOTORS)[number];
  readonly bank?: BankState;
  readonly contactProblem?: ContactTrouble;
  readonly isCharging: boolean;
  readonly outputMilliwatts: number;
  readonly slotTemperatureDeciCelsius: number;
  readonly lastCommandId: number;
  readonly lastCommand: (typeof LAST_COMMANDS)[number];
}

/** The most that two bytes of a varint hold: a board tells it of what is more, and eight banks keep to their cycle. */
export const TWO_BYTES_MAX = 16_383;

const INSERTED = 1;
const AT_MOUTH = 2;
const LOCKED = 4;
const CHARGING = 8;
const BANK_READ = 16;
const MOTOR_SHIFT = 5;
const CONTACT_SHIFT = 8;
const COMMAND_SHIFT = 11;
const FLAGS_END = 1 << 14;

export function encodeSlotState(slot: SlotState): tillbell.bus.v1.SlotState.$Properties {
  const { bank, contactProblem } = slot;
  const flags =
    (slot.isInserted ? INSERTED : 0) |
    (slot.isAtMouth ? AT_MOUTH : 0) |
    (slot.isLocked ? LOCKED : 0) |
    (slot.isCharging ? CHARGING : 0) |
    (bank === undefined ? 0 : BANK_READ) |
    (MOTORS.indexOf(slot.motor) << MOTOR_SHIFT) |
    ((contactProblem === undefined ? 0 : CONTACT_PROBLEMS.indexOf(contactProblem) + 1) << CONTACT_SHIFT) |
    (LAST_COMMANDS.indexOf(slot.lastCommand) << COMMAND_SHIFT);
  const fields = {
    flags,
    slotDeciCelsius: slot.slotTemperatureDeciCelsius,
    outputMilliwatts: slot.outputMilliwatts,
    lastCommandId: slot.lastCommandId,
  };
  if (bank === undefined) return fields;
  return {
    ...fields,
    bankId: Buffer.from(bank.bankId, 'hex'),
    levelPercent: bank.levelPercent,
    voltageMillivolts: bank.voltageMillivolts,
    currentMilliamps: bank.currentMilliamps,
    bankDeciCelsius: bank.temperatureDeciCelsius,
    cycles: bank.cycles,
    ageMs: bank.ageMs,
  };
}

/** A field that is not on the wire is 0. */
type Field = number | null | undefined;

function within(field: Field, lowest: number, highest: number, what: string, slot: number): number {
  const value = field ?? 0;
  if (value >= lowest && value <= highest) return value;
  throw new Failure('malformed', `slot ${slot}: ${what} is ${value}, not ${lowest} … ${highest}`);
}

function named<Name>(names: readonly Name[], index: number, what: string, slot: number): Name {
  const name = names[index];
  if (name === undefined) throw new Failure('malformed', `slot ${slot}: ${what} ${index} is not known here`);
  return name;
}

/**
 * Sensors of the boards measure −55 … 150 °C (NTC with a 10-bit converter); beyond, it is no measurement.
 *
 * @throws Failure malformed
 */
const temperature = (value: Field, slot: number): number =>
  within(value, -550, 1_500, 'a temperature in tenths of a degree', slot);

/** @throws Failure malformed: a value that no board can have measured */
export function decodeSlotState(state: tillbell.bus.v1.SlotState.$Shape, slot: number): SlotState {
  const flags = within(state.flags, 0, FLAGS_END - 1, 'the flags', slot);
  const contact = (flags >> CONTACT_SHIFT) & 7;
  const has = (flag: number): boolean => (flags & flag) !== 0;
  return {
    slot,
    isInserted: has(INSERTED),
    isAtMouth: has(AT_MOUTH),
    isLocked: has(LOCKED),
    motor: named(MOTORS, (flags >> MOTOR_SHIFT) & 7, 'motor', slot),
    ...(has(BANK_READ) ? { bank: bankOf(state, slot) } : {}),
    ...(contact === 0
      ? {}
      : { contactProblem: named(CONTACT_PROBLEMS, contact - 1, 'contact problem', slot) }),
    isCharging: has(CHARGING),
    outputMilliwatts: within(state.outputMilliwatts, 0, 200_000, 'an output in mW', slot),
    slotTemperatureDeciCelsius: temperature(state.slotDeciCelsius, slot),
    lastCommandId: state.lastCommandId ?? 0,
    lastCommand: named(LAST_COMMANDS, (flags >> COMMAND_SHIFT) & 7, 'last command', slot),
  };
}

function bankOf(state: tillbell.bus.v1.SlotState.$Shape, slot: number): BankState {
  const id = state.bankId ?? [];
  within(id.length, 8, 8, 'bytes of the bank id', slot);
  return {
    bankId: Buffer.from(id).toString('hex').toUpperCase(),
    levelPercent: within(state.levelPercent, 0, 100, 'a level in percent', slot),
    voltageMillivolts: within(state.voltageMillivolts, 0, TWO_BYTES_MAX, 'a voltage in mV', slot),
    currentMilliamps: within(state.currentMilliamps, -32_768, 32_767, 'a current in mA', slot),
    temperatureDeciCelsius: temperature(state.bankDeciCelsius, slot),
    cycles: within(state.cycles, 0, TWO_BYTES_MAX, 'cycles', slot),
    ageMs: within(state.ageMs, 0, TWO_BYTES_MAX, 'an age in ms', slot),
  };
}
