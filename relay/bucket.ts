/** A token bucket: so many at once, so many in a second. Changed in place. */
export interface Bucket {
  tokens: number;
  refilledAtMs: number;
}

export interface BucketRate {
  readonly perS: number;
  readonly burst: number;
}

export const createBucket = (rate: BucketRate, nowMs: number): Bucket => ({
  tokens: rate.burst,
  refilledAtMs: nowMs,
});

/**
 * Takes `wanted` tokens when they are there.
 *
 * @returns 0 when they were taken; else how long to wait for them, ms
 */
export function takeTokens(bucket: Bucket, rate: BucketRate, wanted: number, nowMs: number): number {
  if (bucket.tokens < wanted) {
    const earned = ((nowMs - bucket.refilledAtMs) / 1000) * rate.perS;
    bucket.tokens = Math.min(rate.burst, bucket.tokens + earned);
    bucket.refilledAtMs = nowMs;
    if (bucket.tokens < wanted) return ((wanted - bucket.tokens) / rate.perS) * 1000;
  }
  bucket.tokens -= wanted;
  return 0;
}

/** Gives back what was taken and not needed. */
export function giveBack(bucket: Bucket, rate: BucketRate, unused: number): void {
  bucket.tokens = Math.min(rate.burst, bucket.tokens + unused);
}
