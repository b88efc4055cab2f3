import { limits } from '../../../shared/limits.ts';
import type { Motion, MotionReason, RentalEnd } from '../cabinet-operations.ts';
import type { MoveAnswer, SlotReading } from '../readings.ts';
import { type Whereabouts, whereIs } from '../returns/whereabouts.ts';
import {
  type BankLeft,
  type Bar,
  type MotionEnd,
  type MotionEvidence,
  type RentalVerdict,
  verdictAfterEject,
  verdictAfterRetrieval,
  verdictFromMouth,
  verdictOnSilence,
} from './rental-verdict.ts';

/**
 * One rental, from its record on disk to its end (promise 11):
 *
 *     choosing ──bank──▶ recording ──on disk──▶ moving ──out──▶ at_mouth ──taken──▶ over (taken)
 *        ▲  └─none─▶ over (failed)               │ ▲ └─gone─▶ over (taken)  │
 *        └──────── next slot: surely in ─────────┘ └──── pull back ─────────┘──▶ over (not_taken)
 *
 * A motion is sent only after its id is on disk, and again only under the same id, which its board keeps: so after a lost
 * reply, a restart or a power cut the next reading tells whether the board has it. The next slot is tried only when the
 * bank of this one is surely in; wherever that cannot be known, no second bank leaves (rental-verdict.ts).
 */
export type RentalPhase =
  | { readonly is: 'choosing' }
  | Recording
  | Moving
  | AtMouth
  | { readonly is: 'over'; readonly end: RentalEnd };

interface Recording {
  readonly is: 'recording';
  readonly motion: Motion;
  readonly rounds: number;
  readonly isSwitchStuck: boolean;
  /** Of a bank that is to be pulled back: since when it is not in its mouth any more. */
  readonly goneSinceMs?: number;
}

interface Moving {
  readonly is: 'moving';
  readonly motion: Motion;
  /** How often it was sent since the start of the program. */
  readonly tries: number;
  /** Absent: the bus has not said yet what came of the last try. */
  readonly answer?: { readonly is: MoveAnswer['answer']; readonly atMs: number };
  readonly runningSinceMs?: number;
  /** Since when the board says that it has ended. */
  readonly endedAtMs?: number;
  readonly wasOut: boolean;
  /** Since when every reading says that it is gone. */
  readonly goneSinceMs?: number;
  readonly isSwitchStuck: boolean;
  readonly wasBackClear?: boolean;
  /** How often the bank was to be pulled back. */
  readonly rounds: number;
}

interface AtMouth {
  readonly is: 'at_mouth';
  readonly motion: Motion;
  readonly untilMs: number;
  readonly isSwitchStuck: boolean;
  readonly rounds: number;
  /** Since when it is somewhere else. */
  readonly changing?: { readonly to: Whereabouts; readonly sinceMs: number };
}

export type RentalInput =
  | { readonly type: 'chosen'; readonly motion: Motion }
  | { readonly type: 'nothing_to_choose'; readonly code: string }
  /** The intention is on disk. */
  | { readonly type: 'recorded' }
  | { readonly type: 'moved'; readonly answer: MoveAnswer; readonly atMs: number }
  | { readonly type: 'reading'; readonly reading: SlotReading; readonly atMs: number }
  /** The bank was put into another slot, at `atMs`. */
  | { readonly type: 'seen_elsewhere'; readonly atMs: number }
  | { readonly type: 'tick' };

export interface RentalContext {
  readonly nowMs: number;
  /** Whether its time is over; undefined while nobody knows what time it is. */
  readonly isLate: boolean | undefined;
  /** Never used before. */
  readonly freshCommandId: number;
}

export type RentalEffect =
  /** Make it durable, then come back with `recorded`. */
  | { readonly type: 'record'; readonly motion: Motion }
  | { readonly type: 'send'; readonly motion: Motion }
  /** Its bank stands in the mouth, or has gone already. */
  | { readonly type: 'bank_is_out' }
  | { readonly type: 'bar'; readonly motion: Motion; readonly bar: Bar }
  /** The slot could not give its bank: it is to be chosen anew. */
  | { readonly type: 'try_next'; readonly motion: Motion }
  | {
      readonly type: 'over';
      readonly end: RentalEnd;
      /** Of the slot of its last motion, where there was one. */
      readonly leaves?: { readonly motion: Motion; readonly bank: BankLeft };
      /** When its bank was first seen to be gone: billing begins then, not once the sensors are believed. */
      readonly goneAtMs?: number;
    };

export interface RentalStep {
  readonly phase: RentalPhase;
  readonly effects: readonly RentalEffect[];
}

/** How a rental that was open when the program ended goes on: nobody knows whether its motion was sent. */
export function resumedPhase(motion: Motion | undefined): RentalPhase {
  if (motion === undefined) return { is: 'choosing' };
  const answer = { is: 'unknown', atMs: Number.NEGATIVE_INFINITY } as const;
  return { is: 'moving', motion, tries: 0, answer, wasOut: true, isSwitchStuck: false, rounds: 1 };
}

