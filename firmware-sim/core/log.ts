import type { CoreOrder, OrderMoment } from './callback-maker.ts';
import type { ForgeryKind } from './callback-plan.ts';

/**
 * What a payment core remembers, one JSON line each in its `core.jsonl`: enough to go on after a restart,
 * and the evidence against which the shop is judged.
 */
export type CoreEntry =
  /** An order came into this state: the truth, whether anybody is told or not. */
  | {
      readonly entry: 'moment';
      readonly order: CoreOrder;
      readonly moment: OrderMoment;
      readonly atMs: number;
    }
  /** From here on the relay may know it; `id` names the callback through its retries. */
  | {
      readonly entry: 'sent';
      readonly id: number;
      readonly sn: string;
      readonly moment: OrderMoment;
      readonly atMs: number;
    }
  | {
      readonly entry: 'forged';
      readonly id: number;
      readonly kind: ForgeryKind;
      readonly order: CoreOrder;
      readonly moment: OrderMoment;
      readonly atMs: number;
    }
  | {
      readonly entry: 'answer';
      readonly id: number;
      /** 0 for the first. */
      readonly attempt: number;
      readonly startedAtMs: number;
      /** Milliseconds to the last byte of the answer, finer than the clock. */
      readonly tookMs: number;
      readonly answer: CallbackAnswer;
      readonly httpStatus?: number;
      readonly text: string;
    }
  | { readonly entry: 'given_up'; readonly id: number; readonly atMs: number }
  | {
      readonly entry: 'query_answered';
      readonly sn: string;
      readonly moment: OrderMoment;
      readonly atMs: number;
    };

/** `success` ends the retries; everything else is called again. */
export type CallbackAnswer = 'success' | 'refused' | 'unreachable';

/** The entries among lines that this core wrote itself. */
export function coreEntries(lines: readonly unknown[]): CoreEntry[] {
  return lines.filter(
    (line): line is CoreEntry => typeof line === 'object' && line !== null && 'entry' in line,
  );
}
