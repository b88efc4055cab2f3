import { Failure } from '../failure.ts';
import { limits } from '../limits.ts';
import type { AvrBoard } from './avr-chips.ts';
import type { AvrPackage } from './avr-package.ts';
import {
  getSync,
  leaveProgramming,
  loadAddress,
  programPage,
  readAnswer,
  readPage,
  readSignature,
  type Stk500Command,
} from './stk500-frames.ts';

/**
 * Flashing an AVR board, as a plan of steps of which each can be done again from its beginning:
 *
 *   sync → which chip? → trap in page 0 → pages 1 … n → page 0 → read all of it back → start it
 *
 * Page 0 holds the reset vector. While the other pages change it is an endless loop, so a board that lost its power
 * half way stands still until the next reset, when its bootloader takes the same command again. Only while page 0 itself
 * is written, twice 16 ms, does the chip have no such trap: the bootloader erases a page as it takes its bytes, and from a
 * blank page 0 the chip runs on into page 1. The bootloader answers the next reset all the same.
 */
/** Where in the plan the first page is written; before it the chip is only asked what it is. */
const FIRST_WRITE = 1;

interface PlanStep {
  readonly what: 'chip' | 'write' | 'verify' | 'leave';
  readonly commands: readonly Stk500Command[];
  /** What the last answer has to be; undefined: anything. */
  readonly expected: Uint8Array | undefined;
}

export interface AvrFlashState {
  readonly plan: readonly PlanStep[];
  readonly board: AvrBoard;
  readonly step: number;
  readonly command: number;
  readonly isInStep: boolean;
  /** Tries of what is being done that have failed. */
  readonly failures: number;
  readonly received: Uint8Array;
  readonly deadlineMs: number;
}

export type AvrFlashInput =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'time' }
  | { readonly kind: 'lost'; readonly why: string };

export type AvrFlashEffect =
  | { readonly kind: 'write'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'progress';
      readonly phase: 'writing' | 'verifying';
      readonly done: number;
      readonly of: number;
    }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface AvrFlashStep {
  readonly state: AvrFlashState;
  readonly effects: readonly AvrFlashEffect[];
}

/**
 * `rjmp .-2` (AVR instruction set, RJMP: 0xcfff), then blank. Not a jump back into the bootloader: optiboot starts a
 * firmware by a call, and a loop of calls would run the stack through the I/O registers.
 */
function trapPage({ pageBytes }: AvrBoard): Uint8Array {
  const page = new Uint8Array(pageBytes).fill(0xff);
  page.set([0xff, 0xcf]);
  return page;
}

function planFor({ board, firmware }: AvrPackage): PlanStep[] {
  const { pageBytes } = board;
  const pages = Array.from({ length: firmware.length / pageBytes }, (_, page) => page);
  const at = (page: number): Uint8Array => firmware.subarray(page * pageBytes, (page + 1) * pageBytes);
  const write = (page: number, bytes: Uint8Array): PlanStep => ({
    what: 'write',
    commands: [loadAddress(page * pageBytes), programPage(bytes)],
    expected: undefined,
  });
  const verify = (page: number): PlanStep => ({
    what: 'verify',
    commands: [loadAddress(page * pageBytes), readPage(pageBytes)],
    expected: at(page),
  });
  return [
    { what: 'chip', commands: [readSignature()], expected: Uint8Array.from(board.signature) },
    write(0, trapPage(board)),
    ...pages.slice(1).map((page) => write(page, at(page))),
    // The rest must be right before anything can start it.
    ...pages.slice(1).map(verify),
    write(0, at(0)),
    verify(0),
    { what: 'leave', commands: [leaveProgramming()], expected: undefined },
  ];
}

/** Begins; the board has just been reset (opening an Uno's port does it). */
export function startAvrFlash(firmware: AvrPackage, nowMs: number): AvrFlashStep {
  const state: AvrFlashState = {
    plan: planFor(firmware),
    board: firmware.board,
    step: 0,
    command: 0,
    isInStep: false,
    failures: 0,
    received: new Uint8Array(),
    deadlineMs: 0,
  };
  return ask(state, nowMs);
}

