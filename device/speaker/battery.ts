/**
 * One Li-ion cell: 4.20 V full, 3.00 V empty; between them the usual resting curve, flat in the middle.
 * [mV, percent], falling. Under load the cell reads lower, so this errs towards warning early.
 */
const CURVE: readonly (readonly [number, number])[] = [
  [4_200, 100],
  [4_110, 90],
  [4_020, 80],
  [3_950, 70],
  [3_870, 60],
  [3_840, 50],
  [3_800, 40],
  [3_770, 30],
  [3_730, 20],
  [3_690, 10],
  [3_610, 5],
  [3_000, 0],
];
/** No cell reads below this; with none fitted the divider pulls the pin to ground. */
const PRESENT_MIN_MV = 2_500;
/** Above 4.20 V + 1 % + what the converter may err: not a cell, so nothing is known. */
const PLAUSIBLE_MAX_MV = 4_400;
/** Low at 10 %; over again only at 25 %, well beyond what the cell recovers by when the speaker is silent. */
const LOW_AT_PERCENT = 10;
const OVER_AT_PERCENT = 25;
/** Readings come twice a second; a word of the speaker dips the cell for less than half of this window. */
const WINDOW_READINGS = 15;
/** Before that many readings nothing is claimed. */
const READINGS_MIN = 3;

export interface BatteryState {
  readonly recentMillivolts: readonly number[];
  /** Nothing known (no panel, too few readings, no cell, no plausible reading), or 0–100. */
  readonly percent: number | null;
  /** Outlives the panel: plugging a panel with an empty cell in again is no new occurrence. */
  readonly isLow: boolean;
}

export const initialBattery: BatteryState = { recentMillivolts: [], percent: null, isLow: false };

/** Takes one reading of the cell: median over the window, percent by the curve, low with hysteresis. */
export function stepBattery(state: BatteryState, millivolts: number): BatteryState {
  const recentMillivolts = [...state.recentMillivolts, millivolts].slice(-WINDOW_READINGS);
  const percent = recentMillivolts.length < READINGS_MIN ? null : percentOf(median(recentMillivolts));
  return { recentMillivolts, percent, isLow: isLowAt(percent, state.isLow) };
}

/** The readings stop: what is known of the charge goes stale at once, what was warned of stays warned of. */
export function forgetBattery(state: BatteryState): BatteryState {
  return { ...initialBattery, isLow: state.isLow };
}

function isLowAt(percent: number | null, wasLow: boolean): boolean {
  if (percent === null) return wasLow;
  return wasLow ? percent < OVER_AT_PERCENT : percent <= LOW_AT_PERCENT;
}

/** @param millivolts of the cell @returns whole percent, or null where no cell reads like that */
export function percentOf(millivolts: number): number | null {
  if (!(millivolts >= PRESENT_MIN_MV && millivolts <= PLAUSIBLE_MAX_MV)) return null;
  let above = CURVE[0];
  for (const point of CURVE) {
    if (millivolts >= point[0]) {
      if (above === undefined || above === point) return point[1];
      const share = (millivolts - point[0]) / (above[0] - point[0]);
      return Math.round(point[1] + share * (above[1] - point[1]));
    }
    above = point;
  }
  return 0;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
