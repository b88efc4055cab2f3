import type { CopyKind } from './push-state.ts';

/** What the push side tells whoever counts (metrics); it never waits for the answer. */
export interface PushObserver {
  /**
   * A live notice is on its device's disk and the relay knows it.
   *
   * @param sample `latencyMs`: from the callback's last byte at the relay to the return of *stored*;
   * `lowestRoundTripMs`: the lowest ever seen on the path that answered. No more than half of it may be subtracted
   * to judge promise 8.
   */
  stored(sample: { readonly latencyMs: number; readonly lowestRoundTripMs: number }): void;
  /** A notice went out for the first time. */
  sent(): void;
  /** A notice went out again. */
  resent(why: CopyKind): void;
  /** Something was refused: a failure code, or what the push side calls it. */
  refused(code: string): void;
  /** Connections that have proved who they are, whenever the number changes. */
  connected(count: number): void;
}
