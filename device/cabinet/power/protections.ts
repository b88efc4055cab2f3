import type { Protection } from '../../../shared/cabinet-report.ts';
import { limits } from '../../../shared/limits.ts';
import {
  bankPowerMismatch,
  chargedMinutes,
  coldest,
  collapsedCurrent,
  hottest,
  impossibleValues,
  isPowered,
  isReversed,
  jump,
  readingAgeMs,
  type SlotSample,
  sensorGap,
  stillSeconds,
  unbiddenPower,
  unreadPower,
  warmingPerMinute,
} from '../slot/slot-sample.ts';

/** When a rule takes a technician to be freed: at its first trip, at its third within an hour, or not at all. */
type Latch = 'at_once' | 'on_repeat' | 'never';

/** One line of the table. */
export interface ProtectionRule {
  readonly kind: Protection;
  readonly name: string;
  /** What is measured, and in what. */
  readonly measured: string;
  readonly unit: string;
  /** @returns undefined where it cannot be known from this sample: then it neither trips nor clears */
  readonly value: (sample: SlotSample) => number | undefined;
  readonly trips: 'above' | 'below';
  readonly limit: number;
  /** Held without a break for so long it trips; 0: at the first reading. */
  readonly delayMs: number;
  /** Hysteresis: it clears at this value or better … */
  readonly clearsAt: number;
  /** … held without a break for so long, or with no bank there for so long. */
  readonly clearMs: number;
  readonly latch: Latch;
}

type Row = Omit<ProtectionRule, 'kind' | 'name'>;

const cellVoltage = (s: SlotSample): number | undefined => s.bank?.voltageMillivolts;
const current = (s: SlotSample): number | undefined =>
  s.bank === undefined ? undefined : Math.abs(s.bank.currentMilliamps);
const output = (s: SlotSample): number => s.reading.outputMilliwatts;
const reversed = (s: SlotSample): number => (isReversed(s) ? 1 : 0);
const reversedDriven = (s: SlotSample): number => (isReversed(s) && isPowered(s) ? 1 : 0);

const rules = (kind: Protection, rows: Readonly<Record<string, Row>>): ProtectionRule[] =>
  Object.entries(rows).map(([name, row]) => ({ kind, name: `${kind}.${name}`, ...row }));

/**
 * Every way in which charging is switched off, in one table. Cells: Li-ion, 4.20 V ± 1 % full, 3.0 V empty, charged at
 * 0 to 45 °C (FACTS, cabinets). It is judged from raw readings only (`safety.ts`), never from what the charger or the
 * thermostat believe. Each kind with a delay against noise has a second row without one, for what no delay is right for; an over-current's is the short circuit.
 */
