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
  const rank = (share: number): number =>
    sorted[Math.max(0, Math.ceil(sorted.length * share - 1e-9) - 1)] ?? Number.NaN;
  return {
    samples: sorted.length,
    p50: rank(0.5),
    p99: rank(0.99),
    p999: rank(0.999),
    p9999: rank(0.9999),
    max: rank(1),
  };
}
