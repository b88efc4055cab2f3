import type { BankState, BusMove, BusRefusal, ContactTrouble, SlotState } from '../../shared/bus-messages.ts';
import { TWO_BYTES_MAX } from '../../shared/bus-slot-state.ts';
import type { Bank } from './bank.ts';
import { warmed } from './cell.ts';
import { SwitchContact } from './switch-contact.ts';

/** What can be wrong with a slot. Switches fail through {@link SlotBay.backSwitch} and `mouthSwitch`. */
export const SLOT_FAULTS = [
  /** The motor pushes against something and gives up. */
  'jam',
  /** The motor does not turn at all. */
  'motor_dead',
  /** The solenoid does not draw its pin: nothing comes out. */
  'lock_stuck',
  'dirty_contacts',
  /** The slot's thermometer tells 25 °C, whatever happens. */
  'lying_sensor',
  /** … or the same value for ever. */
  'frozen_sensor',
] as const;
export type SlotFault = (typeof SLOT_FAULTS)[number];

/** How a bank is put in. */
export type Insertion = 'fully' | 'half' | 'reversed';

export const TRAVEL_MS = 600;
const SOLENOID_MS = 80;
/** The firmware gives up a motor that has pushed this long. */
const STALL_MS = 1_200;
const GAUGE_MS = 250;
/** What of its motion a slot keeps while its board is without power. */
export interface SlotMemory {
  commandId: number;
  command: SlotState['lastCommand'];
  refusal?: BusRefusal;
}

interface Motion {
  readonly move: BusMove;
  readonly endsAtMs: number;
  readonly succeeds: boolean;
}

const SLOT_JOULES_PER_KELVIN = 40;
const BANK_TO_SLOT_WATTS_PER_KELVIN = 0.5;
const STILL_WATTS_PER_KELVIN = 0.15;
const BLOWN_WATTS_PER_KELVIN = 0.6;
/** Dirty or reversed contacts turn what flows through them into heat of the bank's end. */
const REVERSED_WATTS = 12;

/** One bay: what stands in it, how it moves, how warm it is, and what its switches, contacts and sensors tell. */
export class SlotBay {
  readonly slot: number;
  readonly faults = new Set<SlotFault>();
  /** At the back: a bank is all the way in. */
  readonly backSwitch = new SwitchContact();
  /** At the mouth: something stands in the opening. */
  readonly mouthSwitch = new SwitchContact();
  readonly memory: SlotMemory = { commandId: 0, command: 'none' };
  /** Of the air around the bank. */
  celsius: number;
  #bank: Bank | undefined;
  #place: 'none' | 'mouth' | 'back' = 'none';
  #isReversed = false;
  #isLocked = false;
  #motor: SlotState['motor'] = 'idle';
  #motion: Motion | undefined;
  #gauge: { told: Omit<BankState, 'ageMs'>; readAtMs: number } | undefined;
  #frozenDeciCelsius: number | undefined;
  #outputWatts = 0;
  #toAmbientJoules = 0;

  constructor(slot: number, ambientCelsius: number) {
    this.slot = slot;
    this.celsius = ambientCelsius;
  }

  get bank(): Bank | undefined {
    return this.#bank;
  }

  get place(): 'none' | 'mouth' | 'back' {
    return this.#place;
  }

  get isLocked(): boolean {
    return this.#isLocked;
  }

  get isMoving(): boolean {
    return this.#motion !== undefined;
  }

  get outputWatts(): number {
    return this.#outputWatts;
  }

  /** Heat that has left for the air of the cabinet, J. */
  get toAmbientJoules(): number {
    return this.#toAmbientJoules;
  }

  /** When the motion under way ends. */
  get motionEndsAtMs(): number | undefined {
    return this.#motion?.endsAtMs;
  }

  // --- people ---