// biome-ignore format: a table is read by its lines
export const PROTECTION_RULES: readonly ProtectionRule[] = [
  ...rules('over_voltage', {
    // 4.20 V + 1 %; a charger's regulation may ring for less than a second when a neighbour is plugged in. It clears at
    // the voltage at which a full bank rests: below that, one that has been filled would be held for ever.
    cell: { measured: 'cell voltage', unit: 'mV', value: cellVoltage, trips: 'above', limit: 4_242, delayMs: 1_000, clearsAt: 4_200, clearMs: 10_000, latch: 'on_repeat' },
    // Protection circuits of Li-ion packs cut at 4.28 to 4.35 V: beyond, the pack's own has failed as well.
    absolute: { measured: 'cell voltage', unit: 'mV', value: cellVoltage, trips: 'above', limit: 4_350, delayMs: 0, clearsAt: 4_200, clearMs: 10_000, latch: 'at_once' },
  }),
  ...rules('under_voltage', {
    // Under 2.5 V copper dissolves and later shorts the cell when it is charged. The bank is bad, not the slot: no latch.
    cell: { measured: 'cell voltage', unit: 'mV', value: cellVoltage, trips: 'below', limit: 2_500, delayMs: 2_000, clearsAt: 2_800, clearMs: 5_000, latch: 'never' },
    absolute: { measured: 'cell voltage', unit: 'mV', value: cellVoltage, trips: 'below', limit: 2_000, delayMs: 0, clearsAt: 2_800, clearMs: 5_000, latch: 'never' },
  }),
  ...rules('over_current', {
    // 18 W into an empty cell (3.0 V) is 6.0 A; in either direction.
    cell: { measured: 'cell current', unit: 'mA', value: current, trips: 'above', limit: 6_300, delayMs: 1_000, clearsAt: 1_000, clearMs: 30_000, latch: 'on_repeat' },
    output: { measured: 'slot output', unit: 'mW', value: output, trips: 'above', limit: Math.round(limits.slotChargeMilliwatts * 1.2), delayMs: 1_000, clearsAt: 1_000, clearMs: 30_000, latch: 'on_repeat' },
    // It flows although it was forbidden, for longer than a board's outputs live: its switch has failed closed.
    unbidden: { measured: 'output while forbidden', unit: 'mW', value: unbiddenPower, trips: 'above', limit: 500, delayMs: limits.outputExpiryMs + 3_000, clearsAt: 100, clearMs: 30_000, latch: 'at_once' },
  }),
  ...rules('short_circuit', {
    absolute: { measured: 'cell current', unit: 'mA', value: current, trips: 'above', limit: 9_000, delayMs: 0, clearsAt: 1_000, clearMs: 10_000, latch: 'at_once' },
    // A contact across the bay: current flows and no voltage stands against it.
    collapsed: { measured: 'current into less than 1.5 V', unit: 'mA', value: collapsedCurrent, trips: 'above', limit: 500, delayMs: 0, clearsAt: 100, clearMs: 10_000, latch: 'at_once' },
    // The short has silenced the bank: only the board's own figure is left.
    output: { measured: 'slot output', unit: 'mW', value: output, trips: 'above', limit: 30_000, delayMs: 0, clearsAt: 1_000, clearMs: 10_000, latch: 'at_once' },
  }),
  ...rules('over_temperature', {
    // The hotter of bank and slot sensor. 45 °C: end of the range for charging. A hot room is no defect: no latch.
    cell: { measured: 'hottest sensor', unit: '0.1 °C', value: hottest, trips: 'above', limit: 450, delayMs: 2_000, clearsAt: 420, clearMs: 60_000, latch: 'never' },
    // Charging heats no cell so far. A bank from a hot car may come in like this once; a defect does it again.
    absolute: { measured: 'hottest sensor', unit: '0.1 °C', value: hottest, trips: 'above', limit: 550, delayMs: 0, clearsAt: 420, clearMs: 60_000, latch: 'on_repeat' },
    // 18 W into a healthy bank warm it by about 1 K a minute.
    runaway: { measured: 'warming', unit: '0.1 K/min', value: warmingPerMinute, trips: 'above', limit: 60, delayMs: 5_000, clearsAt: 10, clearMs: 60_000, latch: 'at_once' },
  }),
  ...rules('under_temperature', {
    // Under 0 °C lithium plates instead of going in.
    cell: { measured: 'coldest sensor', unit: '0.1 °C', value: coldest, trips: 'below', limit: 0, delayMs: 2_000, clearsAt: 20, clearMs: 30_000, latch: 'never' },
    absolute: { measured: 'coldest sensor', unit: '0.1 °C', value: coldest, trips: 'below', limit: -50, delayMs: 0, clearsAt: 20, clearMs: 30_000, latch: 'never' },
  }),
  ...rules('reverse_polarity', {
    // Customers push banks in upside down every day: it ends when the bank is turned.
    contacts: { measured: 'reversed contacts', unit: '', value: reversed, trips: 'above', limit: 0, delayMs: 0, clearsAt: 0, clearMs: 2_000, latch: 'never' },
    // Power into reversed contacts: the board's own lock against it has failed.
    driven: { measured: 'power into reversed contacts', unit: '', value: reversedDriven, trips: 'above', limit: 0, delayMs: 0, clearsAt: 0, clearMs: 2_000, latch: 'at_once' },
  }),
  ...rules('charge_timeout', {
    // The least the charger gives (3 W) fills a bank in 8 h; one that takes longer turns it into heat. Ends with its leaving.
    charge: { measured: 'time under charge', unit: 'min', value: chargedMinutes, trips: 'above', limit: limits.chargeTimeoutMs / 60_000, delayMs: 0, clearsAt: 0, clearMs: 10_000, latch: 'never' },
  }),
  ...rules('sensor_fault', {
    // Never a stale value as if it were one. A silent bus does not damage a slot: no latch.
    stale: { measured: 'age of the reading', unit: 'ms', value: readingAgeMs, trips: 'above', limit: limits.staleReadingMs, delayMs: 0, clearsAt: limits.staleReadingMs - 1_000, clearMs: 2_000, latch: 'never' },
    impossible: { measured: 'values out of any range', unit: '', value: impossibleValues, trips: 'above', limit: 0, delayMs: 0, clearsAt: 0, clearMs: 30_000, latch: 'on_repeat' },
    // Level, voltage, current and temperature all alike while at least 3 W flow: a level moves by 1 % in 4 minutes, a voltage sooner.
    frozen: { measured: 'values unmoved under charge', unit: 's', value: stillSeconds, trips: 'above', limit: 240, delayMs: 0, clearsAt: 0, clearMs: 10_000, latch: 'on_repeat' },
    jump: { measured: 'jump, as a multiple of what physics allow', unit: '%', value: jump, trips: 'above', limit: 100, delayMs: 0, clearsAt: 100, clearMs: 30_000, latch: 'on_repeat' },
    // A bank under full charge is 4 K warmer than its slot.
    temperatures: { measured: 'bank’s sensor against the slot’s', unit: '0.1 K', value: sensorGap, trips: 'above', limit: 100, delayMs: 20_000, clearsAt: 60, clearMs: 60_000, latch: 'on_repeat' },
    powers: { measured: 'bank’s power against the slot’s output, beyond the tolerance', unit: 'mW', value: bankPowerMismatch, trips: 'above', limit: 0, delayMs: 10_000, clearsAt: 0, clearMs: 30_000, latch: 'on_repeat' },
    // Power into something that says nothing.
    unread: { measured: 'output into an unread bank', unit: 'mW', value: unreadPower, trips: 'above', limit: 500, delayMs: 1_000, clearsAt: 100, clearMs: 10_000, latch: 'on_repeat' },
  }),
];

/** Whether a value lies beyond a rule's limit. */
export const isBeyond = ({ trips, limit }: ProtectionRule, value: number): boolean =>
  trips === 'above' ? value > limit : value < limit;

/** Whether a value lies on the safe side of a rule's hysteresis. */
export const isClear = ({ trips, clearsAt }: ProtectionRule, value: number): boolean =>
  trips === 'above' ? value <= clearsAt : value >= clearsAt;
