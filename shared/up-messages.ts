import { decodeCabinetStatus, decodeReport, encodeReport, reportCode } from './cabinet-messages.ts';
import type { CabinetReport } from './cabinet-report.ts';
import { Failure } from './failure.ts';
import { type LogId, logId, type RentalId, rentalId } from './ids.ts';
import { limits } from './limits.ts';
import type { Fingerprint } from './log-fingerprint.ts';
import {
  bounded,
  decoding,
  type EncodedMessage,
  nonce,
  noticeSeq,
  num,
  percent,
  pick,
  shortText,
  toldFingerprint,
} from './message-fields.ts';
import { tillbell } from './messages.pb.js';
import { type DeviceStatus, type NoticeReceipt, OUTCOMES, type SeqRange } from './notice.ts';
import { type Fen, fenSum, type Seq, seq, unixMs } from './quantities.ts';

const wire = tillbell.v1;

/** What one device says to the relay. */
export type UpMessage =
  | {
      readonly type: 'hello';
      /** Absent: the device has no log yet. */
      readonly logId?: LogId;
      /** Highest contiguous seq that is stored. */
      readonly upTo: Seq;
      readonly sumFen: Fen;
      /** Of its own copy up to there; absent: not known. */
      readonly fingerprint?: Fingerprint;
      readonly nonce: string;
      readonly status: DeviceStatus;
    }
  | { readonly type: 'sync'; readonly logId: LogId; readonly ranges: readonly SeqRange[] }
  | {
      readonly type: 'stored';
      readonly logId: LogId;
      readonly seqs: readonly Seq[];
      /** How long the device held each, µs, from receiving it to saying this. */
      readonly heldUs: readonly number[];
    }
  | { readonly type: 'receipts'; readonly logId: LogId; readonly receipts: readonly NoticeReceipt[] }
  | {
      readonly type: 'heartbeat';
      readonly logId?: LogId;
      /** Also the count: a log has no gaps. */
      readonly upTo: Seq;
      readonly sumFen: Fen;
      readonly fingerprint?: Fingerprint;
      readonly spokenUpTo: Seq;
      readonly nonce: string;
      readonly status: DeviceStatus;
    }
  | {
      readonly type: 'command_result';
      readonly id: string;
      readonly done: boolean;
      readonly message: string;
    }
  /** The rental is on the cabinet's disk: its end will be reported. */
  | { readonly type: 'rent_stored'; readonly rentalId: RentalId }
  /** The cabinet has not taken it and nothing moved. Not final, since nothing of it is on the cabinet's disk. */
  | { readonly type: 'rent_refused'; readonly rentalId: RentalId; readonly code: string }
  | {
      readonly type: 'reports';
      /** Names the life of the cabinet's disk, within which seqs count. */
      readonly reportLog: LogId;
      readonly reports: readonly CabinetReport[];
    };

const UP = {
  hello: 65,
  sync: 66,
  stored: 67,
  receipts: 68,
  heartbeat: 69,
  command_result: 70,
  rent_stored: 71,
  rent_refused: 72,
  reports: 73,
} as const;

const upName = new Map(Object.entries(UP).map(([name, type]) => [type as number, name as keyof typeof UP]));

export const isUpType = (type: number): boolean => upName.has(type);

export function encodeUp(message: UpMessage): EncodedMessage {
  const type = UP[message.type];
  switch (message.type) {
    case 'hello':
      return { type, body: wire.Hello.encode({ ...message, status: encodeStatus(message.status) }).finish() };
    case 'sync':
      return { type, body: wire.Sync.encode({ logId: message.logId, ranges: [...message.ranges] }).finish() };
    case 'stored': {
      const fields = { logId: message.logId, seqs: [...message.seqs], heldUs: [...message.heldUs] };
      return { type, body: wire.Stored.encode(fields).finish() };
    }
    case 'receipts': {
      const receipts = message.receipts.map((receipt) => ({
        ...receipt,
        outcome: OUTCOMES.indexOf(receipt.outcome) + 1,
      }));
      return { type, body: wire.Receipts.encode({ logId: message.logId, receipts }).finish() };
    }
    case 'heartbeat':
      return {
        type,
        body: wire.Heartbeat.encode({ ...message, status: encodeStatus(message.status) }).finish(),
      };
    case 'command_result':
      return { type, body: wire.CommandResult.encode(message).finish() };
    case 'rent_stored':
      return { type, body: wire.RentStored.encode(message).finish() };
    case 'rent_refused':
      return { type, body: wire.RentRefused.encode(message).finish() };
    case 'reports': {
      const fields = { reportLog: message.reportLog, reports: message.reports.map(encodeReport) };
      return { type, body: wire.Reports.encode(fields).finish() };
    }
  }
}

