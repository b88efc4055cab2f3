import type { DeviceId, LogId } from '../shared/ids.ts';
import { limits } from '../shared/limits.ts';
import type { NoticeReceipt } from '../shared/notice.ts';
import type { Seq } from '../shared/quantities.ts';
import {
  type BatchBounds,
  type ConfirmedBatches,
  confirmations,
  createBatches,
  endBatch,
  nextBatch,
  takeTold,
} from './confirmed-batches.ts';
import type { DeviceReceipt, ReceiptAnswer } from './store.ts';

/** A receipt and the connection that is to hear of its fate. */
export interface WaitingReceipt extends DeviceReceipt {
  readonly connection: number;
}

export type ReceiptsInput =
  | {
      readonly input: 'came';
      readonly device: DeviceId;
      readonly connection: number;
      /** Also an ended log's: its receipts count as ever. */
      readonly logId: LogId;
      readonly receipts: readonly NoticeReceipt[];
    }
  /** The store's answer to `record`, in its order; undefined: it could not, and nothing is recorded. */
  | { readonly input: 'recorded'; readonly answers: readonly ReceiptAnswer[] | undefined };

export type ReceiptsEffect =
  | { readonly effect: 'record'; readonly batch: readonly WaitingReceipt[] }
  | {
      readonly effect: 'confirm';
      readonly device: DeviceId;
      readonly connection: number;
      readonly logId: LogId;
      readonly seqs: readonly Seq[];
    }
  /** Confirmed, and to be looked at by a person. */
  | {
      readonly effect: 'report';
      readonly answer: 'contradicted' | 'unknown';
      readonly receipt: DeviceReceipt;
    }
  | { readonly effect: 'refuse'; readonly code: 'receipts_overloaded' | 'receipts_not_recorded' };

export type ReceiptsState = ConfirmedBatches<WaitingReceipt>;

export const createReceipts = (): ReceiptsState => createBatches();

const BOUNDS: BatchBounds = {
  waiting: limits.receiptsWaiting,
  waitingPerDevice: limits.receiptsWaitingPerDevice,
  perCall: limits.receiptsPerCall,
};

/**
 * Receipts on their way to the disk. A confirmation goes out only for what the store has made durable; what it could
 * not keep is not confirmed, and the device says it again. `state` is changed in place.
 */
export function step(state: ReceiptsState, input: ReceiptsInput): readonly ReceiptsEffect[] {
  const effects: ReceiptsEffect[] = [];
  if (input.input === 'came') {
    const { device: deviceId, connection, logId } = input;
    const items = input.receipts.map((receipt) => ({ deviceId, logId, receipt, connection }));
    if (!takeTold(state, items, BOUNDS)) effects.push({ effect: 'refuse', code: 'receipts_overloaded' });
  } else settle(endBatch(state), input.answers, effects);
  const batch = nextBatch(state, BOUNDS);
  if (batch !== undefined) effects.push({ effect: 'record', batch });
  return effects;
}

function settle(
  batch: readonly WaitingReceipt[],
  answers: readonly ReceiptAnswer[] | undefined,
  effects: ReceiptsEffect[],
): void {
  if (answers?.length !== batch.length) {
    effects.push({ effect: 'refuse', code: 'receipts_not_recorded' });
    return;
  }
  batch.forEach((receipt, index) => {
    const answer = answers[index];
    if (answer === 'contradicted' || answer === 'unknown')
      effects.push({ effect: 'report', answer, receipt });
  });
  // An unknown one is confirmed too: the log has nothing that it could settle, and the device would say it for ever.
  const nameOf = ({ logId: log, receipt: { seq } }: WaitingReceipt) => ({ log, seq });
  for (const { log: logId, ...rest } of confirmations(batch, nameOf, limits.receiptsPerMessage)) {
    effects.push({ effect: 'confirm', logId, ...rest });
  }
}
