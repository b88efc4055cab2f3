import { Failure } from '../shared/failure.ts';
import { limits } from '../shared/limits.ts';

/** How busy the relay is, as far as it can be measured without asking anybody. */
export interface Load {
  /** Callbacks that wait for the store. */
  readonly callbacksWaiting: number;
  /** How long the first of them has waited. */
  readonly oldestCallbackWaitMs: number;
  /** How long the longest-waiting notice has not been sent. */
  readonly oldestUnsentAgeMs: number;
  /** Mean delay of the event loop over the last half second. */
  readonly eventLoopDelayMs: number;
}

/**
 * Promise 17: rather than break its word for what it has accepted, the relay accepts no more. The payment core
 * calls again after 1, 5, 30 and 600 s.
 *
 * @throws Failure `overloaded`
 */
export function refuseOverload(load: Load): void {
  if (load.callbacksWaiting >= limits.callbacksWaiting) {
    throw new Failure('overloaded', `${load.callbacksWaiting} callbacks wait for the store; call again`);
  }
  // One commit that takes long is no overload: all that waits goes with the next. Behind a full one, nothing is in time.
  if (load.callbacksWaiting > limits.ordersPerAccept && load.oldestCallbackWaitMs > limits.queueAgeMs) {
    throw new Failure('overloaded', 'what waits for the store is late already; call again');
  }
  if (load.oldestCallbackWaitMs > limits.callbackWaitMs) {
    throw new Failure('overloaded', 'the store is slow; call again');
  }
  if (load.oldestUnsentAgeMs > limits.unsentNoticeAgeMs) {
    throw new Failure('overloaded', 'notices wait to be sent; call again');
  }
  if (load.eventLoopDelayMs > limits.eventLoopDelayMs) {
    throw new Failure('overloaded', 'the relay is too busy; call again');
  }
}
