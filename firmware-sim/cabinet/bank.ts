import type { BankState } from '../../shared/bus-messages.ts';
import { type ChargeStep, chargeStep, openCircuitVolts, warmed } from './cell.ts';

/** What can be wrong with a bank, wherever it is put. */
export const BANK_FAULTS = [
  /** Its thermometer tells a comfortable 25 °C, whatever happens. */
  'lying_sensor',
  /** Its gauge tells the same values for ever, as if they were new. */
  'frozen_sensor',
  /** Its gauge does not answer any more: what was read grows old. */
  'mute_gauge',
  /** Its gauge answers nonsense: a level of 255 %. */
  'garbled_gauge',
  /** Takes whatever the slot can deliver, and only gets hot. */
  'short_circuit',
  /** The warmer it gets, the more of its charge becomes heat. Above 70 °C it goes on by itself. */
  'thermal_runaway',
  /** Its regulator does not stop at 4.20 V. */
  'over_voltage',
  /** A cell has died: 2.4 V, and it takes no charge. */
  'dead_cell',
  /** Takes charge and never becomes full. */
  'never_full',
] as const;
export type BankFault = (typeof BANK_FAULTS)[number];

const CELL_AMPERE_HOURS = 5;
const CELL_OHMS = 0.045;
const JOULES_PER_KELVIN = 120;
const VOLTS_MAX = 4.2;
const UNREGULATED_VOLTS_MAX = 4.6;
/** What a slot delivers into a short circuit before anybody switches it off, and how much of it heats the bank. */
const SHORTED_WATTS = 30;
const SHORTED_AMPERES = 12;
const SHORTED_HEAT_SHARE = 0.5;
const NEVER_FULL_LEVEL = 0.8;
const NO_RETURN_CELSIUS = 70;
const BURNING_WATTS = 25;
/** At 25 °C; doubles with every 10 K (Arrhenius). */
const RUNAWAY_SHARE = 0.3;
const RUNAWAY_SHARE_MAX = 0.95;
/** The plastic of the contacts burns beyond; nothing is learned from more. */
const CELSIUS_MAX = 400;

const AT_REST: ChargeStep = { amperes: 0, volts: 0, drawnWatts: 0, heatWatts: 0 };

export interface BankMaking {
  /** 16 hex digits. */
  readonly bankId: string;
  /** 0 … 1; half full when not given. */
  readonly level?: number;
  readonly celsius?: number;
  readonly cycles?: number;
  /** Of another maker: its contacts say nothing that we know. */
  readonly isForeign?: boolean;
  /** It fills so many times as fast as a real one; power, heat and voltage stay what they are. 1 when not given. */
  readonly lapse?: number;
}

/** A power bank, which goes from hand to slot to hand. */
export class Bank {
  readonly bankId: string;
  readonly isForeign: boolean;
  readonly faults = new Set<BankFault>();
  celsius: number;
  #level: number;
  #cycles: number;
  #charge: ChargeStep = AT_REST;
  #frozen: Omit<BankState, 'ageMs'> | undefined;
  #heatJoules = 0;
  #drawnJoules = 0;
  readonly #lapse: number;

  constructor({ bankId, level = 0.5, celsius = 25, cycles = 0, isForeign = false, lapse = 1 }: BankMaking) {
    this.bankId = bankId;
    this.isForeign = isForeign;
    this.celsius = celsius;
    this.#level = level;
    this.#cycles = cycles;
    this.#lapse = lapse;
  }

  /** The truth, 0 … 1, whatever the gauge tells. */
  get level(): number {
    return this.#level;
  }

  get amperes(): number {
    return this.#charge.amperes;
  }

  get volts(): number {
    return this.#charge.amperes > 0 ? this.#charge.volts : this.#openVolts();
  }

  get drawnWatts(): number {
    return this.#charge.drawnWatts;
  }

