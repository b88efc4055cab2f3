import { createHash } from 'node:crypto';
import { Failure } from '../failure.ts';
import { limits } from '../limits.ts';
import { dataRoom, smallestPacketBytes, uploadPacketBytes } from './chunk-size.ts';
import { type UploadReply, uploadChunk } from './image-requests.ts';
import type { BoardParameters } from './os-requests.ts';
import { readReply, type SmpReply, type SmpRequest } from './request.ts';
import { describeSmpError, isGarbled, SMP_ERRORS, type SmpError } from './smp-error.ts';
import type { SmpMtu } from './smp-link.ts';

/**
 * Sends an image to a board, several pieces in flight. The offset that the board answers is progress and resume
 * in one: whatever was lost, late or doubled on the way, the next piece is the one it wants.
 *
 *   state     input                                   then
 *   opening   answered with an offset                 sending from there (not 0: it knew the upload and resumes)
 *   opening   answered 0                              the first piece again (a setback)
 *   opening   nothing, however often it was sent      ended
 *   sending   answered with the end of the piece      progress; the window grows
 *   sending   … with less than was acknowledged, but  ignored: it was overtaken
 *             for an older piece
 *   sending   … with another offset                   go on from there; the window halves; a setback unless it is more
 *   sending   … with 0                                opening, or `unsure` once the last piece was sent
 *   sending   nothing                                 go on from what is acknowledged; the window halves (a setback)
 *   both      refused as busy, out of memory, garbled  pause, then go on with one in flight (a setback)
 *   opening   garbled for the second time             the same with small packets: Zephyr without
 *                                                     CONFIG_MCUMGR_TRANSPORT_BT_REASSEMBLY takes each write for a
 *                                                     packet, whatever `buf_size` it tells
 *   both      refused otherwise, link lost            ended
 *   both      answered with the image's size          ended: uploaded
 *
 * Setbacks without progress between them, and restarts at 0, are bounded: a board that never gets anywhere ends
 * the upload with a clear word.
 *
 * `unsure`: Zephyr forgets an upload when it is complete, and answers 0 to a repeat of the last piece. Only the
 * image state tells then, and starting again at 0 would erase a good slot.
 */
export interface UploadState {
  readonly file: Uint8Array;
  readonly sha: Uint8Array;
  readonly isUpgradeOnly: boolean;
  readonly packetBytes: number;
  /** What a board takes that gathers nothing. */
  readonly smallPacketBytes: number;
  readonly windowMax: number;
  readonly stage: 'opening' | 'sending' | 'ended';
  /** What the board wants next, as far as is known. */
  readonly acknowledged: number;
  /** What is sent next. */
  readonly nextOffset: number;
  readonly inFlight: readonly Piece[];
  /** Tickets count up; pieces before this one were sent before the last setback. */
  readonly nextTicket: number;
  readonly epochTicket: number;
  /** The piece whose answer `acknowledged` is. */
  readonly newestTicket: number;
  readonly window: number;
  /** What one piece takes, without those before it. */
  readonly smoothedMs: number | undefined;
  readonly deviationMs: number;
  readonly setbacks: number;
  readonly restarts: number;
  readonly wasLastSent: boolean;
  /** Nothing is sent before, because the board was busy. */
  readonly pausedUntilMs: number | undefined;
}

interface Piece {
  readonly ticket: number;
  readonly from: number;
  readonly end: number;
  readonly sentAtMs: number;
  /** Its turn among those that were in flight when it was sent, from 1 on. */
  readonly place: number;
  readonly request: SmpRequest<UploadReply>;
}

export type UploadInput =
  | { readonly kind: 'start' }
  | { readonly kind: 'reply'; readonly ticket: number; readonly reply: SmpReply }
  | { readonly kind: 'time' };

export type UploadOutcome =
  /** `isChecked`: the board has held what it has against the SHA-256. */
  | { readonly kind: 'uploaded'; readonly isChecked: boolean }
  | { readonly kind: 'unsure' }
  | { readonly kind: 'refused'; readonly error: SmpError }
  | { readonly kind: 'failed'; readonly failure: Failure };