const encodeStatus = (status: DeviceStatus) => ({ ...status, warnings: [...status.warnings] });

/** @throws Failure `malformed` or `too_large` */
export function decodeUp(type: number, body: Uint8Array): UpMessage {
  const name = upName.get(type);
  if (name === undefined) throw new Failure('unknown_type', `message type ${type} is not known here`);
  return decoding((): UpMessage => {
    switch (name) {
      case 'hello': {
        const message = wire.Hello.decode(body);
        return {
          type: name,
          ...decodeLogHead(message),
          status: decodeStatus(message.status),
        };
      }
      case 'heartbeat': {
        const message = wire.Heartbeat.decode(body);
        return {
          type: name,
          ...decodeLogHead(message),
          spokenUpTo: seq(num(message.spokenUpTo)),
          status: decodeStatus(message.status),
        };
      }
      case 'sync': {
        const message = wire.Sync.decode(body);
        const ranges = bounded(message.ranges, limits.syncRanges, 'ranges').map((range) => {
          const first = noticeSeq(num(range.first ?? 0));
          const last = noticeSeq(num(range.last ?? 0));
          if (last < first) throw new Failure('malformed', 'a range ends before it begins');
          return { first, last };
        });
        return { type: name, logId: logId(message.logId), ranges };
      }
      case 'stored': {
        const message = wire.Stored.decode(body);
        const seqs = bounded(message.seqs, limits.storedSeqs, 'seqs').map((value) => noticeSeq(num(value)));
        if (message.heldUs.length !== seqs.length)
          throw new Failure('malformed', 'one held time for each seq');
        return { type: name, logId: logId(message.logId), seqs, heldUs: message.heldUs };
      }
      case 'receipts': {
        const message = wire.Receipts.decode(body);
        const receipts = bounded(message.receipts, limits.receiptsPerMessage, 'receipts').map((receipt) => ({
          seq: noticeSeq(num(receipt.seq ?? 0)),
          outcome: pick(OUTCOMES, receipt.outcome ?? 0, 'outcome'),
          repeat: receipt.repeat ?? false,
          atMs: unixMs(num(receipt.atMs ?? 0)),
          ...toldFingerprint(num(receipt.fingerprint ?? 0)),
        }));
        return { type: name, logId: logId(message.logId), receipts };
      }
      case 'command_result': {
        const message = wire.CommandResult.decode(body);
        return {
          type: name,
          id: shortText(message.id, 64, 'a command id'),
          done: message.done,
          message: shortText(message.message, 256, 'a result'),
        };
      }
      case 'rent_stored':
        return { type: name, rentalId: rentalId(wire.RentStored.decode(body).rentalId) };
      case 'rent_refused': {
        const message = wire.RentRefused.decode(body);
        return { type: name, rentalId: rentalId(message.rentalId), code: reportCode(message.code) };
      }
      case 'reports': {
        const message = wire.Reports.decode(body);
        const reports = bounded(message.reports, limits.reportsPerMessage, 'reports').map(decodeReport);
        return { type: name, reportLog: logId(message.reportLog), reports };
      }
    }
  });
}

function decodeLogHead(message: tillbell.v1.Hello | tillbell.v1.Heartbeat) {
  return {
    ...(message.logId === '' ? {} : { logId: logId(message.logId) }),
    upTo: seq(num(message.upTo)),
    sumFen: fenSum(num(message.sumFen)),
    ...toldFingerprint(num(message.fingerprint)),
    nonce: nonce(message.nonce),
  };
}

function decodeStatus(status: tillbell.v1.DeviceStatus.$Properties | null | undefined): DeviceStatus {
  if (status === null || status === undefined) throw new Failure('malformed', 'the status is missing');
  return {
    volumePercent: percent(status.volumePercent ?? 0, 'a volume'),
    batteryMillivolts: status.batteryMillivolts ?? 0,
    waiting: status.waiting ?? 0,
    inboxNotices: status.inboxNotices ?? 0,
    language: shortText(status.language ?? '', 16, 'a language'),
    software: shortText(status.software ?? '', 32, 'a software version'),
    panel: status.panel ?? false,
    warnings: bounded(status.warnings ?? [], 16, 'warnings').map((text) => shortText(text, 32, 'a warning')),
    ...(status.cabinet ? { cabinet: decodeCabinetStatus(status.cabinet) } : {}),
  };
}
