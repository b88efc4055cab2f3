import {
  type BusAnswer,
  type BusQuestion,
  decodeBusAnswer,
  encodeBusQuestion,
  isAnswerKind,
} from '../../../shared/bus-messages.ts';
import { describeThrown } from '../../../shared/failure.ts';
import { limits } from '../../../shared/limits.ts';
import { encodeSerialFrame, type HeardFrame, type SerialFrame } from '../../../shared/serial-frame.ts';

const BYTES_PER_MS = limits.busBaudRate / 10_000;
const HEAD_BYTES = 32;

/** One question on the wire, and what has come back of its answer. Nothing else is asked before it has ended. */
export interface Exchange {
  readonly question: BusQuestion;
  readonly address: number;
  readonly sequence: number;
  /** How often it has been asked, this time included. */
  readonly attempt: number;
  readonly sentAtMs: number;
  /** Without a byte by then: nobody answers. */
  readonly silentAtMs: number;
  /** Without a whole answer by then: it was garbled. */
  readonly endsAtMs: number;
  readonly heardBytes: number;
  readonly heardAtMs: number;
  readonly brokenFrames: number;
  /** Is kept until the wire is quiet: more than one may answer a seek. */
  readonly answer?: BusAnswer;
}

export type ExchangeOutcome =
  | { readonly type: 'answered'; readonly answer: BusAnswer }
  | { readonly type: 'silent' }
  /** Bytes came, and no answer that can be believed. */
  | { readonly type: 'garbled'; readonly detail: string };

/** The longest answer, in bytes on the wire. */
function answerBytes(question: BusQuestion): number {
  switch (question.type) {
    case 'poll':
      return HEAD_BYTES + ((limits.busStateBytes - HEAD_BYTES) * question.slotCount) / limits.slotsPerModule;
    case 'release':
      return 0;
    case 'seek':
    case 'assign':
    case 'move':
      return limits.busShortBytes;
  }
}

/** @returns the exchange and the bytes that begin it */
export function beginExchange(
  question: BusQuestion,
  address: number,
  sequence: number,
  attempt: number,
  nowMs: number,
): { exchange: Exchange; bytes: Uint8Array } {
  const bytes = encodeSerialFrame({ address, sequence, ...encodeBusQuestion(question) });
  const saidAtMs = nowMs + bytes.length / BYTES_PER_MS;
  const silentAtMs = saidAtMs + (question.type === 'release' ? limits.busTurnaroundMs : limits.busReplyMs);
  const exchange = {
    question,
    address,
    sequence,
    attempt,
    sentAtMs: nowMs,
    silentAtMs,
    endsAtMs: silentAtMs + answerBytes(question) / BYTES_PER_MS,
    heardBytes: 0,
    heardAtMs: nowMs,
    brokenFrames: 0,
  };
  return { exchange, bytes };
}

export interface ExchangeStep {
  readonly exchange: Exchange;
  readonly outcome?: ExchangeOutcome;
}

/** Bytes came in, and what the parser found in them. */
export function hearInExchange(
  exchange: Exchange,
  byteCount: number,
  heard: readonly HeardFrame[],
  nowMs: number,
): ExchangeStep {
  let next: Exchange = { ...exchange, heardBytes: exchange.heardBytes + byteCount, heardAtMs: nowMs };
  for (const item of heard) {
    if ('broken' in item) {
      next = { ...next, brokenFrames: next.brokenFrames + 1 };
      continue;
    }
    // An adapter that echoes: what it says is ours.
    if (!isAnswerKind(item.frame.kind)) {
      next = { ...next, heardBytes: 0 };
      continue;
    }
    const outcome = judgeAnswer(next, item.frame);
    if (outcome === undefined) continue;
    if (outcome.type !== 'answered' || next.question.type !== 'seek') return { exchange: next, outcome };
    next = { ...next, answer: next.answer ?? outcome.answer };
  }
  return { exchange: next };
}

/** Undefined: an answer to something else, that came too late. */
function judgeAnswer(
  { question, address, sequence }: Exchange,
  frame: SerialFrame,
): ExchangeOutcome | undefined {
  if (frame.sequence !== sequence) return undefined;
  try {
    const answer = decodeBusAnswer(frame.kind, frame.body);
    const detail = mismatch(question, address, frame.address, answer);
    return detail === undefined ? { type: 'answered', answer } : { type: 'garbled', detail };
  } catch (thrown) {
    return { type: 'garbled', detail: describeThrown(thrown) };
  }
}

/** Why this is no answer to that. Another's serial number is left to the caller, who may learn from it. */
function mismatch(
  question: BusQuestion,
  address: number,
  answeredBy: number,
  answer: BusAnswer,
): string | undefined {
  switch (question.type) {
    case 'seek':
      return answer.type === 'here' ? undefined : `${answer.type} in answer to a seek`;
    case 'assign':
      if (answer.type !== 'assigned' || answer.serial !== question.serial) return 'not what was assigned';
      return answer.address === question.address ? undefined : `keeps the address ${answer.address}`;
    case 'poll':
      if (answer.type !== 'state' || answeredBy !== address) return `${answer.type} in answer to a poll`;
      if (answer.firstSlot !== question.firstSlot) return 'other slots than those asked for';
      return answer.slots.length <= question.slotCount ? undefined : 'more slots than asked for';
    case 'move':
      if (answer.type !== 'moved' || answer.serial !== question.serial) return 'not whom the move was for';
      return answer.commandId === question.commandId ? undefined : 'another command';
    case 'release':
      return 'a release is not answered';
  }
}

/** What became of it by now; undefined: it goes on. */
export function expireExchange(exchange: Exchange, nowMs: number): ExchangeOutcome | undefined {
  if (nowMs < exchangeWakeAtMs(exchange)) return undefined;
  if (exchange.answer !== undefined) return { type: 'answered', answer: exchange.answer };
  if (exchange.heardBytes === 0) return { type: 'silent' };
  return { type: 'garbled', detail: `${exchange.heardBytes} bytes, ${exchange.brokenFrames} broken frames` };
}

/** When {@link expireExchange} has something to say, if nothing is heard until then. */
export function exchangeWakeAtMs(exchange: Exchange): number {
  const { heardBytes, heardAtMs, brokenFrames, answer, silentAtMs, endsAtMs } = exchange;
  if (heardBytes === 0) return silentAtMs;
  const isSettled = brokenFrames > 0 || answer !== undefined;
  return isSettled ? Math.min(endsAtMs, heardAtMs + limits.busQuietMs) : endsAtMs;
}