export type UploadEffect =
  | {
      readonly kind: 'ask';
      readonly ticket: number;
      readonly request: SmpRequest<unknown>;
      readonly timeoutMs: number;
      /** 1 for all but the first piece: upload itself decides about another time. */
      readonly tries: number;
    }
  | { readonly kind: 'ended'; readonly outcome: UploadOutcome };

export interface UploadStep {
  readonly state: UploadState;
  readonly effects: readonly UploadEffect[];
}

export interface UploadPlan {
  /** The image without its file's padding. */
  readonly file: Uint8Array;
  readonly mtu: SmpMtu;
  /** Undefined where the board does not tell them. */
  readonly parameters: BoardParameters | undefined;
  /** The board refuses what is not newer; off when an older image is forced. */
  readonly isUpgradeOnly: boolean;
}

/**
 * @param firstTicket tickets are this and the following numbers
 * @throws Failure `too_large` when nothing fits the board's buffer
 */
export function newUpload(plan: UploadPlan, firstTicket = 0): UploadState {
  const { file, mtu, parameters, isUpgradeOnly } = plan;
  const sha = new Uint8Array(createHash('sha256').update(file).digest());
  // One of the board's buffers is for its answer (Zephyr takes both from one pool).
  const buffers = (parameters?.bufferCount ?? 1) - 1;
  const first = { imageBytes: file.length, sha, isUpgradeOnly };
  const packetBytes = uploadPacketBytes(mtu, parameters, first);
  return {
    file,
    sha,
    isUpgradeOnly,
    packetBytes,
    smallPacketBytes: Math.min(packetBytes, smallestPacketBytes(mtu, first) ?? packetBytes),
    windowMax: Math.max(1, Math.min(buffers, limits.uploadInFlight)),
    stage: 'opening',
    acknowledged: 0,
    nextOffset: 0,
    inFlight: [],
    nextTicket: firstTicket,
    epochTicket: firstTicket,
    newestTicket: -1,
    window: 1,
    smoothedMs: undefined,
    deviationMs: 0,
    setbacks: 0,
    restarts: 0,
    wasLastSent: false,
    pausedUntilMs: undefined,
  };
}

/** When `time` has to be put in; undefined while only answers matter. */
export function uploadDeadlineMs(state: UploadState): number | undefined {
  return state.pausedUntilMs;
}

export function stepUpload(state: UploadState, input: UploadInput, nowMs: number): UploadStep {
  if (state.stage === 'ended') return { state, effects: [] };
  if (input.kind === 'reply') return takeReply(state, input.ticket, input.reply, nowMs);
  if (state.pausedUntilMs !== undefined && state.pausedUntilMs > nowMs) return { state, effects: [] };
  return send({ ...state, pausedUntilMs: undefined }, nowMs);
}

/** Sends as much as the window lets. */
function send(state: UploadState, nowMs: number): UploadStep {
  const effects: UploadEffect[] = [];
  let now = state;
  while (
    now.pausedUntilMs === undefined &&
    now.inFlight.length < now.window &&
    now.nextOffset < now.file.length
  ) {
    const isFirst = now.nextOffset === 0;
    const piece = nextPiece(now, nowMs);
    effects.push({
      kind: 'ask',
      ticket: piece.ticket,
      request: piece.request,
      timeoutMs: isFirst ? limits.uploadFirstTimeoutMs : answerTimeoutMs(now, piece.place),
      tries: isFirst ? limits.uploadFirstTries : 1,
    });
    now = {
      ...now,
      inFlight: [...now.inFlight, piece],
      nextTicket: now.nextTicket + 1,
      nextOffset: piece.end,
      wasLastSent: now.wasLastSent || piece.end === now.file.length,
      // The board erases its slot first, and may know a better offset: nothing follows before its answer.
      ...(isFirst ? { stage: 'opening' as const, window: 1 } : {}),
    };
  }
  return { state: now, effects };
}