/** True once the old firmware is gone: the first page's bytes are on their way. */
export function isAvrFirmwareGone({ step, command, isInStep }: AvrFlashState): boolean {
  return step > FIRST_WRITE || (step === FIRST_WRITE && isInStep && command > 0);
}

export function stepAvrFlash(state: AvrFlashState, input: AvrFlashInput, nowMs: number): AvrFlashStep {
  switch (input.kind) {
    case 'lost':
      return fail(state, new Failure('device_gone', `${input.why}; the same command starts again`));
    case 'time':
      return nowMs < state.deadlineMs ? { state, effects: [] } : again(state, nowMs);
    case 'bytes': {
      const received = Uint8Array.from([...state.received, ...input.bytes]);
      const answer = readAnswer(received, commandOf(state));
      if (answer.kind === 'incomplete') return { state: { ...state, received }, effects: [] };
      // What is left of the wrong answer is given time to pass by before the next try.
      if (answer.kind === 'out_of_step')
        return { state: { ...state, received: received.subarray(0, 1) }, effects: [] };
      return answered(state, answer.payload, nowMs);
    }
  }
}

function commandOf(state: AvrFlashState): Stk500Command {
  if (!state.isInStep) return getSync();
  return state.plan[state.step]?.commands[state.command] ?? getSync();
}

function ask(state: AvrFlashState, nowMs: number): AvrFlashStep {
  const timeoutMs = state.isInStep ? limits.avrAnswerMs : limits.avrSyncMs;
  return {
    state: { ...state, received: new Uint8Array(), deadlineMs: nowMs + timeoutMs },
    effects: [{ kind: 'write', bytes: commandOf(state).bytes }],
  };
}

/** No answer in time, or none that fits: get in step, and do the step from its beginning. */
function again(state: AvrFlashState, nowMs: number): AvrFlashStep {
  const step = state.plan[state.step];
  if (step?.what === 'leave' && state.isInStep) return { state, effects: [{ kind: 'done' }] };
  if (state.failures >= limits.avrTries)
    return fail(
      state,
      new Failure(
        'timed_out',
        state.step === 0
          ? 'no bootloader answers: is this the panel’s port? Press its reset button and try again at once'
          : 'the bootloader answers no more; the same command starts again',
      ),
    );
  return ask({ ...state, isInStep: false, command: 0, failures: state.failures + 1 }, nowMs);
}

function answered(state: AvrFlashState, payload: Uint8Array, nowMs: number): AvrFlashStep {
  if (!state.isInStep) return ask({ ...state, isInStep: true, command: 0 }, nowMs);
  const step = state.plan[state.step];
  if (step === undefined) return { state, effects: [{ kind: 'done' }] };
  if (state.command + 1 < step.commands.length) return ask({ ...state, command: state.command + 1 }, nowMs);
  if (step.expected !== undefined && Buffer.compare(step.expected, payload) !== 0)
    return step.what === 'chip' ? fail(state, wrongChip(state.board, payload)) : again(state, nowMs);
  if (step.what === 'leave') return { state, effects: [{ kind: 'done' }] };
  const next = ask({ ...state, step: state.step + 1, command: 0, failures: 0 }, nowMs);
  return { state: next.state, effects: [...progress(state), ...next.effects] };
}

function progress({ plan, step }: AvrFlashState): AvrFlashEffect[] {
  const what = plan[step]?.what;
  if (what !== 'write' && what !== 'verify') return [];
  const count = (steps: readonly PlanStep[]): number => steps.filter((one) => one.what === what).length;
  const done = count(plan.slice(0, step + 1));
  return [{ kind: 'progress', phase: what === 'write' ? 'writing' : 'verifying', done, of: count(plan) }];
}

function wrongChip(board: AvrBoard, signature: Uint8Array): Failure {
  const found = Buffer.from(signature).toString('hex');
  return new Failure(
    'conflict',
    `the package is for ${board.boardId} (${board.chip}), this chip says ${found}`,
  );
}

function fail(state: AvrFlashState, failure: Failure): AvrFlashStep {
  return { state, effects: [{ kind: 'failed', failure }] };
}
