import { Failure, isFailure } from '../failure.ts';
import { limits } from '../limits.ts';
import { decodePacket, replyOperation, type SmpPacket, type SmpVersion } from './packet.ts';
import { encodeRequest, type SmpReply, type SmpRequest } from './request.ts';

/**
 * Which reply belongs to which request, and which request has waited too long. One exchange per connection.
 *
 *   input      in flight?                     then
 *   ask        –                              send, in flight until its deadline
 *   packet     a request with its sequence,   answered, whatever it says; no longer in flight
 *              group, command and operation
 *   packet     none (late, twice, an echo,    counted, nothing else
 *              another program's)
 *   time       deadline passed, tries left    the same request again, the same time again; the last time and
 *                                             each fourth in version 1 while the board has not answered version 2
 *   time       deadline passed, none left     answered: `timed_out`
 *   lost       each                           answered: `device_gone`
 *
 * A resend keeps its sequence, so that either of two replies will do: everything in SMP can be asked twice,
 * but for what moves something, which is asked with one try. A sequence comes back after 256 requests; one that
 * is still in flight is passed over.
 *
 * MCUboot's serial recovery took the version bits for a part of the operation until July 2023 and does not answer
 * version 2 at all (mcuboot issue 1748). One answer to version 1 alone may be that of a board that was restarting,
 * or both others were lost; after two in a row the rest is asked in it too.
 */
export interface ExchangeState {
  readonly version: SmpVersion;
  /** It is known that the board reads `version`. */
  readonly isSettled: boolean;
  /** Answers in a row that came to version 1 only. */
  readonly oldAnswers: number;
  readonly nextSequence: number;
  readonly inFlight: readonly InFlight[];
  /** Packets that answered nothing. */
  readonly strays: number;
}

interface InFlight {
  readonly ticket: number;
  readonly request: SmpRequest<unknown>;
  readonly sequence: number;
  /** The version in which it was sent last. */
  readonly version: SmpVersion;
  readonly timeoutMs: number;
  readonly deadlineMs: number;
  readonly triesLeft: number;
}

export type ExchangeInput =
  | {
      readonly kind: 'ask';
      /** The asker's own number for it, under which it is answered. */
      readonly ticket: number;
      readonly request: SmpRequest<unknown>;
      readonly timeoutMs: number;
      /** How often it is sent at most. */
      readonly tries: number;
    }
  | { readonly kind: 'packet'; readonly bytes: Uint8Array }
  | { readonly kind: 'time' }
  | { readonly kind: 'lost'; readonly why: string };

export type ExchangeEffect =
  | { readonly kind: 'send'; readonly packet: Uint8Array }
  | { readonly kind: 'answered'; readonly ticket: number; readonly reply: SmpReply };

export interface ExchangeStep {
  readonly state: ExchangeState;
  readonly effects: readonly ExchangeEffect[];
}

/**
 * @param firstSequence anything; better not the one of the connection before, whose late replies may still come
 */
export function newExchange(firstSequence: number, version: SmpVersion = 2): ExchangeState {
  return {
    version,
    isSettled: false,
    oldAnswers: 0,
    nextSequence: firstSequence & 0xff,
    inFlight: [],
    strays: 0,
  };
}

/** When `time` has to be put in next; undefined while nothing waits. */
export function exchangeDeadlineMs(state: ExchangeState): number | undefined {
  return state.inFlight.length === 0
    ? undefined
    : Math.min(...state.inFlight.map((request) => request.deadlineMs));
}

export function stepExchange(state: ExchangeState, input: ExchangeInput, nowMs: number): ExchangeStep {
  switch (input.kind) {
    case 'ask':
      return ask(state, input, nowMs);
    case 'packet':
      return takePacket(state, input.bytes);
    case 'time':
      return passTime(state, nowMs);
    case 'lost': {
      const failure = new Failure('device_gone', input.why);
      return {
        state: { ...state, inFlight: [] },
        effects: state.inFlight.map(({ ticket }) => ({
          kind: 'answered',
          ticket,
          reply: { kind: 'failed', failure },
        })),
      };
    }
  }
}