function nextPiece(state: UploadState, nowMs: number): Piece {
  const { file, sha, isUpgradeOnly, packetBytes, nextOffset: from, nextTicket: ticket } = state;
  const first = from === 0 ? { first: { imageBytes: file.length, sha, isUpgradeOnly } } : {};
  const end = Math.min(file.length, from + dataRoom(packetBytes, from, first.first));
  const request = uploadChunk({ offset: from, data: file.subarray(from, end), ...first });
  return { ticket, from, end, sentAtMs: nowMs, place: state.inFlight.length + 1, request };
}

/**
 * RFC 6298 for a piece that waits for its turn behind others, the margin within our own bounds: a sector may be erased at
 * any time, a machine may stall, and nobody waits for ever. Without a least margin a slow and steady way, where the
 * deviation goes to nothing, has each hiccup taken for a loss.
 *
 * @param place 1 when nothing is in flight before it
 */
function answerTimeoutMs({ smoothedMs, deviationMs, setbacks }: UploadState, place: number): number {
  const expected = (smoothedMs ?? limits.uploadTimeoutMs) * place;
  const margin =
    smoothedMs === undefined ? 0 : Math.max(4 * deviationMs * place, limits.uploadTimeoutLeastMs);
  return Math.min((expected + margin) * 2 ** setbacks, limits.uploadTimeoutMaxMs);
}

/** More in flight, unless the last of them would have to wait for so long that patience ends. */
function widened({ window, windowMax, smoothedMs }: UploadState): number {
  const isFast = smoothedMs !== undefined && (window + 1) * smoothedMs <= limits.uploadTimeoutMaxMs / 2;
  return isFast ? Math.min(window + 1, windowMax) : window;
}

/** @param tookMs for one piece */
function measured(state: UploadState, tookMs: number): Pick<UploadState, 'smoothedMs' | 'deviationMs'> {
  if (state.smoothedMs === undefined) return { smoothedMs: tookMs, deviationMs: tookMs / 2 };
  const deviationMs = 0.75 * state.deviationMs + 0.25 * Math.abs(state.smoothedMs - tookMs);
  return { smoothedMs: 0.875 * state.smoothedMs + 0.125 * tookMs, deviationMs };
}

function takeReply(state: UploadState, ticket: number, reply: SmpReply, nowMs: number): UploadStep {
  const piece = state.inFlight.find((candidate) => candidate.ticket === ticket);
  if (piece === undefined) return { state, effects: [] };
  const answer = readReply(piece.request, reply);
  if (answer.kind === 'done') {
    // Boards answer in order: what was sent before and is still open was lost, or its answer was.
    const inFlight = state.inFlight.filter((other) => other.ticket > ticket);
    return takeOffset({ ...state, inFlight }, piece, answer.value, nowMs);
  }
  const rest = { ...state, inFlight: state.inFlight.filter((other) => other !== piece) };
  if (answer.kind === 'refused') return takeRefusal(rest, answer.error, nowMs);
  // A board that has not even erased its slot by now is not there.
  const isSilent = piece.from === 0 && answer.failure.code === 'timed_out';
  if (answer.failure.code === 'device_gone' || isSilent) return end(rest, answer);
  // Pieces from before the last setback have been sent again already.
  return ticket < state.epochTicket ? send(rest, nowMs) : goBack(rest, rest.acknowledged, nowMs);
}

function takeRefusal(state: UploadState, error: SmpError, nowMs: number): UploadStep {
  const isPassing =
    error.group === undefined && (error.code === SMP_ERRORS.busy || error.code === SMP_ERRORS.noMemory);
  if (!isPassing && !isGarbled(error)) return end(state, { kind: 'refused', error });
  const isTooMuch = state.stage === 'opening' && isGarbled(error) && state.setbacks > 0;
  const packetBytes = isTooMuch ? state.smallPacketBytes : state.packetBytes;
  const pauseMs = Math.min(limits.uploadPauseFirstMs * 2 ** state.setbacks, limits.uploadPauseMaxMs);
  return goBack(
    { ...state, packetBytes, window: 1, pausedUntilMs: nowMs + pauseMs },
    state.acknowledged,
    nowMs,
    error,
  );
}

