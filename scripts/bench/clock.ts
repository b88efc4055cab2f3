/**
 * Microseconds of CLOCK_MONOTONIC, which all processes of one host share: what one of them sent and another stored
 * can be subtracted. Asked for each time: an offset to `performance.now()`, taken once, is wrong by however long this
 * process happened to be off the processor between the two readings (seen: 12 ms, on a busy machine).
 */
export function nowUs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e6 + nanoseconds / 1e3;
}

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
