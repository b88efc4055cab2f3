import { limits } from '../../../shared/limits.ts';
import type { BankReading, ModuleReading, SlotName, SlotReading } from '../readings.ts';
import { slotKey } from '../readings.ts';
import { beginSafety, type SafetyState, step, type Trip, type Verdict } from './safety.ts';

/** What a trial's slot shows other than a healthy bank that is charged as long as it is allowed; a bank of `null` is none. */
export interface Shown extends Partial<Omit<SlotReading, 'bank'>> {
  readonly bank?: Partial<BankReading> | null;
}

const BANK: BankReading = {
  bankId: 'RB001',
  levelPercent: 60,
  voltageMillivolts: 3_900,
  currentMilliamps: 2_000,
  temperatureDeciCelsius: 250,
  cycles: 40,
  ageMs: 100,
};

const SLOT: SlotReading = {
  slot: 1,
  isInserted: true,
  isAtMouth: false,
  isLocked: true,
  motor: 'idle',
  isCharging: true,
  outputMilliwatts: 8_200,
  slotTemperatureDeciCelsius: 250,
  lastCommandId: 0,
  lastCommand: 'none',
};

export const EMPTY: Shown = { isInserted: false, isCharging: false, outputMilliwatts: 0, bank: null };
export const AT_REST: Shown = { isCharging: false, outputMilliwatts: 0, bank: { currentMilliamps: 0 } };

/** One slot before the judge, on virtual time. For tests. */
export class SafetyTrial {
  readonly at: SlotName = { module: '00000001', slot: 1 };
  readonly trips: Trip[] = [];
  nowMs = 1_000_000;
  state: SafetyState;
  verdict: Verdict | undefined;
  private readings = 0;
  private newest: { reading: ModuleReading; atMs: number } | undefined;

  constructor(state: SafetyState = beginSafety([], 1_000_000)) {
    this.state = state;
  }

  /** A poll each 500 ms for so long, the last one at its end; at least one. */
  show(shown: Shown, lastsMs = 0): this {
    const endsMs = this.nowMs + lastsMs;
    do {
      this.nowMs += limits.pollCycleMs;
      this.newest = { reading: this.reading(shown), atMs: this.nowMs };
      this.judge();
    } while (this.nowMs < endsMs);
    return this;
  }

  /** The bus is silent for so long; a module that is `lost` is not in the input. */
  silence(lastsMs: number, isLost = false): this {
    const endsMs = this.nowMs + lastsMs;
    while (this.nowMs < endsMs) {
      this.nowMs += limits.pollCycleMs;
      if (isLost) this.newest = undefined;
      this.judge();
    }
    return this;
  }

  free(): this {
    this.judge([this.at]);
    return this;
  }

  isHeld(rule: string): boolean {
    return this.ruleState(rule)?.trippedAtMs !== undefined;
  }

  isLatched(rule: string): boolean {
    return this.ruleState(rule)?.isLatched === true;
  }

  get isAllowed(): boolean {
    return this.verdict?.chargeAllowed === true;
  }

  private ruleState(rule: string) {
    return this.state.slots.get(slotKey(this.at))?.memory.rules.get(rule);
  }

  private judge(freed: readonly SlotName[] = []): void {
    const modules = this.newest === undefined ? [] : [this.newest];
    const { state, verdicts, trips } = step(this.state, { modules, freed }, this.nowMs);
    this.state = state;
    this.verdict = verdicts.get(slotKey(this.at));
    this.trips.push(...trips);
  }

  private reading({ bank, ...slot }: Shown): ModuleReading {
    this.readings += 1;
    // A real current is never quite still; a sound board does what the judge says.
    const milliamps = this.isAllowed ? BANK.currentMilliamps + (this.readings % 2) : 0;
    const flutter = { currentMilliamps: milliamps };
    const off = this.isAllowed ? {} : { isCharging: false, outputMilliwatts: 0 };
    const shown = { ...SLOT, ...off, ...slot };
    return {
      module: this.at.module,
      slots: [bank === null ? shown : { ...shown, bank: { ...BANK, ...flutter, ...bank } }],
      fanRpm: 0,
      ambientDeciCelsius: 250,
      bootCount: 1,
    };
  }
}