function takeOffset(state: UploadState, piece: Piece, reply: UploadReply, nowMs: number): UploadStep {
  const { offset } = reply;
  if (offset > state.file.length)
    return end(state, failed('malformed', `the board wants byte ${offset} of ${state.file.length}`));
  const isOvertaken = piece.ticket < state.epochTicket || piece.ticket < state.newestTicket;
  if (isOvertaken && offset <= state.acknowledged) return send(state, nowMs);
  if (offset === state.file.length) return complete(state, reply);
  if (offset === 0) return startAgain(state, piece, nowMs);
  const isOpening = state.stage === 'opening';
  const wasTaken = offset === piece.end;
  const known: UploadState = {
    ...state,
    stage: 'sending',
    newestTicket: piece.ticket,
    ...(wasTaken && !isOpening ? measured(state, (nowMs - piece.sentAtMs) / piece.place) : {}),
  };
  if (wasTaken || offset > state.acknowledged) {
    const isElsewhere = !wasTaken && offset !== known.nextOffset;
    return send(
      {
        ...known,
        acknowledged: offset,
        setbacks: 0,
        // After a resume, or where a board took a part of the piece only: what is on its way is not wanted.
        nextOffset: isElsewhere ? offset : Math.max(known.nextOffset, offset),
        epochTicket: isElsewhere ? known.nextTicket : known.epochTicket,
        window: widened(known),
      },
      nowMs,
    );
  }
  return goBack(known, offset, nowMs);
}

/** The board holds all of it, as far as its offset tells. */
function complete(state: UploadState, reply: UploadReply): UploadStep {
  if (reply.isMatch === false)
    return end(state, failed('malformed', 'the board holds something else than was sent (SHA-256)'));
  const isChecked = reply.isMatch === true;
  return end({ ...state, acknowledged: reply.offset }, { kind: 'uploaded', isChecked });
}

function startAgain(state: UploadState, piece: Piece, nowMs: number): UploadStep {
  if (piece.from === 0) return goBack(state, 0, nowMs);
  if (state.wasLastSent) return end(state, { kind: 'unsure' });
  const restarts = state.restarts + 1;
  if (restarts > limits.uploadRestarts)
    return end(state, failed('timed_out', `the board has begun again at 0 for the ${restarts}th time`));
  return goBack({ ...state, restarts, newestTicket: piece.ticket }, 0, nowMs);
}

/** No other connection changes that: without reassembly and at an ATT MTU of 23 no first piece fits (tried with smp_bt.c). */
const UNREAD =
  'the board cannot read the first piece; over BLE, firmware without CONFIG_MCUMGR_TRANSPORT_BT_REASSEMBLY takes each ' +
  'write for a packet, and those of this connection may be too small';

function goBack(state: UploadState, offset: number, nowMs: number, error?: SmpError): UploadStep {
  const setbacks = state.setbacks + 1;
  if (
    setbacks > limits.uploadSetbacks &&
    state.stage === 'opening' &&
    error !== undefined &&
    isGarbled(error)
  )
    return end(state, failed('malformed', `${UNREAD} (${describeSmpError(error)})`));
  if (setbacks > limits.uploadSetbacks) {
    const why = error === undefined ? 'no answer that helps' : describeSmpError(error);
    return end(state, failed('timed_out', `no progress at byte ${offset} after ${setbacks} tries: ${why}`));
  }
  return send(
    {
      ...state,
      setbacks,
      acknowledged: offset,
      nextOffset: offset,
      epochTicket: state.nextTicket,
      window: Math.max(1, Math.floor(state.window / 2)),
    },
    nowMs,
  );
}

function failed(code: 'malformed' | 'timed_out', message: string): UploadOutcome {
  return { kind: 'failed', failure: new Failure(code, `upload: ${message}`) };
}

function end(state: UploadState, outcome: UploadOutcome): UploadStep {
  return { state: { ...state, stage: 'ended', inFlight: [] }, effects: [{ kind: 'ended', outcome }] };
}
