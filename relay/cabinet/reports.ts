import type { CabinetReport } from '../../shared/cabinet-report.ts';
import type { DeviceId, LogId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { Seq } from '../../shared/quantities.ts';
import { type Bucket, type BucketRate, createBucket, takeTokens } from '../bucket.ts';
import {
  type BatchBounds,
  type ConfirmedBatches,
  confirmations,
  createBatches,
  endBatch,
  nextBatch,
  takeTold,
} from '../confirmed-batches.ts';
import type { CabinetReportAnswer, DeviceCabinetReport } from './cabinet-memory.ts';

/** A report and the connection that is to hear of its fate. */
export interface WaitingReport extends DeviceCabinetReport {
  readonly connection: number;
}

export type ReportsInput =
  | {
      readonly input: 'came';
      readonly device: DeviceId;
      readonly connection: number;
      readonly reportLog: LogId;
      readonly reports: readonly CabinetReport[];
    }
  /** The store's answer to `record`, in its order; undefined: it could not, and nothing is recorded. */
  | { readonly input: 'recorded'; readonly answers: readonly CabinetReportAnswer[] | undefined }
  | { readonly input: 'forgotten'; readonly device: DeviceId };

export type ReportsEffect =
  | { readonly effect: 'record'; readonly batch: readonly WaitingReport[] }
  | {
      readonly effect: 'confirm';
      readonly connection: number;
      readonly reportLog: LogId;
      readonly seqs: readonly Seq[];
    }
  /** What became of one; what is recorded is on disk with all that follows from it. */
  | {
      readonly effect: 'settled';
      readonly answer: CabinetReportAnswer;
      readonly told: DeviceCabinetReport;
    }
  | {
      readonly effect: 'refuse';
      readonly code: 'reports_overloaded' | 'reports_flood' | 'reports_not_recorded';
    };

export interface ReportsState {
  readonly batches: ConfirmedBatches<WaitingReport>;
  /** What each cabinet may still say. */
  readonly buckets: Map<DeviceId, Bucket>;
}

export const createReports = (): ReportsState => ({ batches: createBatches(), buckets: new Map() });

const BOUNDS: BatchBounds = {
  waiting: limits.reportsUnrecorded,
  waitingPerDevice: limits.reportsUnrecordedPerCabinet,
  perCall: limits.reportsPerCall,
};
const RATE: BucketRate = { perS: limits.reportsPerS, burst: limits.reportsBurst };

/**
 * Reports of cabinets on their way to the disk. What is not taken (a flood, a full queue, a disk that refuses) is not
 * confirmed, and the cabinet says it again. `state` is changed in place.
 *
 * @param nowMs a clock that only goes forward
 */
export function step(state: ReportsState, input: ReportsInput, nowMs: number): readonly ReportsEffect[] {
  const effects: ReportsEffect[] = [];
  switch (input.input) {
    case 'came':
      take(state, input, nowMs, effects);
      break;
    case 'recorded':
      settle(endBatch(state.batches), input.answers, effects);
      break;
    case 'forgotten':
      state.buckets.delete(input.device);
      break;
  }
  const batch = nextBatch(state.batches, BOUNDS);
  if (batch !== undefined) effects.push({ effect: 'record', batch });
  return effects;
}

function take(
  state: ReportsState,
  input: Extract<ReportsInput, { input: 'came' }>,
  nowMs: number,
  effects: ReportsEffect[],
): void {
  const { device: deviceId, connection, reportLog, reports } = input;
  const bucket = state.buckets.get(deviceId) ?? createBucket(RATE, nowMs);
  state.buckets.set(deviceId, bucket);
  if (takeTokens(bucket, RATE, reports.length, nowMs) > 0) {
    effects.push({ effect: 'refuse', code: 'reports_flood' });
    return;
  }
  const items = reports.map((report) => ({ deviceId, reportLog, report, connection }));
  if (!takeTold(state.batches, items, BOUNDS)) effects.push({ effect: 'refuse', code: 'reports_overloaded' });
}

function settle(
  batch: readonly WaitingReport[],
  answers: readonly CabinetReportAnswer[] | undefined,
  effects: ReportsEffect[],
): void {
  if (answers?.length !== batch.length) {
    effects.push({ effect: 'refuse', code: 'reports_not_recorded' });
    return;
  }
  const kept: WaitingReport[] = [];
  batch.forEach((told, index) => {
    const answer = answers[index];
    if (answer === undefined) return;
    effects.push({ effect: 'settled', answer, told });
    if (answer !== 'refused') kept.push(told);
  });
  const nameOf = ({ reportLog: log, report: { seq } }: WaitingReport) => ({ log, seq });
  for (const { connection, log, seqs } of confirmations(kept, nameOf, limits.reportsPerMessage)) {
    effects.push({ effect: 'confirm', connection, reportLog: log, seqs });
  }
}
