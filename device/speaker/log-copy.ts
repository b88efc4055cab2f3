import type { LogId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { type Fingerprint, NO_NOTICES, noticeFingerprint, withNotice } from '../../shared/log-fingerprint.ts';
import type { Notice } from '../../shared/notice.ts';
import { type Fen, fenSum, type Seq, seq } from '../../shared/quantities.ts';
import { ceilingMs } from '../../shared/retry.ts';
import { joinRanges, rangesOf, type SeqRanges, spanRange, withoutRanges } from './seq-ranges.ts';

/** What is needed of a stored notice to add up the log. */
export interface LogEntry {
  readonly seq: Seq;
  readonly amountFen: Fen;
  /** The relay's sum over seq 1 … this one. */
  readonly sumFen: Fen;
  /** Absent: it came with none, from a relay that has none of this notice. */
  readonly fingerprints?: {
    /** The notice's own, made here. */
    readonly own: Fingerprint;
    /** The relay's, of the log up to this one. */
    readonly log: Fingerprint;
  };
}

/** A log as it stands on disk. */
export interface LogPosition {
  readonly logId: LogId;
  /** Highest contiguous seq. */
  readonly upTo: Seq;
  /** Our own sum over 1 … `upTo`, not the relay's. */
  readonly sumFen: Fen;
  /** Our own too: a relay that was put back may have given seqs anew that we have beyond a hole. Absent: not known. */
  readonly fingerprint?: Fingerprint;
}

export interface LoadedLog extends LogPosition {
  /** What is stored above the first hole. */
  readonly beyond: readonly LogEntry[];
}

export interface LogAdvance extends LogPosition {
  /** The first seq at which the relay's sum or fingerprint is not ours: one of both copies is wrong. */
  readonly differsAt?: Seq;
}

const RESYNC = { firstMs: limits.resyncFirstMs, maxMs: limits.resyncMaxMs };

/**
 * The device's copy of one log (promise 3): how far it is gapless, what lies beyond the first hole, and which holes
 * have been asked for. It knows nothing of disks: {@link advance} tells what a commit would make of it,
 * {@link commit} is called once that commit has happened.
 */
export class LogCopy {
  readonly logId: LogId;
  #upTo: Seq;
  #sumFen: Fen;
  #fingerprint: Fingerprint | undefined;
  readonly #beyond: Map<number, LogEntry>;
  #beyondRanges: SeqRanges;
  /** As far as the relay's log is known to reach. */
  #relayEnd = 0;
  #asked: SeqRanges = [];
  #askAgainAtMs = 0;
  #askAttempt = 0;

  constructor(loaded: LoadedLog) {
    this.logId = loaded.logId;
    this.#upTo = loaded.upTo;
    this.#sumFen = loaded.sumFen;
    this.#fingerprint = loaded.upTo === 0 ? NO_NOTICES : loaded.fingerprint;
    this.#beyond = new Map(loaded.beyond.map((one) => [one.seq, one]));
    this.#beyondRanges = rangesOf(this.#beyond.keys());
  }

  get position(): LogPosition {
    return this.#positionAt(this.#upTo, this.#sumFen, this.#fingerprint);
  }

  #positionAt(upTo: number, sumFen: number, fingerprint: Fingerprint | undefined): LogPosition {
    const position = { logId: this.logId, upTo: seq(upTo), sumFen: fenSum(sumFen) };
    return fingerprint === undefined ? position : { ...position, fingerprint };
  }

  get isEmpty(): boolean {
    return this.#upTo === 0 && this.#beyond.size === 0;
  }

  has(position: Seq): boolean {
    return position <= this.#upTo || this.#beyond.has(position);
  }

  /** Where this copy would stand with `added`, none of which it has. Changes nothing. */
  advance(added: readonly LogEntry[]): LogAdvance {
    const extra = new Map<number, LogEntry>(added.map((one) => [one.seq, one]));
    let upTo: number = this.#upTo;
    let sumFen: number = this.#sumFen;
    let fingerprint = this.#fingerprint;
    let differsAt: Seq | undefined;
    for (;;) {
      const next = extra.get(upTo + 1) ?? this.#beyond.get(upTo + 1);
      if (next === undefined) break;
      upTo += 1;
      sumFen = Math.min(sumFen + next.amountFen, Number.MAX_SAFE_INTEGER);
      fingerprint = fingerprintWith(fingerprint, next);
      if (sumFen !== next.sumFen || fingerprint !== next.fingerprints?.log) differsAt ??= next.seq;
    }
    const position = this.#positionAt(upTo, sumFen, fingerprint);
    return differsAt === undefined ? position : { ...position, differsAt };
  }

  /** `added` is on disk now. */
  commit(added: readonly LogEntry[], nowMs: number): LogAdvance {
    const advance = this.advance(added);
    for (const one of added) this.#beyond.set(one.seq, one);
    for (let value = this.#upTo + 1; value <= advance.upTo; value += 1) this.#beyond.delete(value);
    this.#upTo = advance.upTo;
    this.#sumFen = advance.sumFen;
    this.#fingerprint = advance.fingerprint;
    this.#beyondRanges = withoutRanges(
      joinRanges(this.#beyondRanges, rangesOf(added.map((one) => one.seq))),
      spanRange(1, advance.upTo),
    );
    this.#askAttempt = 0;
    this.#askAgainAtMs = nowMs + RESYNC.firstMs;
    return advance;
  }

  /**
   * The relay's log reaches to `lastSeq` at least: it said so, or a notice came from there.
   * @returns whether that shows seqs that nobody knew of, below `lastSeq`
   */
  relayReaches(lastSeq: Seq): boolean {
    const showsGap = lastSeq > Math.max(this.#relayEnd, this.#upTo) + 1;
    this.#relayEnd = Math.max(this.#relayEnd, lastSeq);
    return showsGap;
  }

  /** Exactly the seqs that are neither on disk nor in `arriving`, up to the highest that is known to exist. */
  missing(arriving: SeqRanges): SeqRanges {
    const here = joinRanges(this.#beyondRanges, arriving);
    const end = Math.max(this.#relayEnd, here.at(-1)?.last ?? 0);
    return withoutRanges(spanRange(this.#upTo + 1, end), here);
  }

  /** What was asked for on an earlier connection will not come. */
  forgetAsked(): void {
    this.#asked = [];
    this.#askAttempt = 0;
  }

  /**
   * The holes to ask for now: those that nobody was asked about, or all of them when the answer is overdue. A range
   * that was asked for a moment ago is not asked for again.
   */
  ask(arriving: SeqRanges, nowMs: number): SeqRanges {
    const missing = this.missing(arriving);
    this.#asked = withoutRanges(this.#asked, withoutRanges(this.#asked, missing));
    if (this.#asked.length > 0 && nowMs >= this.#askAgainAtMs) {
      this.#asked = [];
      this.#askAttempt += 1;
    }
    const wanted = withoutRanges(missing, this.#asked);
    const asking = wanted.slice(0, Math.max(0, limits.syncRanges - this.#asked.length));
    if (asking.length > 0) {
      this.#asked = joinRanges(this.#asked, asking);
      this.#askAgainAtMs = nowMs + ceilingMs(RESYNC, this.#askAttempt);
    }
    return asking;
  }

  /** When {@link ask} has to be called again if nothing comes. */
  get askAgainAtMs(): number | undefined {
    return this.#asked.length > 0 ? this.#askAgainAtMs : undefined;
  }
}

/**
 * Ours goes on from ours. Where the relay tells none it ends, and where it tells the first again (this log is older than
 * fingerprints are, on its disk or ours) we begin with the relay's: from there on both have the same.
 */
function fingerprintWith(ours: Fingerprint | undefined, { fingerprints }: LogEntry): Fingerprint | undefined {
  if (fingerprints === undefined) return undefined;
  return ours === undefined ? fingerprints.log : withNotice(ours, fingerprints.own);
}

/** @returns of a notice only what a {@link LogCopy} needs */
export function logEntry(notice: Notice): LogEntry {
  const { seq: position, amountFen, sumFen, fingerprint: log } = notice;
  const entry = { seq: position, amountFen, sumFen };
  return log === undefined ? entry : { ...entry, fingerprints: { own: noticeFingerprint(notice), log } };
}
