/** A histogram as Prometheus tells it: for each upper bound how many samples were not above it. */
export type Histogram = readonly { readonly upTo: number; readonly count: number }[];

/** Reads one histogram of a `/metrics` page; empty where there is none of that name. */
export function readHistogram(page: string, name: string): Histogram {
  const lines = page.matchAll(new RegExp(`^${name}_bucket\\{[^}]*le="([^"]+)"[^}]*\\} (\\d+)$`, 'gm'));
  return [...lines].map(([, bound, count]) => ({
    upTo: bound === '+Inf' ? Number.POSITIVE_INFINITY : Number(bound),
    count: Number(count),
  }));
}

/** The bound of the bucket in which that share is reached: the true figure is not above it. NaN without samples. */
export function boundOf(histogram: Histogram, share: number): number {
  const total = histogram.at(-1)?.count ?? 0;
  if (total === 0) return Number.NaN;
  return histogram.find(({ count }) => count >= total * share)?.upTo ?? Number.POSITIVE_INFINITY;
}

/** A counter with one label, by the label's value; empty where there is none of that name. */
export function readCounter(page: string, name: string): Record<string, number> {
  const lines = page.matchAll(new RegExp(`^${name}\\{[^}=]+="([^"]+)"\\} (\\d+)$`, 'gm'));
  return Object.fromEntries([...lines].map(([, label = '', count]) => [label, Number(count)]));
}
