import protobuf from 'protobufjs/minimal.js';
import { Failure } from './failure.ts';
import { type LogId, logId, orderSn } from './ids.ts';
import { limits } from './limits.ts';
import { tillbell } from './messages.pb.js';
import {
  type DeviceStatus,
  NOTICE_KINDS,
  type Notice,
  type NoticeReceipt,
  OUTCOMES,
  type SeqRange,
} from './notice.ts';
import { type Fen, fen, fenSum, type Seq, seq, type UnixMs, unixMs } from './quantities.ts';

const wire = tillbell.v1;

// Numbers, not Longs: a value above 2^53 then decodes to a Number that is no safe integer (it rounds to
// 2^53 or more), and the constructors of quantities.ts refuse that. So none is ever rounded in silence.
(protobuf.util as { Long: unknown }).Long = undefined;
protobuf.configure();

export type CommandAction =
  | { readonly do: 'set_volume'; readonly volumePercent: number }
  | { readonly do: 'say_test' }
  | { readonly do: 'set_language'; readonly language: string };

/** What the relay says to one device. */
export type DownMessage =
  | ({ readonly type: 'notice' } & Notice)
  | LogEnd<'welcome'>
  | LogEnd<'pulse'>
  | { readonly type: 'receipt_confirmation'; readonly logId: LogId; readonly seqs: readonly Seq[] }
  | {
      readonly type: 'command';
      readonly id: string;
      readonly expiresAtMs: UnixMs;
      readonly action: CommandAction;
    }
  | { readonly type: 'clock'; readonly relayTimeMs: UnixMs; readonly nonce: string };

/** Where the relay's log ends, in answer to a hello (`welcome`) or a heartbeat (`pulse`). */
export interface LogEnd<Type extends 'welcome' | 'pulse'> {
  readonly type: Type;
  readonly logId: LogId;
  readonly lastSeq: Seq;
  readonly relayTimeMs: UnixMs;
  /** The nonce of the question: an answer recorded earlier does not fit. */
  readonly nonce: string;
}

/** What one device says to the relay. */
export type UpMessage =
  | {
      readonly type: 'hello';
      /** Absent: the device has no log yet. */
      readonly logId?: LogId;
      /** Highest contiguous seq that is stored. */
      readonly upTo: Seq;
      readonly sumFen: Fen;
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
      readonly spokenUpTo: Seq;
      readonly nonce: string;
      readonly status: DeviceStatus;
    }
  | {
      readonly type: 'command_result';
      readonly id: string;
      readonly done: boolean;
      readonly message: string;
    };

const DOWN = { notice: 1, welcome: 2, pulse: 3, receipt_confirmation: 4, command: 5, clock: 6 } as const;
const UP = { hello: 65, sync: 66, stored: 67, receipts: 68, heartbeat: 69, command_result: 70 } as const;
const downName = new Map(
  Object.entries(DOWN).map(([name, type]) => [type as number, name as keyof typeof DOWN]),
);
const upName = new Map(Object.entries(UP).map(([name, type]) => [type as number, name as keyof typeof UP]));

export const isDownType = (type: number): boolean => downName.has(type);
export const isUpType = (type: number): boolean => upName.has(type);

interface EncodedMessage {
  readonly type: number;
  readonly body: Uint8Array;
}

export function encodeDown(message: DownMessage): EncodedMessage {
  const type = DOWN[message.type];
  switch (message.type) {
    case 'notice': {
      const { kind, settled, ...rest } = message;
      const fields = {
        ...rest,
        kind: NOTICE_KINDS.indexOf(kind) + 1,
        settled: settled === undefined ? 0 : OUTCOMES.indexOf(settled) + 1,
      };
      return { type, body: wire.Notice.encode(fields).finish() };
    }
    case 'welcome':
      return { type, body: wire.Welcome.encode(message).finish() };
    case 'pulse':
      return { type, body: wire.Pulse.encode(message).finish() };
    case 'receipt_confirmation':
      return {
        type,
        body: wire.ReceiptConfirmation.encode({ logId: message.logId, seqs: [...message.seqs] }).finish(),
      };
    case 'command': {
      const { id, expiresAtMs, action } = message;
      const fields = {
        id,
        expiresAtMs,
        ...(action.do === 'set_volume' ? { setVolumePercent: action.volumePercent } : {}),
        ...(action.do === 'say_test' ? { sayTest: true } : {}),
        ...(action.do === 'set_language' ? { setLanguage: action.language } : {}),
      };
      return { type, body: wire.Command.encode(fields).finish() };
    }
    case 'clock':
      return { type, body: wire.Clock.encode(message).finish() };
  }
}

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
  }
}

const encodeStatus = (status: DeviceStatus) => ({ ...status, warnings: [...status.warnings] });

/** Runs a decoder; whatever it throws on hostile bytes becomes a {@link Failure}. */
function decoding<Result>(decode: () => Result): Result {
  try {
    return decode();
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    throw new Failure('malformed', 'the message body is not what its type says', { cause: thrown });
  }
}

