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
 *   time       deadline passed, tries left    the same packet again, the same time again
 *   time       deadline passed, none left     answered: `timed_out`
 *   lost       each                           answered: `device_gone`
 *
 * A resend keeps its sequence, so that either of two replies will do: everything in SMP can be asked twice,
 * but for what moves something, which is asked with one try. A sequence comes back after 256 requests; one that
 * is still in flight is passed over.
 */
export interface ExchangeState {
  readonly version: SmpVersion;
  readonly nextSequence: number;
  readonly inFlight: readonly InFlight[];
  /** Packets that answered nothing. */
  readonly strays: number;
}

interface InFlight {
  readonly ticket: number;
  readonly request: SmpRequest<unknown>;
  readonly sequence: number;
  readonly packet: Uint8Array;
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
  return { version, nextSequence: firstSequence & 0xff, inFlight: [], strays: 0 };
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
  const packet = encodeRequest(request, sequence, state.version);
  const deadlineMs = nowMs + timeoutMs;
  const sent = { ticket, request, sequence, packet, timeoutMs, deadlineMs, triesLeft: tries - 1 };
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
    state: { ...state, inFlight: state.inFlight.filter((request) => request !== answered) },
    effects: [{ kind: 'answered', ticket: answered.ticket, reply: { kind: 'packet', packet } }],
  };
}

function passTime(state: ExchangeState, nowMs: number): ExchangeStep {
  const inFlight: InFlight[] = [];
  const effects: ExchangeEffect[] = [];
  for (const request of state.inFlight) {
    if (request.deadlineMs > nowMs) inFlight.push(request);
    else if (request.triesLeft > 0) {
      const deadlineMs = nowMs + request.timeoutMs;
      inFlight.push({ ...request, deadlineMs, triesLeft: request.triesLeft - 1 });
      effects.push({ kind: 'send', packet: request.packet });
    } else {
      const failure = new Failure('timed_out', `${request.request.name}: the board does not answer`);
      effects.push({ kind: 'answered', ticket: request.ticket, reply: { kind: 'failed', failure } });
    }
  }
  return { state: { ...state, inFlight }, effects };
}
