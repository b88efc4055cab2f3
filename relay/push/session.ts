import type { DeviceId, LogId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { Fingerprint } from '../../shared/log-fingerprint.ts';
import { type Fen, fenSum, type Seq, seq } from '../../shared/quantities.ts';
import type { LogEnd, LogSums } from '../store.ts';
import type { ConnectionId } from './push-state.ts';

/** A hello or a heartbeat: the device says where its copy of the log ends, and asks where ours does. */
export interface Question {
  readonly connection: ConnectionId;
  readonly asks: 'hello' | 'heartbeat';
  readonly logId?: LogId;
  readonly upTo: Seq;
  readonly sumFen: Fen;
  /** Absent: it knows none, and the sum has to do. */
  readonly fingerprint?: Fingerprint;
  readonly nonce: string;
  /** Up to here the device has settled everything, and owes us receipts only. */
  readonly spokenUpTo?: Seq;
}

export type SessionInput =
  | { readonly input: 'asked'; readonly question: Question }
  /** The store's answer to `read_end`; undefined: it has no such device. */
  | { readonly input: 'end_read'; readonly end: LogEnd | undefined }
  /** The store's answer to `read_sums`; undefined: the log does not reach that far. */
  | { readonly input: 'sums_read'; readonly sums: LogSums | undefined }
  | { readonly input: 'rebuilt'; readonly end: LogEnd }
  /** The store could not say. */
  | { readonly input: 'failed' }
  | { readonly input: 'closed'; readonly connection: ConnectionId };

export type SessionEffect =
  | { readonly effect: 'read_end' }
  | { readonly effect: 'read_sums'; readonly upTo: Seq }
  | { readonly effect: 'rebuild'; readonly reason: string }
  | {
      readonly effect: 'answer';
      readonly question: Question;
      readonly end: LogEnd;
      /** What the device has of this log; 0 when it came with another. */
      readonly upTo: Seq;
    }
  | { readonly effect: 'close'; readonly connection: ConnectionId; readonly code: string };

/** One device's questions, one after the other: two paths may greet at once, and a rebuild must happen once. */
export interface SessionState {
  readonly asking: Question | undefined;
  /** Known while the sums are being read. */
  readonly end: LogEnd | undefined;
  /** The newest of each connection. */
  readonly waiting: readonly Question[];
  readonly rebuiltAtMs: number;
  /** A notice that the device has settled, and since when its receipt has not come. */
  readonly owing: { readonly seq: Seq; readonly sinceMs: number } | undefined;
}

export interface SessionStep {
  readonly state: SessionState;
  readonly effects: readonly SessionEffect[];
}

export const createSession = (): SessionState => ({
  asking: undefined,
  end: undefined,
  waiting: [],
  rebuiltAtMs: Number.NEGATIVE_INFINITY,
  owing: undefined,
});

const NOTHING: LogSums = { sumFen: fenSum(0) };

/** @param nowMs a clock that only goes forward */
export function step(state: SessionState, input: SessionInput, nowMs: number): SessionStep {
  switch (input.input) {
    case 'asked':
      return ask(state, input.question);
    case 'closed': {
      const waiting = state.waiting.filter((question) => question.connection !== input.connection);
      return { state: { ...state, waiting }, effects: [] };
    }
    case 'end_read':
      return judgeEnd(state, input.end, nowMs);
    case 'sums_read':
      return judgeSums(state, input.sums, nowMs);
    case 'rebuilt':
      return answer({ ...state, rebuiltAtMs: nowMs }, input.end);
    case 'failed':
      return fail(state);
  }
}

function ask(state: SessionState, question: Question): SessionStep {
  if (state.asking === undefined)
    return { state: { ...state, asking: question }, effects: [{ effect: 'read_end' }] };
  const others = state.waiting.filter((one) => one.connection !== question.connection);
  const replaced = state.waiting.find((one) => one.connection === question.connection);
  // A heartbeat never pushes out a hello: the connection would never be greeted.
  const kept = replaced?.asks === 'hello' && question.asks === 'heartbeat' ? replaced : question;
  return { state: { ...state, waiting: [...others, kept] }, effects: [] };
}

function judgeEnd(state: SessionState, end: LogEnd | undefined, nowMs: number): SessionStep {
  const question = state.asking;
  if (question === undefined) return { state, effects: [] };
  if (end === undefined)
    return next(state, [{ effect: 'close', connection: question.connection, code: 'not_found' }]);
  if (question.logId !== end.logId) return answer(state, end);
  if (question.upTo > end.lastSeq) {
    return rebuild(state, question, `it has ${question.upTo} notices, we have ${end.lastSeq}`, nowMs);
  }
  const known = question.upTo === 0 ? NOTHING : question.upTo === end.lastSeq ? end : undefined;
  if (known !== undefined) return judgeSums({ ...state, end }, known, nowMs);
  return { state: { ...state, end }, effects: [{ effect: 'read_sums', upTo: question.upTo }] };
}

function judgeSums(state: SessionState, sums: LogSums | undefined, nowMs: number): SessionStep {
  const { asking: question, end } = state;
  if (question === undefined || end === undefined) return { state, effects: [] };
  const differs = difference(question, sums);
  return differs === undefined
    ? judgeReceipts(state, question, end, nowMs)
    : rebuild(state, question, differs, nowMs);
}

/** Why the device's copy is not our log, in words; undefined: it is. */
function difference({ upTo, sumFen, fingerprint }: Question, ours: LogSums | undefined): string | undefined {
  if (ours === undefined) return `it has ${upTo} notices, our log has no ${upTo}`;
  if (sumFen !== ours.sumFen) return `its sum up to ${upTo} is ${sumFen} fen, ours ${ours.sumFen} fen`;
  // One of us has none: the notice is older than fingerprints are here or there.
  if (fingerprint === undefined || ours.fingerprint === undefined || fingerprint === ours.fingerprint)
    return undefined;
  return `up to ${upTo} its notices are others than ours, although they come to as much`;
}

/**
 * The device has settled a notice, and for minutes no receipt of it comes: it believes that we have it, and we have lost
 * it (our disk is an older copy). In a new log it meets the notice again, and tells what became of it.
 */
function judgeReceipts(state: SessionState, question: Question, end: LogEnd, nowMs: number): SessionStep {
  if (question.asks === 'hello') return answer(state, end);
  const { oldestOpen } = end;
  if (oldestOpen === undefined || (question.spokenUpTo ?? 0) < oldestOpen)
    return answer({ ...state, owing: undefined }, end);
  if (state.owing?.seq !== oldestOpen)
    return answer({ ...state, owing: { seq: oldestOpen, sinceMs: nowMs } }, end);
  if (nowMs - state.owing.sinceMs < limits.receiptOverdueMs) return answer(state, end);
  const reason = `the receipt of ${oldestOpen} is lost`;
  return rebuild({ ...state, owing: undefined }, question, reason, nowMs);
}

function rebuild(state: SessionState, question: Question, reason: string, nowMs: number): SessionStep {
  // A device that disagrees again at once would make us write its log anew for ever.
  if (nowMs - state.rebuiltAtMs < limits.logRebuildIntervalMs)
    return next(state, [{ effect: 'close', connection: question.connection, code: 'log_disagrees_again' }]);
  return { state, effects: [{ effect: 'rebuild', reason }] };
}

function answer(state: SessionState, end: LogEnd): SessionStep {
  const question = state.asking;
  if (question === undefined) return { state, effects: [] };
  const upTo = question.logId === end.logId ? question.upTo : seq(0);
  return next(state, [{ effect: 'answer', question, end, upTo }]);
}

/** A hello without an answer would wait for ever; an unanswered heartbeat is followed by the next. */
function fail(state: SessionState): SessionStep {
  const question = state.asking;
  if (question?.asks !== 'hello') return next(state, []);
  return next(state, [{ effect: 'close', connection: question.connection, code: 'store_unavailable' }]);
}

function next(state: SessionState, effects: readonly SessionEffect[]): SessionStep {
  const [asking, ...waiting] = state.waiting;
  const more: readonly SessionEffect[] = asking === undefined ? [] : [{ effect: 'read_end' }];
  return { state: { ...state, asking, end: undefined, waiting }, effects: [...effects, ...more] };
}

/** Whose session it is, for the loop that runs the effects. */
export type Sessions = Map<DeviceId, SessionState>;
