import type { BankReading, SlotReading } from './readings.ts';

/** What boards tell of a slot with nothing in it. For tests. */
export const EMPTY_SLOT: SlotReading = {
  slot: 1,
  isInserted: false,
  isAtMouth: false,
  isLocked: false,
  motor: 'idle',
  isCharging: false,
  outputMilliwatts: 0,
  slotTemperatureDeciCelsius: 250,
  lastCommandId: 0,
  lastCommand: 'none',
};

/** A bank that is well, at rest, and told a moment ago. For tests. */
export const trialBankReading = (bankId: string, other: Partial<BankReading> = {}): BankReading => ({
  bankId,
  levelPercent: 80,
  voltageMillivolts: 4_000,
  currentMilliamps: 0,
  temperatureDeciCelsius: 250,
  cycles: 1,
  ageMs: 100,
  ...other,
});
