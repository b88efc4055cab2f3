import type { RentalOutcome } from '../../../shared/cabinet-report.ts';
import { limits } from '../../../shared/limits.ts';
import type { MotionReason, SlotBar } from '../cabinet-operations.ts';
import type { MoveAnswer } from '../readings.ts';
import type { Whereabouts } from '../returns/whereabouts.ts';

/** Where the slot of a rental's last motion is left with its bank. */
export type BankLeft = 'gone' | 'in' | 'unsure';

/** What the evidence of one slot means for the rental. */
export type RentalVerdict =
  | { readonly do: 'stay' | 'send_again' | 'wait_at_mouth' }
  | { readonly do: 'move'; readonly why: MotionReason }
  /** The bank is surely in, and locked: another slot may be tried. */
  | { readonly do: 'try_next'; readonly bar?: Bar }
  | {
      readonly do: 'end';
      readonly outcome: RentalOutcome;
      readonly code?: string;
      readonly bank: BankLeft;
      readonly bar?: Bar;
    };

export interface Bar {
  readonly bar: SlotBar;
  readonly code: string;
}

/** What has been seen of the motion under way. */
export interface MotionEvidence {
  readonly where: Whereabouts;
  readonly isLocked: boolean;
  /** The bank was seen on its way out, or may have been while the program did not run. */
  readonly wasOut: boolean;
  /** The back switch said in while the bank was not. */
  readonly isSwitchStuck: boolean;
  /** The back switch said out since the motion began: it does not stick. */
  readonly wasBackClear: boolean;
  /** How often the bank was to be pulled back. */
  readonly rounds: number;
}

export type MotionEnd = 'done' | 'jammed' | 'refused';

const JAM: Bar = { bar: 'jammed', code: 'jammed' };
const STAY: RentalVerdict = { do: 'stay' };
const TAKEN: RentalVerdict = { do: 'end', outcome: 'taken', bank: 'gone' };
const PUSHED_BACK: RentalVerdict = { do: 'end', outcome: 'not_taken', code: 'pushed_back', bank: 'in' };
/** Only the back switch claims that it is there, and that switch is known to lie or cannot be right. */
const TAKEN_SWITCH_STUCK: RentalVerdict = {
  ...TAKEN,
  code: 'switch_stuck',
  bar: { bar: 'faulted', code: 'switch_stuck' },
};
/** Whoever comes by can take it: so it is with the one who rented it, until it comes back. */
const LEFT_AT_MOUTH: RentalVerdict = {
  ...TAKEN,
  code: 'left_at_mouth',
  bar: { bar: 'jammed', code: 'left_at_mouth' },
};
const UNREADABLE: RentalVerdict = {
  do: 'end',
  outcome: 'not_taken',
  code: 'unreadable',
  bank: 'in',
  bar: { bar: 'faulted', code: 'unreadable' },
};
/** Nobody can know whether it is out: no second bank leaves for this rental, and a technician looks. */
const UNCERTAIN: RentalVerdict = {
  do: 'end',
  outcome: 'failed',
  code: 'slot_uncertain',
  bank: 'unsure',
  bar: { bar: 'faulted', code: 'slot_uncertain' },
};

/** An eject has ended, and the sensors have had their time. */
export function verdictAfterEject(how: MotionEnd, evidence: MotionEvidence): RentalVerdict {
  switch (evidence.where) {
    case 'gone':
    case 'other':
      return TAKEN;
    case 'in':
      if (how === 'done' && evidence.wasOut) return PUSHED_BACK;
      // A jam leaves the lock open: a bank that can be pulled out by hand is not in.
      if (!evidence.isLocked) return { do: 'move', why: 'relock' };
      return how === 'refused' ? { do: 'try_next' } : { do: 'try_next', bar: JAM };
    case 'mouth':
      return how === 'jammed' ? { do: 'move', why: 'jam' } : { do: 'wait_at_mouth' };
    case 'felt':
      // Whatever was pushed in is in: not for hire, but nobody is billed for it.
      return how === 'done' ? UNREADABLE : { do: 'move', why: 'jam' };
    case 'unclear':
      if (how !== 'done') return { do: 'move', why: 'jam' };
      // The motor went all the way and the contacts lost it. A switch that has said out and says in again was pressed.
      return evidence.wasBackClear && !evidence.isSwitchStuck ? UNREADABLE : TAKEN_SWITCH_STUCK;
  }
}

