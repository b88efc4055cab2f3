import { describeThrown, isFailure } from '../shared/failure.ts';
import type { UnixMs } from '../shared/quantities.ts';
import { jsonReply, type Reply } from './http/reply.ts';

/** How the store took the last callbacks; what `GET /healthz` and the metrics say of it. */
export class StoreHealth {
  #trouble: { readonly reason: string; readonly sinceMs: UnixMs } | undefined;

  /** @param failure `undefined`: the batch is recorded */
  answered(failure: unknown | undefined, nowMs: UnixMs): void {
    if (failure === undefined) this.#trouble = undefined;
    // Too many callbacks at once say nothing against the store.
    else if (!isFailure(failure, 'overloaded')) {
      this.#trouble ??= { reason: describeThrown(failure), sinceMs: nowMs };
    }
  }

  get isWell(): boolean {
    return this.#trouble === undefined;
  }

  /** 200 while callbacks can be accepted, as far as is known; else 503 with the reason, which names no order. */
  reply(nowMs: UnixMs, isStuck: boolean): Reply {
    const reason = this.#trouble?.reason ?? (isStuck ? 'the store does not answer' : undefined);
    if (reason === undefined) return jsonReply(200, { status: 'ok', store: 'ok', timeMs: nowMs });
    const sinceMs = this.#trouble?.sinceMs;
    return jsonReply(503, { status: 'failing', store: reason, sinceMs, timeMs: nowMs });
  }
}
