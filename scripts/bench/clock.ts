const originUs = (() => {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e6 + nanoseconds / 1e3 - performance.now() * 1e3;
})();

/**
 * Microseconds of CLOCK_MONOTONIC, which all processes of one host share: what one of them sent and another stored
 * can be subtracted.
 */
export const nowUs = (): number => originUs + performance.now() * 1e3;

/** Unix time in ms with its fraction, for what another program wrote down by the wall clock. */
export const wallMs = (): number => performance.timeOrigin + performance.now();

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks again and again until `check` gives something; undefined when `withinMs` have passed. */
export async function until<Value>(
  withinMs: number,
  everyMs: number,
  check: () => Promise<Value | undefined> | Value | undefined,
): Promise<Value | undefined> {
  const end = performance.now() + withinMs;
  for (;;) {
    const value = await check();
    if (value !== undefined) return value;
    if (performance.now() >= end) return undefined;
    await sleep(everyMs);
  }
}