function pick<Value>(names: readonly Value[], index: number, what: string): Value {
  const name = names[index - 1];
  if (name === undefined) throw new Failure('malformed', `${what} ${index} is not known here`);
  return name;
}

function shortText(text: string, most: number, what: string): string {
  if (text.length > most) throw new Failure('malformed', `${what} is longer than ${most} characters`);
  return text;
}

const nonce = (text: string): string => {
  if (!/^[0-9a-f]{16}$/.test(text)) throw new Failure('malformed', 'a nonce is 16 hex digits');
  return text;
};

function bounded<Item>(items: readonly Item[], most: number, what: string): readonly Item[] {
  if (items.length > most) throw new Failure('too_large', `${items.length} ${what}, at most ${most}`);
  return items;
}

/** A seq that names a notice: 0 names none. */
const noticeSeq = (value: number): Seq => {
  if (value < 1) throw new Failure('malformed', 'a seq begins at 1');
  return seq(value);
};

/** @throws Failure `malformed` or `too_large` */
export function decodeDown(type: number, body: Uint8Array): DownMessage {
  const name = downName.get(type);
  if (name === undefined) throw new Failure('unknown_type', `message type ${type} is not known here`);
  return decoding((): DownMessage => {
    switch (name) {
      case 'notice':
        return decodeNotice(body);
      case 'welcome':
      case 'pulse': {
        const end = (name === 'welcome' ? wire.Welcome : wire.Pulse).decode(body);
        return {
          type: name,
          logId: logId(end.logId),
          lastSeq: seq(num(end.lastSeq)),
          relayTimeMs: unixMs(num(end.relayTimeMs)),
          nonce: nonce(end.nonce),
        };
      }
      case 'receipt_confirmation': {
        const message = wire.ReceiptConfirmation.decode(body);
        const seqs = bounded(message.seqs, limits.receiptsPerMessage, 'confirmations');
        return { type: name, logId: logId(message.logId), seqs: seqs.map((value) => noticeSeq(num(value))) };
      }
      case 'command': {
        const message = wire.Command.decode(body);
        return {
          type: name,
          id: shortText(message.id, 64, 'a command id'),
          expiresAtMs: unixMs(num(message.expiresAtMs)),
          action: decodeAction(message),
        };
      }
      case 'clock': {
        const message = wire.Clock.decode(body);
        return { type: name, relayTimeMs: unixMs(num(message.relayTimeMs)), nonce: nonce(message.nonce) };
      }
    }
  });
}

function decodeNotice(body: Uint8Array): DownMessage {
  const notice = wire.Notice.decode(body);
  return {
    type: 'notice',
    logId: logId(notice.logId),
    seq: noticeSeq(num(notice.seq)),
    kind: pick(NOTICE_KINDS, notice.kind, 'notice kind'),
    sn: orderSn(notice.sn),
    event: shortText(notice.event, 48, 'an event'),
    amountFen: fen(num(notice.amountFen)),
    payway: shortText(notice.payway, 16, 'a payway'),
    paidAtMs: unixMs(num(notice.paidAtMs)),
    sumFen: fenSum(num(notice.sumFen)),
    ...(notice.settled === 0 ? {} : { settled: pick(OUTCOMES, notice.settled, 'outcome') }),
  };
}

function decodeAction(message: tillbell.v1.Command): CommandAction {
  switch (message.action) {
    case 'setVolumePercent':
      return { do: 'set_volume', volumePercent: percent(message.setVolumePercent ?? 0) };
    case 'sayTest':
      return { do: 'say_test' };
    case 'setLanguage':
      return { do: 'set_language', language: shortText(message.setLanguage ?? '', 16, 'a language') };
    default:
      throw new Failure('malformed', 'the command asks for nothing that is known here');
  }
}

function percent(value: number): number {
  if (value > 100) throw new Failure('malformed', 'a volume is 0 to 100 %');
  return value;
}

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
    }
  });
}

function decodeLogHead(message: tillbell.v1.Hello | tillbell.v1.Heartbeat) {
  return {
    ...(message.logId === '' ? {} : { logId: logId(message.logId) }),
    upTo: seq(num(message.upTo)),
    sumFen: fenSum(num(message.sumFen)),
    nonce: nonce(message.nonce),
  };
}

function decodeStatus(status: tillbell.v1.DeviceStatus.$Properties | null | undefined): DeviceStatus {
  if (status === null || status === undefined) throw new Failure('malformed', 'the status is missing');
  return {
    volumePercent: percent(status.volumePercent ?? 0),
    batteryMillivolts: status.batteryMillivolts ?? 0,
    waiting: status.waiting ?? 0,
    inboxNotices: status.inboxNotices ?? 0,
    language: shortText(status.language ?? '', 16, 'a language'),
    software: shortText(status.software ?? '', 32, 'a software version'),
    panel: status.panel ?? false,
    warnings: bounded(status.warnings ?? [], 16, 'warnings').map((text) => shortText(text, 32, 'a warning')),
  };
}

/** The generated types say `number | Long`; Longs are switched off above. */
function num(value: number | { toNumber(): number }): number {
  return typeof value === 'number' ? value : value.toNumber();
}