  /** For the balance of energies: all that was ever drawn, and all of it that became heat, in joules. */
  get energies(): { readonly drawnJoules: number; readonly heatJoules: number } {
    return { drawnJoules: this.#drawnJoules, heatJoules: this.#heatJoules };
  }

  /**
   * Lets time pass for it.
   *
   * @param wattsPerKelvin how well its surroundings take its heat
   * @returns the heat that it gave to its surroundings, J
   */
  step(seconds: number, suppliedWatts: number, aroundCelsius: number, wattsPerKelvin: number): number {
    const charge = this.#chargeFrom(suppliedWatts);
    this.#charge = charge;
    const share = (charge.amperes * seconds * (1 - this.#lostShare())) / 3_600 / CELL_AMPERE_HOURS;
    const gained = share * this.#lapse;
    if (!this.faults.has('short_circuit') && !this.faults.has('dead_cell')) {
      const top = this.faults.has('never_full') ? NEVER_FULL_LEVEL : 1;
      this.#level = Math.max(this.#level, Math.min(top, this.#level + gained));
      this.#cycles += gained;
    }
    const isBurning = this.faults.has('thermal_runaway') && this.celsius > NO_RETURN_CELSIUS;
    const heatWatts = charge.heatWatts + (isBurning ? BURNING_WATTS : 0);
    this.#drawnJoules += charge.drawnWatts * seconds;
    this.#heatJoules += heatWatts * seconds;
    const before = this.celsius;
    const after = warmed(before, heatWatts, aroundCelsius, wattsPerKelvin, JOULES_PER_KELVIN, seconds);
    this.celsius = Math.min(CELSIUS_MAX, after);
    return heatWatts * seconds - (after - before) * JOULES_PER_KELVIN;
  }

  /** Somebody used it; what is left. */
  drainTo(level: number, celsius: number): void {
    this.#level = Math.min(this.#level, level);
    this.celsius = celsius;
  }

  /** What its gauge tells, true or not; undefined: it does not answer. */
  told(): Omit<BankState, 'ageMs'> | undefined {
    if (this.faults.has('mute_gauge')) return undefined;
    if (!this.faults.has('frozen_sensor')) this.#frozen = undefined;
    else if (this.#frozen !== undefined) return this.#frozen;
    const celsius = this.faults.has('lying_sensor') ? 25 : this.celsius;
    const told = {
      bankId: this.bankId,
      levelPercent: Math.round(this.#level * 100),
      voltageMillivolts: Math.round(this.volts * 1_000),
      currentMilliamps: Math.round(this.#charge.amperes * 1_000),
      // The NTC of a bank ends at 150 °C.
      temperatureDeciCelsius: Math.max(-550, Math.min(1_500, Math.round(celsius * 10))),
      cycles: Math.floor(this.#cycles),
    };
    if (this.faults.has('frozen_sensor')) this.#frozen = told;
    return told;
  }

  #openVolts(): number {
    if (this.faults.has('dead_cell')) return 2.4;
    // Pushed beyond full: the voltage goes on rising where no regulator stops it.
    if (this.faults.has('over_voltage') && this.#level > 0.8) return 4.2 + (this.#level - 0.8);
    return openCircuitVolts(this.#level);
  }

  #chargeFrom(suppliedWatts: number): ChargeStep {
    if (suppliedWatts <= 0) return AT_REST;
    if (this.faults.has('short_circuit')) {
      const heatWatts = SHORTED_WATTS * SHORTED_HEAT_SHARE;
      return { amperes: SHORTED_AMPERES, volts: 0.6, drawnWatts: SHORTED_WATTS, heatWatts };
    }
    const voltsMax = this.faults.has('over_voltage') ? UNREGULATED_VOLTS_MAX : VOLTS_MAX;
    const step = chargeStep(this.#openVolts(), CELL_OHMS, suppliedWatts, voltsMax);
    return { ...step, heatWatts: Math.max(step.heatWatts, step.drawnWatts * this.#lostShare()) };
  }

  /** What of the drawn power is not stored but becomes heat, beyond the losses of a sound bank. */
  #lostShare(): number {
    // What a dead cell takes, and what goes into one that never fills, only warms it.
    if (this.faults.has('dead_cell')) return 1;
    if (this.faults.has('never_full') && this.#level >= NEVER_FULL_LEVEL) return 1;
    if (!this.faults.has('thermal_runaway')) return 0;
    return Math.min(RUNAWAY_SHARE_MAX, RUNAWAY_SHARE * 2 ** ((this.celsius - 25) / 10));
  }
}
