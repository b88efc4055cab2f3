/**
 * Looks for the highest rate that holds: doubles until one fails, then halves the gap until it is small. Pure: says
 * what to try next, and is told what became of it.
 */
export interface RateSearch {
  /** Highest rate that held; 0: none so far. */
  readonly held: number;
  /** Lowest rate that failed; undefined: none so far. */
  readonly failed: number | undefined;
}

export const SEARCH_START: RateSearch = { held: 0, failed: undefined };

export interface SearchBounds {
  readonly firstPerS: number;
  readonly mostPerS: number;
  /** The gap, as a share of the rate that held, which is small enough. */
  readonly within: number;
}

/** The next rate to try, in steps that a table can show; undefined: found. */
export function nextRate(search: RateSearch, bounds: SearchBounds): number | undefined {
  const { held, failed } = search;
  if (failed === undefined) {
    if (held >= bounds.mostPerS) return undefined;
    return held === 0 ? bounds.firstPerS : Math.min(bounds.mostPerS, held * 2);
  }
  // The very first rate was too much: look for one that holds, but not for ever.
  if (held === 0) return failed > bounds.firstPerS / 8 ? roundRate(failed / 2) : undefined;
  const middle = roundRate((held + failed) / 2);
  return failed - held <= held * bounds.within || middle <= held || middle >= failed ? undefined : middle;
}

const roundRate = (perS: number): number => (perS >= 1_000 ? Math.round(perS / 100) * 100 : Math.round(perS));

/** What is known after a rate was tried. */
export const afterTry = (search: RateSearch, ratePerS: number, held: boolean): RateSearch =>
  held ? { ...search, held: ratePerS } : { ...search, failed: ratePerS };
