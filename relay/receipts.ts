import type { DeviceId, LogId } from '../shared/ids.ts';
import { limits } from '../shared/limits.ts';
import type { NoticeReceipt } from '../shared/notice.ts';
import type { Seq } from '../shared/quantities.ts';
import { batchEnded, createGathering, type Gathering, gather, takeBatch } from './push/gathering.ts';
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

export interface ReceiptsState {
  readonly gathering: Gathering<WaitingReceipt>;
  readonly waitingOf: Map<DeviceId, number>;
  batch: readonly WaitingReceipt[];
}

export const createReceipts = (): ReceiptsState => ({
  gathering: createGathering(),
  waitingOf: new Map(),
  batch: [],
});

/**
 * Receipts on their way to the disk. A confirmation goes out only for what the store has made durable; what it could
 * not keep is not confirmed, and the device says it again. `state` is changed in place.
 */
export function step(state: ReceiptsState, input: ReceiptsInput): readonly ReceiptsEffect[] {
  const effects: ReceiptsEffect[] = [];
  if (input.input === 'came') take(state, input, effects);
  else settle(state, input.answers, effects);
  const batch = takeBatch(state.gathering, limits.receiptsPerCall);
  if (batch !== undefined) {
    state.batch = batch;
    effects.push({ effect: 'record', batch });
  }
  return effects;
}

function take(
  state: ReceiptsState,
  input: Extract<ReceiptsInput, { input: 'came' }>,
  effects: ReceiptsEffect[],
): void {
  const { device, connection, logId } = input;
  for (const receipt of input.receipts) {
    const waiting = state.waitingOf.get(device) ?? 0;
    const item = { deviceId: device, logId, receipt, connection };
    if (
      waiting >= limits.receiptsWaitingPerDevice ||
      !gather(state.gathering, item, limits.receiptsWaiting)
    ) {
      effects.push({ effect: 'refuse', code: 'receipts_overloaded' });
      return;
    }
    state.waitingOf.set(device, waiting + 1);
  }
}

function settle(
  state: ReceiptsState,
  answers: readonly ReceiptAnswer[] | undefined,
  effects: ReceiptsEffect[],
): void {
  const { batch } = state;
  state.batch = [];
  batchEnded(state.gathering);
  for (const { deviceId } of batch) {
    const rest = (state.waitingOf.get(deviceId) ?? 1) - 1;
    if (rest === 0) state.waitingOf.delete(deviceId);
    else state.waitingOf.set(deviceId, rest);
  }
  if (answers?.length !== batch.length) {
    effects.push({ effect: 'refuse', code: 'receipts_not_recorded' });
    return;
  }
  const confirmed = new Map<string, WaitingReceipt[]>();
  batch.forEach((receipt, index) => {
    const answer = answers[index];
    // An unknown one is confirmed too: the log has nothing that it could settle, and the device would say it for ever.
    if (answer === 'contradicted' || answer === 'unknown')
      effects.push({ effect: 'report', answer, receipt });
    const key = `${receipt.connection} ${receipt.logId}`;
    const group = confirmed.get(key);
    if (group === undefined) confirmed.set(key, [receipt]);
    else group.push(receipt);
  });
  for (const group of confirmed.values()) confirm(group, effects);
}

function confirm(group: readonly WaitingReceipt[], effects: ReceiptsEffect[]): void {
  const [first] = group;
  if (first === undefined) return;
  const seqs = [...new Set(group.map(({ receipt }) => receipt.seq))];
  for (let from = 0; from < seqs.length; from += limits.receiptsPerMessage) {
    effects.push({
      effect: 'confirm',
      device: first.deviceId,
      connection: first.connection,
      logId: first.logId,
      seqs: seqs.slice(from, from + limits.receiptsPerMessage),
    });
  }
}
