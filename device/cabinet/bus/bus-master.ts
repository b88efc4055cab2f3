import { limits } from '../../../shared/limits.ts';
import type { BusRequest, MoveOrder } from '../readings.ts';
import { expireExchange, hearInExchange } from './bus-exchange.ts';
import { finish } from './bus-outcome.ts';
import { isCutUp } from './bus-roster.ts';
import { schedule, wakeAtMs } from './bus-schedule.ts';
import { initialSeek } from './bus-seek.ts';
import {
  type BusDraft,
  type BusEffect,
  type BusFlight,
  type BusInput,
  type BusMoveRefusal,
  type BusState,
  draftOf,
  moduleOf,
  tell,
  tellMoved,
  tellTrouble,
} from './bus-state.ts';
import { countBroken, judgeSilence, wasTold } from './bus-trouble.ts';

export { initialBus } from './bus-state.ts';
export type { BusEffect, BusInput, BusState };

export interface BusStep {
  readonly state: BusState;
  readonly effects: readonly BusEffect[];
  /** A `tick` is wanted then; absent while the line is closed. */
  readonly wakeAtMs?: number;
}

/**
 * The runtime's side of the cabinet's bus (docs/cabinet-bus.md): one question in flight, moves before everything,
 * each module polled in turn, new ones found meanwhile.
 *
 * @param nowMs of a clock that only goes forward
 */
export function stepBus(state: BusState, input: BusInput, nowMs: number): BusStep {
  const draft = draftOf(state);
  take(draft, input, nowMs);
  schedule(draft, nowMs);
  const { effects, ...next } = draft;
  const wake = wakeAtMs(next);
  return { state: next, effects, ...(wake === undefined ? {} : { wakeAtMs: wake }) };
}

function take(draft: BusDraft, input: BusInput, nowMs: number): void {
  switch (input.type) {
    case 'opened':
      draft.isOpen = true;
      draft.seek = { ...initialSeek, dueAtMs: nowMs };
      // Twice, for nobody answers it, and one may be lost.
      draft.duties = [{ type: 'release' }, { type: 'release' }];
      return;
    case 'closed':
      close(draft, input.reason, nowMs);
      return;
    case 'heard':
      hear(draft, input, nowMs);
      return;
    case 'overfed':
      tellTrouble(draft, 'flooded', 'more bytes come than a serial line can carry', nowMs);
      return;
    case 'request':
      takeRequest(draft, input.request);
      return;
    case 'tick':
      tick(draft, nowMs);
      return;
  }
}

function hear(draft: BusDraft, input: Extract<BusInput, { type: 'heard' }>, nowMs: number): void {
  const { flight } = draft;
  const broken = input.frames.filter((frame) => 'broken' in frame).length;
  if (flight === undefined || !('exchange' in flight)) {
    draft.trouble = countBroken(draft.trouble, broken, 'frames', nowMs);
    if (flight !== undefined) draft.flight = { ...flight, heardBytes: flight.heardBytes + input.byteCount };
    return;
  }
  const { job, exchange } = flight;
  // What several say at once may be mended into the words of one.
  const mended = job.type === 'seek' ? 0 : input.frames.filter((heard) => 'isMended' in heard).length;
  draft.trouble = countBroken(draft.trouble, mended, 'frames', nowMs);
  const step = hearInExchange(exchange, input.byteCount, input.frames, nowMs);
  if (step.outcome === undefined) draft.flight = { job, exchange: step.exchange };
  else finish(draft, job, step.exchange, step.outcome, nowMs);
}

function tick(draft: BusDraft, nowMs: number): void {
  const { flight } = draft;
  if (flight === undefined) return;
  if (!('exchange' in flight)) {
    endListening(draft, flight, nowMs);
    return;
  }
  const outcome = expireExchange(flight.exchange, nowMs);
  if (outcome !== undefined) finish(draft, flight.job, flight.exchange, outcome, nowMs);
}

function endListening(
  draft: BusDraft,
  flight: Exclude<BusFlight, { exchange: object }>,
  nowMs: number,
): void {
  if (nowMs < flight.untilMs) return;
  const { state, verdict } = judgeSilence(draft.trouble, flight.heardBytes);
  draft.trouble = state;
  draft.flight = undefined;
  if (verdict === 'flooded') {
    tellTrouble(draft, verdict, 'a module talks without being asked', nowMs);
    // Each question of a search would be garbled: what gets through is left to the polls.
    draft.seek = { ...initialSeek, dueAtMs: nowMs + limits.busSeekIntervalMs };
  }
  // Where all is well with the others, it is not the line: that module is looked into by itself.
  const isLine = draft.roster.length === 1 || draft.roster.filter(isCutUp).length !== 1;
  if (verdict === 'noise' && isLine && !wasTold(draft.trouble, 'flooded', nowMs)) {
    tellTrouble(draft, verdict, 'many frames are broken on their way', nowMs);
  }
}

function takeRequest(draft: BusDraft, request: BusRequest): void {
  if (request.type === 'move') {
    takeMove(draft, request.order);
    return;
  }
  const { outputs } = request;
  if (moduleOf(draft, outputs.module) === undefined) return;
  draft.outputs = { ...draft.outputs, [outputs.module]: outputs };
}

function takeMove(draft: BusDraft, order: MoveOrder): void {
  const reason = moveRefusal(draft, order);
  if (reason !== undefined) {
    tellMoved(draft, order.commandId, { answer: 'refused', reason });
    return;
  }
  draft.moves = [...draft.moves, order];
  // Listening for troublemakers can wait.
  if (draft.flight?.job.type === 'listen') draft.flight = undefined;
}

function moveRefusal(draft: BusDraft, { at, commandId }: MoveOrder): BusMoveRefusal | undefined {
  if (!draft.isOpen) return 'bus_closed';
  const slots = moduleOf(draft, at.module)?.slots;
  if (slots === undefined) return 'module_absent';
  if (!Number.isInteger(at.slot) || at.slot < 1 || at.slot > slots) return 'no_such_slot';
  if (!Number.isInteger(commandId) || commandId < 1 || commandId > 0xffff_ffff) return 'no_command_id';
  return draft.moves.length < limits.busMovesWaiting ? undefined : 'bus_full';
}

/** Whatever was on its way may have arrived or not; what had not been sent did not. */
function close(draft: BusDraft, reason: string, nowMs: number): void {
  const { flight } = draft;
  if (flight?.job.type === 'move') {
    tellMoved(draft, flight.job.order.commandId, { answer: 'unknown' });
  }
  for (const { commandId } of draft.moves) {
    tellMoved(draft, commandId, { answer: 'refused', reason: 'bus_closed' });
  }
  for (const { serial } of draft.roster) tell(draft, { type: 'module_lost', module: serial });
  tellTrouble(draft, 'port_gone', reason, nowMs);
  draft.isOpen = false;
  draft.flight = undefined;
  draft.roster = [];
  draft.duties = [];
  draft.moves = [];
  draft.outputs = {};
  draft.toPoll = [];
  draft.seek = initialSeek;
}
