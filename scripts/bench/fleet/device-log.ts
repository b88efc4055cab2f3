import type { Fingerprint } from '../../../shared/log-fingerprint.ts';
import type { SeqRange } from '../../../shared/notice.ts';
import { type Fen, fenSum, type Seq, seq } from '../../../shared/quantities.ts';

/** What the relay tells of the log with a notice. */
export interface ToldSums {
  readonly sumFen: Fen;
  readonly fingerprint?: Fingerprint;
}

/** What one device of the fleet knows of its log: how far it is without a gap, and what came early. */
export class DeviceLog {
  #upTo = 0;
  #sums: ToldSums = { sumFen: fenSum(0) };
  readonly #ahead = new Map<number, ToldSums>();

  /** Highest contiguous seq. */
  get upTo(): Seq {
    return seq(this.#upTo);
  }

  /** Up to there. */
  get sums(): ToldSums {
    return this.#sums;
  }

  /** @returns false when this one was taken before */
  take(number: Seq, sums: ToldSums): boolean {
    if (number <= this.#upTo || this.#ahead.has(number)) return false;
    this.#ahead.set(number, sums);
    for (
      let next = this.#ahead.get(this.#upTo + 1);
      next !== undefined;
      next = this.#ahead.get(this.#upTo + 1)
    ) {
      this.#upTo++;
      this.#sums = next;
      this.#ahead.delete(this.#upTo);
    }
    return true;
  }

  /** What is missing of 1 … `lastSeq`, at most `most` ranges. */
  missing(lastSeq: Seq, most: number): SeqRange[] {
    const ranges: SeqRange[] = [];
    const early = [...this.#ahead.keys(), lastSeq + 1].sort((one, other) => one - other);
    let first = this.#upTo + 1;
    for (const next of early) {
      if (next > lastSeq + 1 || ranges.length === most) break;
      if (next > first) ranges.push({ first: seq(first), last: seq(next - 1) });
      first = next + 1;
    }
    return ranges;
  }
}
