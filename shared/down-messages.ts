import { decodePlace } from './cabinet-messages.ts';
import type { SlotPlace } from './cabinet-report.ts';
import { Failure } from './failure.ts';
import { type LogId, logId, orderSn, type RentalId, rentalId } from './ids.ts';
import { limits } from './limits.ts';
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
import { NOTICE_KINDS, type Notice, OUTCOMES } from './notice.ts';
import { fen, fenSum, type Seq, seq, type UnixMs, unixMs } from './quantities.ts';

const wire = tillbell.v1;

/** What a technician has done to one slot of a cabinet. */
export const SLOT_ACTIONS = ['free_slot', 'disable_slot', 'enable_slot'] as const;
export type SlotAction = (typeof SLOT_ACTIONS)[number];

export type CommandAction =
  | { readonly do: 'set_volume'; readonly volumePercent: number }
  | { readonly do: 'say_test' }
  | { readonly do: 'set_language'; readonly language: string }
  | { readonly do: SlotAction; readonly at: SlotPlace };

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
  | { readonly type: 'clock'; readonly relayTimeMs: UnixMs; readonly nonce: string }
  | {
      readonly type: 'rent';
      readonly rentalId: RentalId;
      /** Relay time; later than that no bank may leave. */
      readonly expiresAtMs: UnixMs;
      readonly minimumLevelPercent: number;
      /** When the core asked, relay time; absent: a relay that does not tell. */
      readonly askedAtMs?: UnixMs;
    }
  | {
      readonly type: 'report_confirmation';
      readonly reportLog: LogId;
      readonly seqs: readonly Seq[];
    };

/** Where the relay's log ends, in answer to a hello (`welcome`) or a heartbeat (`pulse`). */
export interface LogEnd<Type extends 'welcome' | 'pulse'> {
  readonly type: Type;
  readonly logId: LogId;
  readonly lastSeq: Seq;
  readonly relayTimeMs: UnixMs;
  /** The nonce of the question: an answer recorded earlier does not fit. */
  readonly nonce: string;
}

const DOWN = {
  notice: 1,
  welcome: 2,
  pulse: 3,
  receipt_confirmation: 4,
  command: 5,
  clock: 6,
  rent: 7,
  report_confirmation: 8,
} as const;

const downName = new Map(
  Object.entries(DOWN).map(([name, type]) => [type as number, name as keyof typeof DOWN]),
);

export const isDownType = (type: number): boolean => downName.has(type);

export function encodeDown(message: DownMessage): EncodedMessage {
  const type = DOWN[message.type];
  switch (message.type) {
    case 'notice': {
      const { kind, settled } = message;
      // Spread whole and overwritten: to take two fields out first costs several times as much, for each payment.
      const fields = {
        ...message,
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
        ...encodeAction(action),
      };
      return { type, body: wire.Command.encode(fields).finish() };
    }
    case 'clock':
      return { type, body: wire.Clock.encode(message).finish() };
    case 'rent':
      return { type, body: wire.Rent.encode(message).finish() };
    case 'report_confirmation': {
      const fields = { reportLog: message.reportLog, seqs: [...message.seqs] };
      return { type, body: wire.ReportConfirmation.encode(fields).finish() };
    }
  }
}

function encodeAction(action: CommandAction) {
  switch (action.do) {
    case 'set_volume':
      return { setVolumePercent: action.volumePercent };
    case 'say_test':
      return { sayTest: true };
    case 'set_language':
      return { setLanguage: action.language };
    case 'free_slot':
      return { freeSlot: action.at };
    case 'disable_slot':
      return { disableSlot: action.at };
    case 'enable_slot':
      return { enableSlot: action.at };
  }
}

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
      case 'rent': {
        const message = wire.Rent.decode(body);
        const askedAtMs = num(message.askedAtMs);
        return {
          type: name,
          rentalId: rentalId(message.rentalId),
          expiresAtMs: unixMs(num(message.expiresAtMs)),
          minimumLevelPercent: percent(message.minimumLevelPercent, 'a level'),
          ...(askedAtMs === 0 ? {} : { askedAtMs: unixMs(askedAtMs) }),
        };
      }
      case 'report_confirmation': {
        const message = wire.ReportConfirmation.decode(body);
        const seqs = bounded(message.seqs, limits.reportsPerMessage, 'confirmations');
        return {
          type: name,
          reportLog: logId(message.reportLog),
          seqs: seqs.map((value) => noticeSeq(num(value))),
        };
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
    ...toldFingerprint(num(notice.fingerprint)),
    ...(notice.settled === 0 ? {} : { settled: pick(OUTCOMES, notice.settled, 'outcome') }),
  };
}

function decodeAction(message: tillbell.v1.Command): CommandAction {
  switch (message.action) {
    case 'setVolumePercent':
      return { do: 'set_volume', volumePercent: percent(message.setVolumePercent ?? 0, 'a volume') };
    case 'sayTest':
      return { do: 'say_test' };
    case 'setLanguage':
      return { do: 'set_language', language: shortText(message.setLanguage ?? '', 16, 'a language') };
    case 'freeSlot':
      return { do: 'free_slot', at: decodePlace(message.freeSlot) };
    case 'disableSlot':
      return { do: 'disable_slot', at: decodePlace(message.disableSlot) };
    case 'enableSlot':
      return { do: 'enable_slot', at: decodePlace(message.enableSlot) };
    default:
      throw new Failure('malformed', 'the command asks for nothing that is known here');
  }
}