function ask(
  state: ExchangeState,
  input: Extract<ExchangeInput, { kind: 'ask' }>,
  nowMs: number,
): ExchangeStep {
  const { ticket, request, timeoutMs, tries } = input;
  if (state.inFlight.length >= limits.smpInFlight)
    throw new Failure('overloaded', `${limits.smpInFlight} SMP requests wait for their answers already`);
  let sequence = state.nextSequence;
  while (state.inFlight.some((other) => other.sequence === sequence)) sequence = (sequence + 1) & 0xff;
  const { version } = state;
  const packet = encodeRequest(request, sequence, version);
  const deadlineMs = nowMs + timeoutMs;
  const sent = { ticket, request, sequence, version, timeoutMs, deadlineMs, triesLeft: tries - 1 };
  return {
    state: { ...state, nextSequence: (sequence + 1) & 0xff, inFlight: [...state.inFlight, sent] },
    effects: [{ kind: 'send', packet }],
  };
}

function decoded(bytes: Uint8Array): SmpPacket | undefined {
  try {
    return decodePacket(bytes);
  } catch (error) {
    if (!isFailure(error)) throw error;
    return undefined;
  }
}

const OLD_ANSWERS_ENOUGH = 2;

/** What an answer tells about the version that the board reads. */
function settle(
  state: ExchangeState,
  asked: SmpVersion,
  answered: SmpVersion,
): Pick<ExchangeState, 'version' | 'isSettled' | 'oldAnswers'> {
  const { version, isSettled } = state;
  if (isSettled) return { version, isSettled, oldAnswers: 0 };
  // Boards before Zephyr 3.4 do not look at the version bits and answer version 2 in version 1.
  if (asked === 2 || answered === 2) return { version, isSettled: true, oldAnswers: 0 };
  const oldAnswers = state.oldAnswers + 1;
  if (oldAnswers < OLD_ANSWERS_ENOUGH) return { version, isSettled, oldAnswers };
  return { version: 1, isSettled: true, oldAnswers };
}

function takePacket(state: ExchangeState, bytes: Uint8Array): ExchangeStep {
  const packet = decoded(bytes);
  const answered = state.inFlight.find(
    ({ request, sequence }) =>
      packet !== undefined &&
      sequence === packet.sequence &&
      request.group === packet.group &&
      request.command === packet.command &&
      replyOperation(request.operation) === packet.operation,
  );
  if (packet === undefined || answered === undefined)
    return { state: { ...state, strays: state.strays + 1 }, effects: [] };
  return {
    state: {
      ...state,
      ...settle(state, answered.version, packet.version),
      inFlight: state.inFlight.filter((request) => request !== answered),
    },
    effects: [{ kind: 'answered', ticket: answered.ticket, reply: { kind: 'packet', packet } }],
  };
}

/** Is this try made in version 1? */
function isOldTry(state: ExchangeState, triesLeft: number): boolean {
  return !state.isSettled && (triesLeft === 1 || triesLeft % 4 === 0);
}

function passTime(state: ExchangeState, nowMs: number): ExchangeStep {
  const inFlight: InFlight[] = [];
  const effects: ExchangeEffect[] = [];
  for (const request of state.inFlight) {
    if (request.deadlineMs > nowMs) inFlight.push(request);
    else if (request.triesLeft > 0) {
      const deadlineMs = nowMs + request.timeoutMs;
      const version = isOldTry(state, request.triesLeft) ? 1 : state.version;
      const packet = encodeRequest(request.request, request.sequence, version);
      inFlight.push({ ...request, version, deadlineMs, triesLeft: request.triesLeft - 1 });
      effects.push({ kind: 'send', packet });
    } else {
      const failure = new Failure('timed_out', `${request.request.name}: the board does not answer`);
      effects.push({ kind: 'answered', ticket: request.ticket, reply: { kind: 'failed', failure } });
    }
  }
  return { state: { ...state, inFlight }, effects };
}
