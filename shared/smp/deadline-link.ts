import { Failure } from '../failure.ts';

/**
 * The outcome of `work`, or a failure when it has none after `timeoutMs`. What comes of it later is nobody's
 * concern any more, not even an error.
 *
 * @throws Failure timed_out, or whatever `work` throws in time
 */
export async function withinDeadline<Value>(
  work: Promise<Value>,
  timeoutMs: number,
  what: string,
): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Failure('timed_out', `${what} took longer than ${secondsText(timeoutMs)}`)),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/** A deadline that is what was left of a longer one has nine digits, of which a person needs two. */
const secondsText = (ms: number): string => `${Number((ms / 1_000).toPrecision(2))} s`;
