import type { BankReading, ModuleReading, SlotReading } from '../readings.ts';
import {
  beginCharging,
  CHARGING_DEFAULTS,
  type ChargingInput,
  type ChargingSettings,
  type ChargingState,
  plan,
} from './charging.ts';

/** A bank in a trial; it follows what it is offered, on a straight line. */
export interface TrialBank {
  readonly module: string;
  readonly slot: number;
  levelPercent: number;
  deciCelsius?: number;
  cycles?: number;
  /** Takes no more than this. */
  takesMilliwatts?: number;
  /** Its gauge ends here: full, and no more is taken. */
  fullPercent?: number;
}

/** What a bank of 21 Wh gains in a second by a milliwatt, %. */
const PERCENT_PER_MILLIWATT_SECOND = 100 / 21_000 / 3_600;

/** Banks that are charged as the plan says, on virtual time. For tests. */
export class ChargingTrial {
  nowMs = 0;
  minuteOfDay = 12 * 60;
  readonly settings: ChargingSettings;
  readonly banks: TrialBank[];
  wishes: ReadonlyMap<string, number> = new Map();
  excluded = new Set<string>();
  powerShare = new Map<string, number>();
  private state: ChargingState = beginCharging();

  constructor(banks: TrialBank[], settings: Partial<ChargingSettings> = {}) {
    this.banks = banks;
    this.settings = { ...CHARGING_DEFAULTS, ...settings };
  }

  get sumMilliwatts(): number {
    return [...this.wishes.values()].reduce((sum, wish) => sum + wish, 0);
  }

  wishOf(index: number): number {
    const bank = this.banks[index];
    return bank === undefined ? 0 : (this.wishes.get(`${bank.module}/${bank.slot}`) ?? 0);
  }

  /** Plans every few seconds for so long; `seen` is called after each. */
  run(seconds: number, everySeconds = 5, seen: () => void = () => {}): this {
    for (let passed = 0; passed < seconds; passed += everySeconds) {
      this.planOnce();
      seen();
      for (const bank of this.banks) {
        bank.levelPercent += this.takenBy(bank) * everySeconds * PERCENT_PER_MILLIWATT_SECOND;
      }
      this.nowMs += everySeconds * 1_000;
      this.minuteOfDay = (this.minuteOfDay + everySeconds / 60) % 1_440;
    }
    return this;
  }

  planOnce(): this {
    const { settings, minuteOfDay, powerShare, excluded, nowMs } = this;
    const modules = [...new Set(this.banks.map(({ module }) => module))].map((module) => ({
      reading: this.reading(module),
      atMs: nowMs,
    }));
    const input: ChargingInput = { modules, settings, minuteOfDay, powerShare, excluded };
    const { state, wishesMilliwatts } = plan(this.state, input, nowMs);
    this.state = state;
    this.wishes = wishesMilliwatts;
    return this;
  }

  private takenBy({
    module,
    slot,
    levelPercent,
    takesMilliwatts = Infinity,
    fullPercent = 100,
  }: TrialBank): number {
    if (levelPercent >= fullPercent) return 0;
    return Math.min(this.wishes.get(`${module}/${slot}`) ?? 0, takesMilliwatts);
  }

  private reading(module: string): ModuleReading {
    const slots = this.banks.filter((bank) => bank.module === module).map((bank) => this.slot(bank));
    return { module, slots, fanRpm: 0, ambientDeciCelsius: 250, bootCount: 1 };
  }

  slot(trial: TrialBank): SlotReading {
    const outputMilliwatts = this.takenBy(trial);
    const deciCelsius = trial.deciCelsius ?? 250;
    const bank: BankReading = {
      bankId: `RB-${trial.module}-${trial.slot}`,
      levelPercent: Math.floor(trial.levelPercent),
      voltageMillivolts: 3_900,
      currentMilliamps: 0,
      temperatureDeciCelsius: deciCelsius,
      cycles: trial.cycles ?? 10,
      ageMs: 0,
    };
    return {
      slot: trial.slot,
      isInserted: true,
      isAtMouth: false,
      isLocked: true,
      motor: 'idle',
      bank,
      isCharging: outputMilliwatts > 0,
      outputMilliwatts,
      slotTemperatureDeciCelsius: deciCelsius,
      lastCommandId: 0,
      lastCommand: 'none',
    };
  }
}

/** So many banks at these levels, eight to a module. */
export const banksAt = (...levels: readonly number[]): TrialBank[] =>
  levels.map((levelPercent, index) => ({
    module: `0000000${Math.floor(index / 8)}`,
    slot: (index % 8) + 1,
    levelPercent,
  }));
