import { limits } from '../../shared/limits.ts';
import type { Motion, RentalEnd, SlotBar } from './cabinet-operations.ts';
import type { MoveAnswer, SlotReading } from './readings.ts';
import { type Whereabouts, whereIs } from './whereabouts.ts';

/**
 * One rental, from its record on disk to its end (promise 11):
 *
 *     choosing ──bank──▶ recording ──on disk──▶ moving ──out──▶ at_mouth ──taken──▶ over (taken)
 *        ▲  └─none─▶ over (failed)               │ ▲ └─gone─▶ over (taken)  │
 *        └──────── next slot: surely in ─────────┘ └──── pull back ─────────┘──▶ over (not_taken)
 *
 * A motion is sent only after its id is on disk, and again only under the same id, which its board keeps: so after a lost
 * reply, a restart or a power cut the next reading tells whether the board has it. The next slot is tried only when the
 * bank of this one is surely in ({@link whereIs}); wherever that cannot be known, no second bank leaves.
 */
export type RentalPhase =
  | { readonly is: 'choosing' }
  | { readonly is: 'recording'; readonly motion: Motion; readonly rounds: number }
  | Moving
  | AtMouth
  | { readonly is: 'over'; readonly end: RentalEnd };

interface Moving {
  readonly is: 'moving';
  readonly motion: Motion;
  /** How often it was sent since the start of the program. */
  readonly tries: number;
  /** Absent: the bus has not said yet what came of the last try. */
  readonly answer?: { readonly is: MoveAnswer['answer']; readonly atMs: number };
  readonly runningSinceMs?: number;
  /** What the board says of its end, and since when. */
  readonly ended?: { readonly how: 'done' | 'jammed' | 'refused'; readonly sinceMs: number };
  /** The bank was seen on its way out. */
  readonly wasOut: boolean;
  /** The back switch said in while the bank was not: it is stuck. */
  readonly isSwitchStuck: boolean;
  /** How often it was to be pulled back. */
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
  /** This slot could not give its bank, which is surely in it: another may. */
  | { readonly type: 'try_next'; readonly motion: Motion }
  | { readonly type: 'bar'; readonly motion: Motion; readonly bar: SlotBar; readonly code: string }
  | { readonly type: 'bank_is_out' }
  | {
      readonly type: 'over';
      readonly end: RentalEnd;
      /** Of the slot of its last motion, where there was one. */
      readonly leaves?: { readonly motion: Motion; readonly bank: 'gone' | 'in' | 'unsure' };
    };

export interface RentalStep {
  readonly phase: RentalPhase;
  readonly effects: readonly RentalEffect[];
}

/** How a rental that was open when the program ended goes on: nobody knows whether its motion was sent. */
export function resumedPhase(motion: Motion | undefined): RentalPhase {
  if (motion === undefined) return { is: 'choosing' };
  const answer = { is: 'unknown', atMs: Number.NEGATIVE_INFINITY } as const;
  return { is: 'moving', motion, tries: 0, answer, wasOut: false, isSwitchStuck: false, rounds: 1 };
}

export function stepRental(phase: RentalPhase, input: RentalInput, context: RentalContext): RentalStep {
  switch (phase.is) {
    case 'choosing':
      return stepChoosing(phase, input);
    case 'recording':
      return input.type === 'recorded' ? begin(phase, context) : stay(phase);
    case 'moving':
      return stepMoving(phase, input, context);
    case 'at_mouth':
      return stepAtMouth(phase, input, context);
    case 'over':
      return stay(phase);
  }
}

const stay = (phase: RentalPhase): RentalStep => ({ phase, effects: [] });

function stepChoosing(phase: RentalPhase, input: RentalInput): RentalStep {
  if (input.type === 'nothing_to_choose') return over({ outcome: 'failed', code: input.code });
  if (input.type !== 'chosen') return stay(phase);
  return record(input.motion, 0);
}

const record = (motion: Motion, rounds: number): RentalStep => ({
  phase: { is: 'recording', motion, rounds },
  effects: [{ type: 'record', motion }],
});

function begin(
  { motion, rounds }: Extract<RentalPhase, { is: 'recording' }>,
  { isLate }: RentalContext,
): RentalStep {
  // The disk may have taken its time. Nothing has moved yet; what is out is pulled back however late it is.
  if (motion.why === 'let_out' && isLate !== false) return neverMoved(motion, 'expired');
  return {
    phase: { is: 'moving', motion, tries: 1, wasOut: false, isSwitchStuck: false, rounds },
    effects: [{ type: 'send', motion }],
  };
}

const neverMoved = (motion: Motion, code: string): RentalStep =>
  over({ outcome: 'failed', code, at: motion.at }, { motion, bank: 'in' });

function over(
  end: RentalEnd,
  leaves?: { motion: Motion; bank: 'gone' | 'in' | 'unsure' },
  ...before: readonly RentalEffect[]
): RentalStep {
  const effect: RentalEffect = { type: 'over', end, ...(leaves === undefined ? {} : { leaves }) };
  return { phase: { is: 'over', end }, effects: [...before, effect] };
}

function taken(motion: Motion, code?: string, ...before: readonly RentalEffect[]): RentalStep {
  const { at, bankId } = motion;
  const end: RentalEnd = { outcome: 'taken', at, bankId, ...(code === undefined ? {} : { code }) };
  return over(end, { motion, bank: 'gone' }, ...before);
}

function notTaken(motion: Motion, code?: string, ...before: readonly RentalEffect[]): RentalStep {
  const { at, bankId } = motion;
  const end: RentalEnd = { outcome: 'not_taken', at, bankId, ...(code === undefined ? {} : { code }) };
  return over(end, { motion, bank: 'in' }, ...before);
}

const barred = (motion: Motion, bar: SlotBar, code: string): RentalEffect => ({
  type: 'bar',
  motion,
  bar,
  code,
});

// ---- moving ----

function stepMoving(phase: Moving, input: RentalInput, context: RentalContext): RentalStep {
  switch (input.type) {
    case 'moved':
      return stay({ ...phase, answer: { is: input.answer.answer, atMs: input.atMs } });
    case 'reading':
      return readMoving(phase, input.reading, input.atMs, context);
    default:
      return stay(phase);
  }
}

function readMoving(phase: Moving, reading: SlotReading, atMs: number, context: RentalContext): RentalStep {
  const { motion, answer } = phase;
  if (reading.lastCommandId !== motion.commandId) {
    // A reading from before the bus was done with the order says nothing about it.
    if (answer === undefined || atMs <= answer.atMs) return stay(phase);
    return orderUnknown(phase, reading, answer.is, context);
  }
  const where = whereIs(motion.bankId, reading);
  const isOut = where === 'mouth' || where === 'gone';
  const effects: RentalEffect[] =
    isOut && !phase.wasOut && motion.why === 'let_out' ? [{ type: 'bank_is_out' }] : [];
  const seen: Moving = {
    ...phase,
    wasOut: phase.wasOut || isOut,
    isSwitchStuck: phase.isSwitchStuck || (where === 'mouth' && reading.isInserted),
  };
  const how = endOf(seen, reading, atMs);
  if (how === undefined) {
    return { phase: { ...seen, runningSinceMs: phase.runningSinceMs ?? atMs }, effects };
  }
  const ended = { how, sinceMs: phase.ended?.sinceMs ?? atMs };
  const settled = { ...seen, ended };
  if (atMs - ended.sinceMs < limits.ejectSettleMs) return { phase: settled, effects };
  const step =
    motion.why === 'let_out'
      ? afterEject(settled, how, where, context)
      : afterPullBack(settled, where, context);
  return { phase: step.phase, effects: [...effects, ...step.effects] };
}

function endOf(phase: Moving, reading: SlotReading, atMs: number): 'done' | 'jammed' | 'refused' | undefined {
  const { lastCommand } = reading;
  if (lastCommand === 'done' || lastCommand === 'jammed' || lastCommand === 'refused') return lastCommand;
  // A board that never ends its motion has a motor that does not.
  return atMs - (phase.runningSinceMs ?? atMs) >= limits.motionMs ? 'jammed' : undefined;
}

/** The board's last command is another one: it did not get this one, or it does not tell the truth. */
function orderUnknown(
  phase: Moving,
  reading: SlotReading,
  answer: MoveAnswer['answer'],
  { isLate }: RentalContext,
): RentalStep {
  const { motion, tries } = phase;
  const isSurelyIn = whereIs(motion.bankId, reading) === 'in';
  if (motion.why === 'let_out') {
    if (isLate === undefined) return stay(phase);
    const isFinal = answer === 'refused' || tries >= limits.motionTries;
    if (isFinal || isLate) {
      // Taken, it said, and shows nothing of it: perhaps it moves yet.
      if (answer === 'taken' || !isSurelyIn) return unsure(motion);
      if (isLate) return neverMoved(motion, 'expired');
      if (answer === 'refused') return tryNext(motion);
      return tryNext(motion, barred(motion, 'faulted', 'no_answer'));
    }
  } else if (answer === 'refused' || tries >= limits.motionTries) {
    return waitAgain(phase, reading);
  }
  const { answer: _, ...rest } = phase;
  return { phase: { ...rest, tries: tries + 1 }, effects: [{ type: 'send', motion }] };
}

const tryNext = (motion: Motion, ...before: readonly RentalEffect[]): RentalStep => ({
  phase: { is: 'choosing' },
  effects: [...before, { type: 'try_next', motion }],
});

const unsure = (motion: Motion): RentalStep =>
  over(
    { outcome: 'failed', code: 'slot_uncertain', at: motion.at, bankId: motion.bankId },
    { motion, bank: 'unsure' },
    barred(motion, 'faulted', 'slot_uncertain'),
  );

function afterEject(
  phase: Moving,
  how: 'done' | 'jammed' | 'refused',
  where: Whereabouts,
  context: RentalContext,
): RentalStep {
  const { motion } = phase;
  switch (where) {
    case 'gone':
    case 'other':
      return taken(motion);
    case 'in':
      // Out and in again while the sensors settled: somebody pushed it back.
      if (phase.wasOut) return notTaken(motion, 'pushed_back');
      if (how === 'refused') return tryNext(motion);
      return tryNext(motion, barred(motion, 'jammed', 'jammed'));
    case 'mouth':
      if (how === 'jammed') return pullBack(phase, 'jam', context);
      return atMouth(phase, context.nowMs);
    case 'unclear':
      if (how !== 'done') return pullBack(phase, 'jam', context);
      // The motor went all the way and the contacts lost it: only the back switch says otherwise.
      return taken(motion, 'switch_stuck', barred(motion, 'faulted', 'switch_stuck'));
  }
}

function pullBack(
  { motion, rounds }: Pick<Moving, 'motion' | 'rounds'>,
  why: 'not_taken' | 'jam',
  { freshCommandId }: RentalContext,
): RentalStep {
  return record({ ...motion, commandId: freshCommandId, why }, rounds + 1);
}

function atMouth({ motion, isSwitchStuck, rounds }: Moving, nowMs: number): RentalStep {
  const untilMs = nowMs - limits.ejectSettleMs + limits.notTakenMs;
  return stay({ is: 'at_mouth', motion, untilMs, isSwitchStuck, rounds });
}

function afterPullBack(phase: Moving, where: Whereabouts, context: RentalContext): RentalStep {
  const { motion, isSwitchStuck } = phase;
  const isJam = motion.why === 'jam';
  switch (where) {
    case 'gone':
    case 'other':
      return taken(motion);
    case 'in':
      if (isJam) return tryNext(motion, barred(motion, 'jammed', 'jammed'));
      return notTaken(motion);
    case 'mouth':
      return mouthAgain(phase, context);
    case 'unclear':
      if (isSwitchStuck) return taken(motion, 'switch_stuck', barred(motion, 'faulted', 'switch_stuck'));
      if (isJam) return unsure(motion);
      return notTaken(motion, 'unreadable', barred(motion, 'faulted', 'unreadable'));
  }
}

/** It could not be pulled back. Whoever comes by can take it: so it is the one who rented it that has it. */
function mouthAgain(phase: Moving, context: RentalContext): RentalStep {
  const { motion, rounds } = phase;
  if (rounds < limits.motionTries)
    return pullBack(phase, motion.why === 'jam' ? 'jam' : 'not_taken', context);
  return taken(motion, 'left_at_mouth', barred(motion, 'jammed', 'left_at_mouth'));
}

/** The board does not take the order to pull back: look again after a while. */
function waitAgain(phase: Moving, reading: SlotReading): RentalStep {
  const { motion, rounds, isSwitchStuck } = phase;
  const where = whereIs(motion.bankId, reading);
  if (where === 'mouth' && rounds < limits.motionTries) {
    const untilMs = (phase.answer?.atMs ?? 0) + limits.notTakenMs;
    return stay({ is: 'at_mouth', motion, untilMs, isSwitchStuck, rounds });
  }
  if (where === 'mouth') {
    return taken(motion, 'left_at_mouth', barred(motion, 'jammed', 'left_at_mouth'));
  }
  if (where === 'in') return notTaken(motion, 'pushed_back');
  if (where === 'unclear') return unsure(motion);
  return taken(motion);
}

// ---- at the mouth ----

function stepAtMouth(phase: AtMouth, input: RentalInput, context: RentalContext): RentalStep {
  const { motion } = phase;
  if (input.type === 'tick') {
    if (context.nowMs < phase.untilMs || phase.changing !== undefined) return stay(phase);
    return pullBack(phase, 'not_taken', context);
  }
  if (input.type !== 'reading') return stay(phase);
  const { reading, atMs } = input;
  const where = whereIs(motion.bankId, reading);
  const { changing, ...before } = phase;
  const isSwitchStuck = phase.isSwitchStuck || (where === 'mouth' && reading.isInserted);
  if (where === 'mouth') return stay({ ...before, isSwitchStuck });
  const sinceMs = changing?.to === where ? changing.sinceMs : atMs;
  if (atMs - sinceMs < limits.switchBounceMs) {
    return stay({ ...before, isSwitchStuck, changing: { to: where, sinceMs } });
  }
  if (where === 'in') return notTaken(motion, 'pushed_back');
  if (where !== 'unclear') return taken(motion);
  if (isSwitchStuck) return taken(motion, 'switch_stuck', barred(motion, 'faulted', 'switch_stuck'));
  // Pushed back in, and its contacts say nothing.
  return notTaken(motion, 'unreadable', barred(motion, 'faulted', 'unreadable'));
}

/** When a `tick` is due. */
export const rentalWakeAtMs = (phase: RentalPhase): number | undefined =>
  phase.is === 'at_mouth' && phase.changing === undefined ? phase.untilMs : undefined;
