import type { LoggedNotice } from '../store.ts';

/** A committed notice on its way to the sockets. */
export interface LiveNotice {
  readonly logged: LoggedNotice;
  /** `performance.now()` at the last byte of its callback. */
  readonly lastByteAtMs: number;
  /** The same clock, when it came here. */
  readonly queuedAtMs: number;
}

/**
 * First in, first out: a big commit is sent over several turns of the event loop, so that what devices say meanwhile
 * is heard. Usually empty.
 */
export class LiveQueue {
  #notices: LiveNotice[] = [];
  #taken = 0;

  get length(): number {
    return this.#notices.length - this.#taken;
  }

  /** The one that waits longest. */
  get oldest(): LiveNotice | undefined {
    return this.#notices[this.#taken];
  }

  add(notices: readonly LoggedNotice[], lastByteAtMs: number, queuedAtMs: number): void {
    for (const logged of notices) this.#notices.push({ logged, lastByteAtMs, queuedAtMs });
  }

  /** Takes the oldest out, `most` at most. */
  take(most: number): readonly LiveNotice[] {
    const taken = this.#notices.slice(this.#taken, this.#taken + most);
    this.#taken += taken.length;
    if (this.#taken === this.#notices.length) {
      this.#notices = [];
      this.#taken = 0;
    }
    return taken;
  }
}
