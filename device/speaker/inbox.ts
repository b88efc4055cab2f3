import type { LogId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { Notice } from '../../shared/notice.ts';
import { fenSum, type Seq, seq } from '../../shared/quantities.ts';
import {
  type LoadedLog,
  type LogAdvance,
  LogCopy,
  type LogEntry,
  type LogPosition,
  logEntry,
} from './log-copy.ts';
import { rangesOf, type SeqRanges } from './seq-ranges.ts';

/**
 * What becomes of a notice at the door. `repeat`: on disk already, say so again. `arriving`: its commit is under
 * way. The others are refused, and the relay will send them again: `wrong_log`, `overloaded` (too many wait for the
 * disk), `full` (no room for one more that nobody has heard).
 */
export type Reception = 'new' | 'repeat' | 'arriving' | 'wrong_log' | 'overloaded' | 'full';

/** Notices to commit together, and where their log stands then. */
export interface InboxBatch extends LogAdvance {
  readonly notices: readonly Notice[];
}

/** To be said on `path`: these are on disk. */
export interface Acknowledgement {
  readonly path: number;
  readonly logId: LogId;
  readonly seqs: readonly Seq[];
  /** When each came in, in the unit of `receive`. */
  readonly receivedAtUs: readonly number[];
}

interface Arrival {
  readonly notice: Notice;
  /** Path → when it came in there. A hedged notice is acknowledged on every path that brought it. */
  readonly paths: Map<number, number>;
}

/**
 * Between the wire and the disk: every notice is new, a repeat, or refused; new ones are committed in batches, one
 * batch at a time, so that while one is being fsynced the next gathers. Nothing is acknowledged before its commit
 * (promise 4).
 */
export class Inbox {
  readonly #copies = new Map<LogId, LogCopy>();
  #current: LogCopy | undefined;
  #sawGap = false;
  readonly #arrivals = new Map<Seq, Arrival>();
  #committing:
    | { readonly copy: LogCopy; readonly arrivals: readonly Arrival[]; readonly entries: readonly LogEntry[] }
    | undefined;

  constructor(logs: readonly LoadedLog[], current: LogId | undefined) {
    for (const log of logs) this.#copies.set(log.logId, new LogCopy(log));
    if (current !== undefined) this.#current = this.#copies.get(current);
  }

  /** Where the present log stands; undefined before the first one. */
  get position(): LogPosition | undefined {
    return this.#current?.position;
  }

  /** How many notices came in and are not on disk. */
  get uncommitted(): number {
    return this.#arrivals.size + (this.#committing?.arrivals.length ?? 0);
  }

  get hasHoles(): boolean {
    return this.missing().length > 0;
  }

  /** A notice came that lies beyond a hole: time to {@link ask}. */
  get sawGap(): boolean {
    return this.#sawGap;
  }

  /**
   * The relay's log ends at `lastSeq`. Another `logId` than ours begins that log; what is stored under the old one
   * stays. @returns whether the log is another one now
   */
  logEnds(logId: LogId, lastSeq: Seq): boolean {
    const isOther = this.#current?.logId !== logId;
    if (isOther) this.#begin(logId);
    this.#current?.relayReaches(lastSeq);
    return isOther;
  }

  #begin(logId: LogId): void {
    const before = this.#current;
    if (before?.isEmpty === true && this.#committing?.copy !== before) this.#copies.delete(before.logId);
    this.#arrivals.clear();
    this.#current =
      this.#copies.get(logId) ?? new LogCopy({ logId, upTo: seq(0), sumFen: fenSum(0), beyond: [] });
    this.#copies.set(logId, this.#current);
  }

  /**
   * @param path on which it came; it is acknowledged there
   * @param receivedAtUs a monotonic time, given back in the acknowledgement
   * @param room notices that the disk may take before it is full of unheard ones
   */
  receive(notice: Notice, path: number, receivedAtUs: number, room: number): Reception {
    const copy = this.#current;
    if (copy === undefined || notice.logId !== copy.logId) return 'wrong_log';
    if (copy.has(notice.seq)) return 'repeat';
    if (copy.relayReaches(notice.seq)) this.#sawGap = true;
    const arrival = this.#arrivals.get(notice.seq) ?? this.#committingArrival(notice);
    if (arrival !== undefined) {
      arrival.paths.set(path, arrival.paths.get(path) ?? receivedAtUs);
      return 'arriving';
    }
    if (this.uncommitted >= limits.inboxUncommittedNotices) return 'overloaded';
    if (this.uncommitted >= room) return 'full';
    this.#arrivals.set(notice.seq, { notice, paths: new Map([[path, receivedAtUs]]) });
    return 'new';
  }

  #committingArrival(notice: Notice): Arrival | undefined {
    return this.#committing?.arrivals.find(
      (arrival) => arrival.notice.seq === notice.seq && arrival.notice.logId === notice.logId,
    );
  }

  /** The next batch to commit, unless one is being committed or nothing waits. Its answer must be told. */
  takeBatch(): InboxBatch | undefined {
    const copy = this.#current;
    if (copy === undefined || this.#committing !== undefined || this.#arrivals.size === 0) return undefined;
    const arrivals = [...this.#arrivals.values()]
      .sort((one, other) => one.notice.seq - other.notice.seq)
      .slice(0, limits.storedSeqs);
    for (const arrival of arrivals) this.#arrivals.delete(arrival.notice.seq);
    const notices = arrivals.map((arrival) => arrival.notice);
    const entries = notices.map(logEntry);
    this.#committing = { copy, arrivals, entries };
    return { ...copy.advance(entries), notices };
  }

  /** The batch is on disk. */
  batchCommitted(nowMs: number): Acknowledgement[] {
    const committing = this.#committing;
    if (committing === undefined) return [];
    this.#committing = undefined;
    committing.copy.commit(committing.entries, nowMs);
    return acknowledgements(committing.copy.logId, committing.arrivals);
  }

  /** The disk refused the batch: it was never here, and is a hole again. */
  batchRefused(): void {
    this.#committing = undefined;
  }

  /** Exactly what is missing of the present log. */
  missing(): SeqRanges {
    return this.#current?.missing(this.#arriving()) ?? [];
  }

  /** For the sync after each connect: everything that is missing, whoever was asked before. */
  askAnew(nowMs: number): SeqRanges {
    this.#current?.forgetAsked();
    return this.ask(nowMs);
  }

  /** Holes to ask for now; see {@link LogCopy.ask}. */
  ask(nowMs: number): SeqRanges {
    this.#sawGap = false;
    return this.#current?.ask(this.#arriving(), nowMs) ?? [];
  }

  get askAgainAtMs(): number | undefined {
    return this.#current?.askAgainAtMs;
  }

  #arriving(): SeqRanges {
    const committing =
      this.#committing?.copy === this.#current
        ? (this.#committing?.arrivals.map((arrival) => arrival.notice.seq) ?? [])
        : [];
    return rangesOf([...committing, ...this.#arrivals.keys()]);
  }
}

function acknowledgements(logId: LogId, arrivals: readonly Arrival[]): Acknowledgement[] {
  const byPath = new Map<number, { seqs: Seq[]; receivedAtUs: number[] }>();
  for (const { notice, paths } of arrivals) {
    for (const [path, receivedAtUs] of paths) {
      const one = byPath.get(path) ?? { seqs: [], receivedAtUs: [] };
      one.seqs.push(notice.seq);
      one.receivedAtUs.push(receivedAtUs);
      byPath.set(path, one);
    }
  }
  return [...byPath].map(([path, one]) => ({ path, logId, ...one }));
}