  /** False: there is no room. */
  insert(bank: Bank, how: Insertion, nowMs: number): boolean {
    if (this.#bank !== undefined) return false;
    this.#bank = bank;
    this.#isReversed = how === 'reversed';
    this.#gauge = undefined;
    this.#put(how === 'half' ? 'mouth' : 'back', nowMs);
    return true;
  }

  /** Put in by the operator's staff, with the key to the lock. */
  stock(bank: Bank, nowMs: number): void {
    this.insert(bank, 'fully', nowMs);
    this.#isLocked = true;
  }

  /** Pushes a bank that stands in the mouth all the way in. */
  pushIn(nowMs: number): void {
    if (this.#bank !== undefined) this.#put('back', nowMs);
  }

  /** Undefined: there is none, or the lock holds it. */
  take(nowMs: number): Bank | undefined {
    return this.#isLocked ? undefined : this.pryOut(nowMs);
  }

  /** With force: the lock does not hold. */
  pryOut(nowMs: number): Bank | undefined {
    this.#isLocked = false;
    const bank = this.#bank;
    this.#bank = undefined;
    this.#gauge = undefined;
    this.#put('none', nowMs);
    return bank;
  }

  // --- the board ---

  /** Why it would refuse; undefined: it would move. Moves nothing. */
  refusal(move: BusMove): BusRefusal | undefined {
    const isThere = move === 'pull_back' ? this.#place !== 'none' : this.#place === 'back';
    return isThere ? undefined : 'no_bank';
  }

  start(move: BusMove, nowMs: number): void {
    const isStopped =
      move !== 'lock' &&
      (this.faults.has('jam') ||
        this.faults.has('motor_dead') ||
        (move === 'eject' && this.faults.has('lock_stuck')));
    const durationMs = move === 'lock' ? SOLENOID_MS : SOLENOID_MS + (isStopped ? STALL_MS : TRAVEL_MS);
    if (move === 'eject' && !this.faults.has('lock_stuck')) this.#isLocked = false;
    this.#motor = move === 'lock' ? 'idle' : move === 'eject' ? 'ejecting' : 'pulling';
    this.#motion = { move, endsAtMs: nowMs + durationMs, succeeds: !isStopped };
    this.memory.command = 'running';
  }

  /** The board lost its power: a motor stops where it is, and a motion that was under way is not resumed. */
  cutPower(nowMs: number): void {
    const motion = this.#motion;
    this.#gauge = undefined;
    this.#outputWatts = 0;
    this.#motor = 'idle';
    if (motion === undefined) return;
    this.#motion = undefined;
    // Half the way is enough to have let it go; less, and the spring holds it.
    const isFar = motion.succeeds && motion.endsAtMs - nowMs < TRAVEL_MS / 2;
    if (isFar) this.#finish(motion, nowMs);
    else this.#isLocked = this.#place === 'back';
    this.memory.command = isFar ? 'done' : 'jammed';
  }

  /**
   * Lets time pass up to `nowMs`; the caller cuts it at the ends of motions.
   *
   * @param offeredWatts what the board switches through to the contacts
   * @param airFlow 0 … 1
   */
  step(nowMs: number, seconds: number, offeredWatts: number, ambientCelsius: number, airFlow: number): void {
    const motion = this.#motion;
    if (motion !== undefined && nowMs >= motion.endsAtMs) {
      this.#motion = undefined;
      this.#motor = motion.succeeds ? 'idle' : this.faults.has('motor_dead') ? 'failed' : 'jammed';
      this.memory.command = motion.succeeds ? 'done' : 'jammed';
      if (motion.succeeds) this.#finish(motion, nowMs);
      else this.#isLocked = this.#place === 'back'; // its pin falls back
    }
    this.#warm(seconds, offeredWatts, ambientCelsius, airFlow);
    const contact = this.#bankOnContacts();
    const told = contact?.told();
    if (contact === undefined) this.#gauge = undefined;
    else if (told !== undefined && nowMs - (this.#gauge?.readAtMs ?? -GAUGE_MS) >= GAUGE_MS) {
      this.#gauge = { told, readAtMs: nowMs };
    }
  }

  /** As the board tells it. */
  state(nowMs: number): SlotState {
    const contactProblem = this.#contactProblem();
    const gauge = this.#gauge;
    return {
      slot: this.slot,
      isInserted: this.backSwitch.read(nowMs),
      isAtMouth: this.mouthSwitch.read(nowMs),
      isLocked: this.#isLocked,
      motor: this.#motor,
      ...(gauge === undefined || contactProblem !== undefined
        ? {}
        : { bank: { ...gauge.told, ageMs: Math.min(TWO_BYTES_MAX, Math.round(nowMs - gauge.readAtMs)) } }),
      ...(contactProblem === undefined ? {} : { contactProblem }),
      isCharging: this.#outputWatts > 0,
      outputMilliwatts: Math.round(this.#outputWatts * 1_000),
      slotTemperatureDeciCelsius: this.#toldDeciCelsius(),
      lastCommandId: this.memory.commandId,
      lastCommand: this.memory.command,
    };
  }

  #finish(motion: Motion, nowMs: number): void {
    if (motion.move === 'eject' && this.#place === 'back') this.#put('mouth', nowMs);
    if (motion.move !== 'eject' && this.#bank !== undefined) {
      this.#put('back', nowMs);
      this.#isLocked = true;
    }
    // Taken away in the meantime: the motor ran, and nothing came.
    if (motion.move !== 'eject' && this.#bank === undefined) this.memory.command = 'jammed';
  }

  #put(place: 'none' | 'mouth' | 'back', nowMs: number): void {
    this.#place = place;
    this.backSwitch.press(place === 'back', nowMs);
    this.mouthSwitch.press(place === 'mouth', nowMs);
  }

  #warm(seconds: number, offeredWatts: number, ambientCelsius: number, airFlow: number): void {
    const bank = this.#bank;
    const isTouching = this.#place === 'back' && !this.faults.has('dirty_contacts');
    const suppliedWatts = isTouching && !this.#isReversed ? offeredWatts : 0;
    const given = bank?.step(seconds, suppliedWatts, this.celsius, BANK_TO_SLOT_WATTS_PER_KELVIN) ?? 0;
    const shortedWatts = isTouching && this.#isReversed && offeredWatts > 0 ? REVERSED_WATTS : 0;
    this.#outputWatts = bank === undefined ? 0 : bank.drawnWatts + shortedWatts;
    if (seconds <= 0) return;
    const heatWatts = given / seconds + shortedWatts;
    const leak = STILL_WATTS_PER_KELVIN + BLOWN_WATTS_PER_KELVIN * airFlow;
    const before = this.celsius;
    this.celsius = warmed(before, heatWatts, ambientCelsius, leak, SLOT_JOULES_PER_KELVIN, seconds);
    this.#toAmbientJoules += heatWatts * seconds - (this.celsius - before) * SLOT_JOULES_PER_KELVIN;
  }

  #bankOnContacts(): Bank | undefined {
    return this.#place === 'back' && this.#contactProblem() === undefined ? this.#bank : undefined;
  }

  #contactProblem(): ContactTrouble | undefined {
    const bank = this.#bank;
    if (bank === undefined || this.#place !== 'back') return undefined;
    if (this.#isReversed) return 'reversed';
    if (this.faults.has('dirty_contacts')) return 'dirty';
    if (bank.faults.has('garbled_gauge')) return 'garbled';
    return bank.isForeign ? 'foreign' : undefined;
  }

  #toldDeciCelsius(): number {
    if (this.faults.has('lying_sensor')) return 250;
    const told = Math.max(-550, Math.min(1_500, Math.round(this.celsius * 10)));
    if (!this.faults.has('frozen_sensor')) this.#frozenDeciCelsius = undefined;
    else this.#frozenDeciCelsius ??= told;
    return this.#frozenDeciCelsius ?? told;
  }
}
