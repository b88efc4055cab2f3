/**
 * The cells of a power bank: what voltage they show, what current a charger can push into them, and what of it
 * becomes heat. Volts, amperes, ohms, watts, °C. Figures of a common bank: two 2 500 mAh 18650 cells in parallel.
 */

/** Open-circuit voltage of lithium-ion (NMC) cells over their level; a straight line in between. */
const OPEN_CIRCUIT: readonly (readonly [level: number, volts: number])[] = [
  [0, 3.0],
  [0.05, 3.42],
  [0.1, 3.55],
  [0.3, 3.68],
  [0.5, 3.79],
  [0.7, 3.93],
  [0.85, 4.05],
  [1, 4.2],
];

/** @param level 0 … 1 */
export function openCircuitVolts(level: number): number {
  for (let index = 1; index < OPEN_CIRCUIT.length; index += 1) {
    const [lowLevel, lowVolts] = OPEN_CIRCUIT[index - 1] ?? [0, 0];
    const [highLevel, highVolts] = OPEN_CIRCUIT[index] ?? [1, 0];
    if (level > highLevel) continue;
    return lowVolts + ((highVolts - lowVolts) * (level - lowLevel)) / (highLevel - lowLevel);
  }
  return 4.2;
}

/** Between the 5 … 12 V of the contacts and the cells stands a converter in the bank. */
const CONVERTER_EFFICIENCY = 0.93;
/** The bank's own charger pushes no more than this, however much it is offered. */
export const CHARGE_AMPERES_MAX = 4.5;
/** A charge ends when the current at full voltage has fallen to this (C/50). */
const FULL_AMPERES = 0.1;

export interface ChargeStep {
  readonly amperes: number;
  /** At the cells. */
  readonly volts: number;
  /** Taken from the slot. */
  readonly drawnWatts: number;
  /** What of it warms the bank. */
  readonly heatWatts: number;
}

/**
 * Constant power, then constant voltage, as far as the supply and the bank's own charger allow.
 *
 * @param openVolts at rest
 * @param ohms of cells and wiring
 * @param suppliedWatts what the slot offers
 * @param voltsMax where the bank's regulator holds, 4.20 V when it is sound
 */
export function chargeStep(
  openVolts: number,
  ohms: number,
  suppliedWatts: number,
  voltsMax: number,
): ChargeStep {
  const usableWatts = suppliedWatts * CONVERTER_EFFICIENCY;
  const byPower = (Math.sqrt(openVolts ** 2 + 4 * ohms * usableWatts) - openVolts) / (2 * ohms);
  const byVoltage = Math.max(0, (voltsMax - openVolts) / ohms);
  const amperes = Math.min(byPower, byVoltage, CHARGE_AMPERES_MAX);
  if (amperes <= 0 || (amperes === byVoltage && amperes < FULL_AMPERES)) {
    return { amperes: 0, volts: openVolts, drawnWatts: 0, heatWatts: 0 };
  }
  const volts = openVolts + amperes * ohms;
  const drawnWatts = (volts * amperes) / CONVERTER_EFFICIENCY;
  return { amperes, volts, drawnWatts, heatWatts: drawnWatts - openVolts * amperes };
}

/**
 * A body that is heated and that leaks its heat to what is around it, after some time; exact for constant heat, so
 * that no step is too long for it.
 *
 * @param wattsPerKelvin what leaks, over all ways together; above 0
 */
export function warmed(
  celsius: number,
  heatWatts: number,
  aroundCelsius: number,
  wattsPerKelvin: number,
  joulesPerKelvin: number,
  seconds: number,
): number {
  const settled = aroundCelsius + heatWatts / wattsPerKelvin;
  return settled + (celsius - settled) * Math.exp((-wattsPerKelvin * seconds) / joulesPerKelvin);
}
