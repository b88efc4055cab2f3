import {
  type BoardsLine,
  type MotorLine,
  type PutLine,
  type SeenModule,
  type SlotName,
  slotName,
  type TookLine,
} from './boards-line.ts';

/** Moments of a rental and of a return at which something may happen to the programs. */
export const CABINET_STEPS = [
  'asked',
  'eject_begins',
  'ejecting',
  'at_mouth',
  'taken',
  'taken_told',
  'pull_back_begins',
  'inserted',
  'lock_begins',
  'locked',
  'returned_told',
] as const;
export type CabinetStep = (typeof CABINET_STEPS)[number];

/** A time in which the controller could see none of the slots, or not all of them. */
export interface BlindSpan {
  readonly fromMs: number;
  toMs: number;
}

/** A bank has come all the way out into the mouth of its slot. */
export interface LetOut extends SlotName {
  readonly bankId: string;
  readonly atMs: number;
}

const MID_EJECT_MS = 300;
const LOCKED_MS = 120;

/** Sees what really happens in the slots, whatever the controller makes of it. All times are Unix ms. */
export class CabinetWitness {
  readonly motors: MotorLine[] = [];
  readonly outs: LetOut[] = [];
  readonly departures: TookLine[] = [];
  /** Put all the way in, the right way round. */
  readonly arrivals: PutLine[] = [];
  readonly blindSpans: BlindSpan[] = [];
  /** Power that flowed although no controller had been there for longer than outputs last. */
  readonly powerInTheDark: string[] = [];
  readonly #onStep: (step: CabinetStep, at?: SlotName) => void;
  #modules: readonly SeenModule[] = [];
  /** Banks that people have put half in. */
  readonly #halfIn = new Set<string>();
  readonly #inMouth = new Set<string>();
  /** Slots whose motor has begun to let their bank out. */
  readonly #opened = new Set<string>();

  constructor(onStep: (step: CabinetStep, at?: SlotName) => void = () => {}) {
    this.#onStep = onStep;
  }

  take(line: BoardsLine): void {
    switch (line.is) {
      case 'state':
        this.#lookAt(line.modules);
        this.#modules = line.modules;
        return;
      case 'motor':
        this.#takeMotor(line.motor);
        return;
      case 'took':
        if (line.took !== undefined) this.#takeTook(line.took);
        return;
      case 'put':
        this.#takePut(line.put);
        return;
      case 'error':
        return;
    }
  }

  /** A moment that only the core knows of. */
  step(step: CabinetStep): void {
    this.#onStep(step);
  }

  /** From now on the controller is gone, frozen or without its bus. */
  goesBlind(): BlindSpan {
    const span = { fromMs: Date.now(), toMs: Number.POSITIVE_INFINITY };
    this.blindSpans.push(span);
    return span;
  }

  /** Nothing may be charged by now. */
  lookForPower(why: string): void {
    for (const { serial, slots } of this.#modules) {
      slots.forEach(({ watts }, index) => {
        if (watts > 0.5) this.powerInTheDark.push(`${serial}/${index + 1}: ${watts} W ${why}`);
      });
    }
  }

  #takeMotor(motor: MotorLine): void {
    this.motors.push(motor);
    if (motor.move === 'eject') this.#opened.add(slotName(motor));
    else this.#opened.delete(slotName(motor));
    switch (motor.move) {
      case 'eject':
        this.#onStep('eject_begins', motor);
        setTimeout(() => this.#onStep('ejecting', motor), MID_EJECT_MS);
        return;
      case 'pull_back':
        this.#onStep('pull_back_begins', motor);
        return;
      case 'lock':
        this.#onStep('lock_begins', motor);
        setTimeout(() => this.#onStep('locked', motor), LOCKED_MS);
        return;
    }
  }

  #takeTook(took: TookLine): void {
    const name = slotName(took);
    // Somebody may be quicker than the eye.
    if (!this.#inMouth.has(name) && this.#opened.has(name)) this.#letOut(took, took.bankId);
    this.#opened.delete(name);
    this.#halfIn.delete(took.bankId);
    this.#inMouth.delete(name);
    this.departures.push(took);
    this.#onStep('taken', took);
  }

  #takePut(put: PutLine): void {
    if (put.how === 'half') this.#halfIn.add(put.bankId);
    if (put.how !== 'fully') return;
    this.#halfIn.delete(put.bankId);
    this.arrivals.push(put);
    this.#onStep('inserted', put);
  }

  #lookAt(modules: readonly SeenModule[]): void {
    for (const { serial, slots } of modules) {
      slots.forEach(({ place, bank }, index) => {
        const at = { module: serial, slot: index + 1 };
        const name = slotName(at);
        if (place !== 'mouth' || bank === undefined) {
          this.#inMouth.delete(name);
          return;
        }
        if (this.#inMouth.has(name) || this.#halfIn.has(bank.bankId)) return;
        this.#inMouth.add(name);
        this.#letOut(at, bank.bankId);
      });
    }
  }

  #letOut({ module, slot }: SlotName, bankId: string): void {
    this.outs.push({ module, slot, bankId, atMs: Date.now() });
    this.#onStep('at_mouth', { module, slot });
  }
}