/** A pull back, or the lock after a jam, has ended. */
export function verdictAfterRetrieval(why: MotionReason, evidence: MotionEvidence): RentalVerdict {
  switch (evidence.where) {
    case 'gone':
    case 'other':
      return TAKEN;
    case 'in':
      if (why === 'not_taken') return { do: 'end', outcome: 'not_taken', bank: 'in' };
      if (evidence.isLocked) return { do: 'try_next', bar: JAM };
      if (why === 'jam') return { do: 'move', why: 'relock' };
      return { do: 'end', outcome: 'failed', code: 'lock_failed', bank: 'in', bar: JAM };
    case 'mouth':
      if (evidence.rounds >= limits.motionTries) return LEFT_AT_MOUTH;
      return { do: 'move', why: why === 'not_taken' ? 'not_taken' : 'jam' };
    case 'felt':
      return why === 'not_taken' ? UNREADABLE : UNCERTAIN;
    case 'unclear':
      if (evidence.isSwitchStuck) return TAKEN_SWITCH_STUCK;
      return why === 'not_taken' ? UNREADABLE : UNCERTAIN;
  }
}

/** It stood in the mouth, and is somewhere else for good. */
export function verdictFromMouth(where: Whereabouts, isSwitchStuck: boolean): RentalVerdict {
  switch (where) {
    case 'mouth':
      return STAY;
    case 'gone':
    case 'other':
      return TAKEN;
    case 'in':
      return PUSHED_BACK;
    case 'felt':
      return UNREADABLE;
    case 'unclear':
      return isSwitchStuck ? TAKEN_SWITCH_STUCK : UNREADABLE;
  }
}

/**
 * The bus is done with the order, and the board's last command is another one: it never got it, or does not tell the
 * truth.
 *
 * @param isLate undefined while nobody knows what time it is
 */
export function verdictOnSilence(
  why: MotionReason,
  answer: MoveAnswer['answer'],
  tries: number,
  isLate: boolean | undefined,
  evidence: MotionEvidence,
): RentalVerdict {
  const isLast = answer === 'refused' || tries >= limits.motionTries;
  if (why === 'let_out') return letOutUnheard(answer, isLast, isLate, evidence);
  if (!isLast) return { do: 'send_again' };
  switch (evidence.where) {
    case 'mouth':
      return evidence.rounds >= limits.motionTries ? LEFT_AT_MOUTH : { do: 'wait_at_mouth' };
    case 'in':
      if (why === 'not_taken') return PUSHED_BACK;
      return { do: 'end', outcome: 'failed', code: 'lock_failed', bank: 'in', bar: JAM };
    case 'felt':
      return why === 'not_taken' ? UNREADABLE : UNCERTAIN;
    case 'unclear':
      return evidence.isSwitchStuck ? TAKEN_SWITCH_STUCK : UNCERTAIN;
    case 'gone':
    case 'other':
      return TAKEN;
  }
}

function letOutUnheard(
  answer: MoveAnswer['answer'],
  isLast: boolean,
  isLate: boolean | undefined,
  { where, isLocked }: MotionEvidence,
): RentalVerdict {
  if (isLate === undefined) return STAY;
  if (!isLast && !isLate) return { do: 'send_again' };
  // Taken, it said, and shows nothing of it: perhaps it moves yet.
  if (answer === 'taken' || where !== 'in' || !isLocked) return UNCERTAIN;
  if (isLate) return { do: 'end', outcome: 'failed', code: 'expired', bank: 'in' };
  return answer === 'refused'
    ? { do: 'try_next' }
    : { do: 'try_next', bar: { bar: 'faulted', code: 'no_answer' } };
}
