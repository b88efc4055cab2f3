import type { UnixMs } from '../../shared/quantities.ts';
import type { UnfinishedOrder } from '../store.ts';

/** An order that has been in its passing state for this long is not asked about any more. */
export const RECONCILE_AGE_MAX_MS = 86_400_000;
/** While a customer may still be paying: the gateway's advice, every 2 s for 30 s, then every 5 s up to 4 min. */
export const RECONCILE_BUSY_AGE_MS = 240_000;
const FAST_AGE_MS = 30_000;
const FAST_STEP_MS = 2_000;
const SLOW_STEP_MS = 5_000;
/**
 * After that the callbacks bring the rest, but the gateway gives up its retries after 636 s: so the order is asked
 * about once more behind that, and at growing distances, in case nobody was there to hear them.
 */
const LATE_AGES_MS = [900_000, 3_600_000, 21_600_000, RECONCILE_AGE_MAX_MS];

/** The last moment at which an order of `ageMs` should have been asked about; -1: there was none yet. */
function lastCheckAgeMs(ageMs: number): number {
  if (ageMs < FAST_STEP_MS) return -1;
  if (ageMs < FAST_AGE_MS) return ageMs - (ageMs % FAST_STEP_MS);
  if (ageMs <= RECONCILE_BUSY_AGE_MS) return ageMs - (ageMs % SLOW_STEP_MS);
  return LATE_AGES_MS.findLast((checkMs) => checkMs <= ageMs) ?? RECONCILE_BUSY_AGE_MS;
}

/**
 * Which orders are to be asked about now: those that passed one of their moments since the last look. A look after a
 * long pause (the relay was down) asks about each once.
 */
export function ordersToAsk(
  unfinished: readonly UnfinishedOrder[],
  lookedAtMs: UnixMs,
  nowMs: UnixMs,
): readonly UnfinishedOrder[] {
  return unfinished.filter(({ acceptedAtMs }) => {
    const checkAgeMs = lastCheckAgeMs(nowMs - acceptedAtMs);
    return checkAgeMs >= 0 && acceptedAtMs + checkAgeMs > lookedAtMs;
  });
}