export function stepRental(phase: RentalPhase, input: RentalInput, context: RentalContext): RentalStep {
  switch (phase.is) {
    case 'choosing':
      if (input.type === 'nothing_to_choose') return over({ outcome: 'failed', code: input.code });
      return input.type === 'chosen' ? record(input.motion, 0, false) : stay(phase);
    case 'recording':
      return stepRecording(phase, input, context);
    case 'moving':
      return stepMoving(phase, input, context);
    case 'at_mouth':
      return stepAtMouth(phase, input, context);
    case 'over':
      return stay(phase);
  }
}

const stay = (phase: RentalPhase): RentalStep => ({ phase, effects: [] });

const record = (motion: Motion, rounds: number, isSwitchStuck: boolean): RentalStep => ({
  phase: { is: 'recording', motion, rounds, isSwitchStuck },
  effects: [{ type: 'record', motion }],
});

/** It has left before it comes in elsewhere, though the module that it comes to may be read first. */
const earlier = (goneSinceMs: number | undefined, atMs: number): number =>
  Math.min(goneSinceMs ?? Number.POSITIVE_INFINITY, atMs);

/** While the disk takes its time over a pull back, which may be hours, somebody may take the bank, and bring it back. */
function stepRecording(phase: Recording, input: RentalInput, context: RentalContext): RentalStep {
  if (input.type === 'recorded') return begin(phase, context);
  const { motion, goneSinceMs: before, ...rest } = phase;
  if (motion.why === 'let_out') return stay(phase);
  if (input.type === 'seen_elsewhere') return taken(motion, earlier(before, input.atMs));
  if (input.type !== 'reading') return stay(phase);
  const where = whereIs(motion.bankId, input.reading);
  if (where !== 'gone' && where !== 'other') return stay({ ...rest, motion });
  const goneSinceMs = before ?? input.atMs;
  return input.atMs - goneSinceMs < limits.switchBounceMs
    ? stay({ ...rest, motion, goneSinceMs })
    : taken(motion, goneSinceMs);
}

function begin(phase: Recording, { isLate }: RentalContext): RentalStep {
  const { motion, rounds, isSwitchStuck } = phase;
  // The disk may have taken its time. Nothing has moved yet; what is out is pulled back however late it is.
  if (motion.why === 'let_out' && isLate !== false) {
    return over({ outcome: 'failed', code: 'expired', at: motion.at }, { motion, bank: 'in' });
  }
  return {
    phase: { is: 'moving', motion, tries: 1, wasOut: false, isSwitchStuck, rounds },
    effects: [{ type: 'send', motion }],
  };
}

function over(end: RentalEnd, leaves?: { motion: Motion; bank: BankLeft }, goneAtMs?: number): RentalStep {
  const effect: RentalEffect = {
    type: 'over',
    end,
    ...(leaves === undefined ? {} : { leaves }),
    ...(goneAtMs === undefined ? {} : { goneAtMs }),
  };
  return { phase: { is: 'over', end }, effects: [effect] };
}

const taken = (motion: Motion, goneAtMs: number): RentalStep =>
  over({ outcome: 'taken', at: motion.at, bankId: motion.bankId }, { motion, bank: 'gone' }, goneAtMs);

function stepMoving(phase: Moving, input: RentalInput, context: RentalContext): RentalStep {
  switch (input.type) {
    case 'moved':
      return stay({ ...phase, answer: { is: input.answer.answer, atMs: input.atMs } });
    case 'reading':
      return readMoving(phase, input.reading, input.atMs, context);
    case 'seen_elsewhere': {
      const gone = { ...phase, goneSinceMs: earlier(phase.goneSinceMs, input.atMs) };
      return carryOut(gone, { do: 'end', outcome: 'taken', bank: 'gone' }, context);
    }
    default:
      return stay(phase);
  }
}

function readMoving(before: Moving, reading: SlotReading, atMs: number, context: RentalContext): RentalStep {
  const { motion, answer, tries, rounds } = before;
  const where = whereIs(motion.bankId, reading);
  const { goneSinceMs = atMs, ...there } = before;
  const phase: Moving = where === 'gone' || where === 'other' ? { ...there, goneSinceMs } : there;
  const isOut = where === 'mouth' || where === 'gone';
  const isSwitchStuck = phase.isSwitchStuck || (where === 'mouth' && reading.isInserted);
  const evidence: MotionEvidence = {
    where,
    isLocked: reading.isLocked,
    wasOut: phase.wasOut || isOut,
    isSwitchStuck,
    wasBackClear: phase.wasBackClear === true || !reading.isInserted,
    rounds,
  };
  if (reading.lastCommandId !== motion.commandId) {
    // A reading from before the bus was done with the order says nothing about it.
    if (answer === undefined || atMs <= answer.atMs) return stay(phase);
    return carryOut(phase, verdictOnSilence(motion.why, answer.is, tries, context.isLate, evidence), context);
  }
  const { wasOut, wasBackClear } = evidence;
  const seen: Moving = { ...phase, wasOut, isSwitchStuck, wasBackClear };
  const news: RentalEffect[] =
    isOut && !phase.wasOut && motion.why === 'let_out' ? [{ type: 'bank_is_out' }] : [];
  const how = endOf(seen, reading, atMs);
  if (how === undefined) {
    return { phase: { ...seen, runningSinceMs: phase.runningSinceMs ?? atMs }, effects: news };
  }
  const ended: Moving = { ...seen, endedAtMs: phase.endedAtMs ?? atMs };
  const verdict = verdictOnEnd(ended, how, evidence, atMs);
  const step = carryOut(ended, verdict, context);
  return { phase: step.phase, effects: [...news, ...step.effects] };
}

