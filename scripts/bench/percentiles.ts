/** Exact percentiles of a run: every sample is kept, none is put into buckets. */
export interface Percentiles {
  readonly samples: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly p9999: number;
  readonly max: number;
}

/**
 * By nearest rank, so that each figure is a sample that was seen; what never arrived belongs in as `Infinity`.
 * All are NaN when there is no sample.
 */
export function percentilesOf(samples: Iterable<number>): Percentiles {
  const sorted = Float64Array.from(samples).sort();
  const rank = (share: number): number => rankOf(sorted, share);
  return {
    samples: sorted.length,
    p50: rank(0.5),
    p99: rank(0.99),
    p999: rank(0.999),
    p9999: rank(0.9999),
    max: rank(1),
  };
}

const rankOf = (sorted: Float64Array, share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share - 1e-9) - 1)] ?? Number.NaN;

/** One point of a distribution: this share of the samples was above `value`. */
export interface TailPoint {
  readonly value: number;
  readonly above: number;
}

const POINTS_PER_NINE = 20;

/**
 * A distribution as its tail is looked at: evenly spaced in nines (half of all, 90 %, 99 %, 99.9 % …), down to the
 * last sample that is not alone. Each value is a sample that was seen.
 */
export function tailOf(samples: Iterable<number>): TailPoint[] {
  const sorted = Float64Array.from(samples).sort();
  if (sorted.length === 0) return [];
  const steps = Math.floor(Math.log10(sorted.length) * POINTS_PER_NINE);
  return Array.from({ length: steps }, (_, step) => {
    const above = 10 ** (-(step + 1) / POINTS_PER_NINE);
    return { value: rankOf(sorted, 1 - above), above };
  });
}
