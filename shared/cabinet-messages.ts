import {
  type CabinetEvent,
  type CabinetReport,
  type CabinetStatus,
  PROTECTIONS,
  RENTAL_OUTCOMES,
  type SlotPlace,
  type TripReading,
} from './cabinet-report.ts';
import { Failure } from './failure.ts';
import { bankId, moduleSerial, rentalId } from './ids.ts';
import { limits } from './limits.ts';
import { bounded, noticeSeq, num, percent, pick } from './message-fields.ts';
import type { tillbell } from './messages.pb.js';
import { unixMs } from './quantities.ts';

type Optional<Value> = Value | null | undefined;

/**
 * A word for machines and people alike, e.g. `all_jammed`: cabinets may learn new ones without a new relay.
 *
 * @throws Failure `malformed`
 */
export function reportCode(text: string): string {
  if (!/^[a-z][a-z0-9_]{0,47}$/.test(text)) {
    throw new Failure('malformed', 'a code must look like all_jammed, at most 48 characters');
  }
  return text;
}

const optionalCode = (text: Optional<string>): { code?: string } =>
  text === null || text === undefined || text === '' ? {} : { code: reportCode(text) };
const optionalBank = (text: Optional<string>) =>
  text === null || text === undefined || text === '' ? {} : { bankId: bankId(text) };
const optionalRental = (text: Optional<string>) =>
  text === null || text === undefined || text === '' ? {} : { rentalId: rentalId(text) };
const optionalPlace = (slot: Optional<tillbell.v1.Slot.$Shape>) =>
  slot === null || slot === undefined ? {} : { at: decodePlace(slot) };

/** @throws Failure `malformed` */
export function decodePlace(place: Optional<tillbell.v1.Slot.$Shape>): SlotPlace {
  const slot = place?.slot ?? 0;
  if (slot < 1 || slot > limits.slotsPerModule) {
    throw new Failure('malformed', `a slot is 1 to ${limits.slotsPerModule}`);
  }
  return { module: moduleSerial(place?.module), slot };
}

/** @throws Failure `malformed` */
export function decodeCabinetStatus(status: tillbell.v1.CabinetStatus.$Shape): CabinetStatus {
  const most = limits.busModules * limits.slotsPerModule;
  const count = (value: Optional<number>, highest: number, what: string): number => {
    if ((value ?? 0) > highest) throw new Failure('malformed', `${value} ${what}, at most ${highest}`);
    return value ?? 0;
  };
  return {
    modules: count(status.modules, limits.busModules, 'modules'),
    slots: count(status.slots, most, 'slots'),
    banksReady: count(status.banksReady, most, 'banks ready'),
    empty: count(status.empty, most, 'empty slots'),
    faulted: count(status.faulted, most, 'faulted slots'),
    reportsWaiting: count(status.reportsWaiting, limits.reportsWaiting, 'reports waiting'),
  };
}

export function encodeReport({
  seq,
  atMs,
  isTimeUncertain,
  event,
}: CabinetReport): tillbell.v1.CabinetReport.$Properties {
  return { seq, atMs, atUncertain: isTimeUncertain, ...encodeEvent(event) };
}

function encodeEvent(event: CabinetEvent) {
  switch (event.kind) {
    case 'rental_ended': {
      const outcome = RENTAL_OUTCOMES.indexOf(event.outcome) + 1;
      return { what: 'rentalEnded' as const, rentalEnded: { ...event, outcome } };
    }
    case 'bank_returned':
      return { what: 'bankReturned' as const, bankReturned: event };
    case 'return_refused':
      return { what: 'returnRefused' as const, returnRefused: event };
    case 'protection_tripped': {
      const { isLatched: latched, protection, readings, ...rest } = event;
      const index = PROTECTIONS.indexOf(protection) + 1;
      return {
        what: 'protectionTripped' as const,
        protectionTripped: { ...rest, latched, protection: index, readings: [...readings] },
      };
    }
    case 'bank_missing':
      return { what: 'bankMissing' as const, bankMissing: event };
    case 'slot_changed':
      return { what: 'slotChanged' as const, slotChanged: event };
  }
}

/** @throws Failure `malformed` or `too_large` */
export function decodeReport(report: tillbell.v1.CabinetReport.$Shape): CabinetReport {
  return {
    seq: noticeSeq(num(report.seq ?? 0)),
    atMs: unixMs(num(report.atMs ?? 0)),
    isTimeUncertain: report.atUncertain ?? false,
    event: decodeEvent(report),
  };
}

function decodeEvent(report: tillbell.v1.CabinetReport.$Shape): CabinetEvent {
  const { rentalEnded, bankReturned, returnRefused, protectionTripped, bankMissing, slotChanged } = report;
  if (rentalEnded) {
    return {
      kind: 'rental_ended',
      rentalId: rentalId(rentalEnded.rentalId),
      outcome: pick(RENTAL_OUTCOMES, rentalEnded.outcome ?? 0, 'rental outcome'),
      ...optionalCode(rentalEnded.code),
      ...optionalPlace(rentalEnded.at),
      ...optionalBank(rentalEnded.bankId),
    };
  }
  if (bankReturned) {
    return {
      kind: 'bank_returned',
      bankId: bankId(bankReturned.bankId),
      at: decodePlace(bankReturned.at),
      levelPercent: percent(bankReturned.levelPercent ?? 0, 'a level'),
      ...optionalRental(bankReturned.rentalId),
    };
  }
  if (returnRefused) {
    return {
      kind: 'return_refused',
      code: reportCode(returnRefused.code ?? ''),
      at: decodePlace(returnRefused.at),
      ...optionalBank(returnRefused.bankId),
    };
  }
  if (protectionTripped) {
    return {
      kind: 'protection_tripped',
      protection: pick(PROTECTIONS, protectionTripped.protection ?? 0, 'protection'),
      at: decodePlace(protectionTripped.at),
      isLatched: protectionTripped.latched ?? false,
      ...optionalBank(protectionTripped.bankId),
      readings: bounded(protectionTripped.readings ?? [], limits.tripReadings, 'readings').map(decodeReading),
    };
  }
  if (bankMissing) {
    return {
      kind: 'bank_missing',
      bankId: bankId(bankMissing.bankId),
      at: decodePlace(bankMissing.at),
      ...optionalRental(bankMissing.rentalId),
    };
  }
  if (slotChanged) {
    return {
      kind: 'slot_changed',
      at: decodePlace(slotChanged.at),
      state: reportCode(slotChanged.state ?? ''),
      ...optionalCode(slotChanged.code),
    };
  }
  throw new Failure('malformed', 'the report tells of nothing that is known here');
}

const decodeReading = (reading: tillbell.v1.TripReading.$Shape): TripReading => ({
  beforeMs: reading.beforeMs ?? 0,
  voltageMillivolts: reading.voltageMillivolts ?? 0,
  currentMilliamps: reading.currentMilliamps ?? 0,
  bankDeciCelsius: reading.bankDeciCelsius ?? 0,
  slotDeciCelsius: reading.slotDeciCelsius ?? 0,
});