function verdictOnEnd(
  { motion, endedAtMs = 0 }: Moving,
  how: MotionEnd,
  evidence: MotionEvidence,
  atMs: number,
): RentalVerdict {
  if (atMs - endedAtMs < limits.ejectSettleMs) return { do: 'stay' };
  return motion.why === 'let_out'
    ? verdictAfterEject(how, evidence)
    : verdictAfterRetrieval(motion.why, evidence);
}

function endOf(phase: Moving, { lastCommand }: SlotReading, atMs: number): MotionEnd | undefined {
  if (lastCommand === 'done' || lastCommand === 'jammed' || lastCommand === 'refused') return lastCommand;
  // A board that never ends its motion has a motor that does not.
  return atMs - (phase.runningSinceMs ?? atMs) >= limits.motionMs ? 'jammed' : undefined;
}

function carryOut(phase: Moving | AtMouth, verdict: RentalVerdict, context: RentalContext): RentalStep {
  const { motion, rounds, isSwitchStuck } = phase;
  switch (verdict.do) {
    case 'stay':
      return stay(phase);
    case 'send_again': {
      if (phase.is !== 'moving') return stay(phase);
      const { answer: _, ...rest } = phase;
      return { phase: { ...rest, tries: phase.tries + 1 }, effects: [{ type: 'send', motion }] };
    }
    case 'wait_at_mouth': {
      const untilMs = context.nowMs - limits.ejectSettleMs + limits.notTakenMs;
      return stay({ is: 'at_mouth', motion, untilMs, isSwitchStuck, rounds });
    }
    case 'move':
      return moveOn(phase, verdict.why, context);
    case 'try_next':
      return {
        phase: { is: 'choosing' },
        effects: [...barring(motion, verdict.bar), { type: 'try_next', motion }],
      };
    case 'end': {
      const { outcome, code, bank, bar } = verdict;
      const { at, bankId } = motion;
      const end: RentalEnd = { outcome, at, bankId, ...(code === undefined ? {} : { code }) };
      const goneSinceMs = phase.is === 'moving' ? phase.goneSinceMs : phase.changing?.sinceMs;
      const step = over(end, { motion, bank }, bank === 'gone' ? goneSinceMs : undefined);
      return { phase: step.phase, effects: [...barring(motion, bar), ...step.effects] };
    }
  }
}

const moveOn = (
  { motion, rounds, isSwitchStuck }: Moving | AtMouth,
  why: MotionReason,
  { freshCommandId }: RentalContext,
): RentalStep => record({ ...motion, commandId: freshCommandId, why }, rounds + 1, isSwitchStuck);

const barring = (motion: Motion, bar: Bar | undefined): RentalEffect[] =>
  bar === undefined ? [] : [{ type: 'bar', motion, bar }];

function stepAtMouth(phase: AtMouth, input: RentalInput, context: RentalContext): RentalStep {
  switch (input.type) {
    case 'tick':
      if (context.nowMs < phase.untilMs || phase.changing !== undefined) return stay(phase);
      return moveOn(phase, 'not_taken', context);
    case 'seen_elsewhere': {
      const goneSinceMs = phase.changing?.to === 'gone' ? phase.changing.sinceMs : undefined;
      const changing = { to: 'gone', sinceMs: earlier(goneSinceMs, input.atMs) } as const;
      return carryOut({ ...phase, changing }, { do: 'end', outcome: 'taken', bank: 'gone' }, context);
    }
    case 'reading': {
      const { reading, atMs } = input;
      const where = whereIs(phase.motion.bankId, reading);
      const { changing, ...before } = phase;
      const isSwitchStuck = phase.isSwitchStuck || (where === 'mouth' && reading.isInserted);
      const seen: AtMouth = { ...before, isSwitchStuck };
      if (where === 'mouth') return stay(seen);
      const sinceMs = changing?.to === where ? changing.sinceMs : atMs;
      if (atMs - sinceMs < limits.switchBounceMs) return stay({ ...seen, changing: { to: where, sinceMs } });
      const gone: AtMouth = { ...seen, changing: { to: where, sinceMs } };
      return carryOut(gone, verdictFromMouth(where, isSwitchStuck), context);
    }
    default:
      return stay(phase);
  }
}

/** When a `tick` is due. */
export const rentalWakeAtMs = (phase: RentalPhase): number | undefined =>
  phase.is === 'at_mouth' && phase.changing === undefined ? phase.untilMs : undefined;
