import {
  ANY_ADDRESS,
  type BusAnswer,
  type BusLight,
  type BusOutputs,
  type BusQuestion,
  decodeBusQuestion,
  encodeBusAnswer,
  isAnswerKind,
  NO_ADDRESS,
  serialText,
} from '../../shared/bus-messages.ts';
import { isFailure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import type { Chance } from '../../shared/seeded-chance.ts';
import { encodeSerialFrame, type SerialFrame, SerialFrameParser } from '../../shared/serial-frame.ts';
import type { Bank } from './bank.ts';
import { wrongAnswer } from './module-faults.ts';
import { type Insertion, SlotBay } from './slot-bay.ts';

/** What can be wrong with a module. */
export const MODULE_FAULTS = [
  /** Hears everything and never answers. */
  'silent',
  /** Talks all the time, asked or not. */
  'flooding',
  /** Its answers have a good checksum and make no sense. */
  'wrong_replies',
  /** Its board restarts in the middle of each motion. */
  'reboots_mid_command',
  /** Its supply sags: the board restarts every few seconds, and has no power to move anything. */
  'brown_out',
  'stuck_fan',
  /** It answers under {@link ModuleBoard.stuckAddress} whoever is meant, and takes no other. */
  'stuck_address',
] as const;
export type ModuleFault = (typeof MODULE_FAULTS)[number];

/** What a board wants to say, and when it begins. */
export interface Utterance {
  readonly afterMs: number;
  readonly bytes: Uint8Array;
}

/** Each time that a motor really started; what an auditor counts. */
export interface MotorStart {
  readonly slot: number;
  readonly commandId: number;
  readonly move: 'eject' | 'pull_back' | 'lock';
  readonly atMs: number;
}

export interface ModuleBoardMaking {
  /** 8 hex digits. */
  readonly serial: string;
  readonly chance: Chance;
  readonly slots?: number;
  readonly ambientCelsius?: number;
  readonly nowMs?: number;
}

const BOOT_MS = 300;
/** Sequence numbers come round again: an answer is said from memory only for so long. */
const REPEAT_MS = 500;
const STEP_MS = 500;
const FAN_RPM_MAX = 3_000;
/** A fan needs this long for most of a change of its speed. */
const FAN_SETTLING_MS = 1_500;
const REBOOT_INTO_MOTION_MS = 200;
const BROWN_OUT_MS = 2_500;
const FLOOD_BYTES = 40;
const FLOOD_PAUSE_MS = 60;

/**
 * A module of up to eight slots with the firmware that we order from its maker (docs/cabinet-bus.md). Time is what
 * it is told; nothing in it waits.
 *
 * What it promises: a command moves once, however often it is heard, through its own restarts too; outputs end
 * `limits.outputExpiryMs` after they were last heard; nothing moves unless its own serial number is in the order.
 */
export class ModuleBoard {
  readonly serial: string;
  readonly slots: readonly SlotBay[];
  readonly faults = new Set<ModuleFault>();
  readonly motorStarts: MotorStart[] = [];
  /** Under the fault `stuck_address`. */
  stuckAddress = 1;
  ambientCelsius: number;
  #chance: Chance;
  #nowMs: number;
  #address = NO_ADDRESS;
  #contestedAddress = NO_ADDRESS;
  #spokenToAtMs = Number.NEGATIVE_INFINITY;
  #bootCount = 1;
  #bootedAtMs: number;
  #outputs: BusOutputs | undefined;
  /** One number for the cut and for the comparison: a difference of rounding would leave a step's power on. */
  #outputsEndAtMs = Number.NEGATIVE_INFINITY;
  #fanRpm = 0;
  #restartAtMs: number | undefined;
  #last: { question: string; answer: Utterance; atMs: number } | undefined;
  readonly #parser = new SerialFrameParser();

  constructor({
    serial,
    chance,
    slots = limits.slotsPerModule,
    ambientCelsius = 25,
    nowMs = 0,
  }: ModuleBoardMaking) {
    this.serial = serialText(Number.parseInt(serial, 16));
    this.#chance = chance;
    this.ambientCelsius = ambientCelsius;
    this.#nowMs = nowMs;
    this.#bootedAtMs = nowMs - BOOT_MS;
    this.slots = Array.from({ length: slots }, (_, index) => new SlotBay(index + 1, ambientCelsius));
  }

  get address(): number {
    return this.faults.has('stuck_address') ? this.stuckAddress : this.#address;
  }

  /** As after a bit flip in its memory, or two boards that were set up alike. */
  set address(address: number) {
    this.#address = address;
    this.#spokenToAtMs = this.#nowMs;
    this.#last = undefined;
  }

  get bootCount(): number {
    return this.#bootCount;
  }

  get fanRpm(): number {
    return Math.round(this.#fanRpm);
  }

  /** What the board obeys now; undefined: all off. */
  outputs(): BusOutputs | undefined {
    return this.#nowMs < this.#outputsEndAtMs ? this.#outputs : undefined;
  }

  light(slot: number): BusLight {
    return this.outputs()?.lights[slot - 1] ?? 'off';
  }

  bay(slot: number): SlotBay {
    const bay = this.slots[slot - 1];
    if (bay === undefined) throw new RangeError(`module ${this.serial} has no slot ${slot}`);
    return bay;
  }

  // --- people ---

  insert(slot: number, bank: Bank, how: Insertion, nowMs: number): boolean {
    this.advance(nowMs);
    return this.bay(slot).insert(bank, how, nowMs);
  }

  /** As the operator's staff stock it: in and locked. */
  stock(slot: number, bank: Bank, nowMs: number): void {
    this.advance(nowMs);
    this.bay(slot).stock(bank, nowMs);
  }

  take(slot: number, nowMs: number): Bank | undefined {
    this.advance(nowMs);
    return this.bay(slot).take(nowMs);
  }

  /** With force. */
  pryOut(slot: number, nowMs: number): Bank | undefined {
    this.advance(nowMs);
    return this.bay(slot).pryOut(nowMs);
  }

  /** The board starts anew, as after a cut of its power: outputs off, address gone, motions not resumed. */
  restart(nowMs: number): void {
    this.advance(nowMs);
    this.#restart();
  }

  // --- time ---

  /** Lets motors, heat and outputs go on up to `nowMs`. */
  advance(nowMs: number): void {
    while (this.#nowMs < nowMs) {
      const until = Math.min(nowMs, this.#nextCutMs());
      const seconds = (until - this.#nowMs) / 1_000;
      // Outputs are judged by the beginning of the step; it is cut where they expire.
      const outputs = this.outputs();
      this.#nowMs = until;
      this.#turnFan(outputs?.fanPercent ?? 0, seconds);
      const airFlow = this.#fanRpm / FAN_RPM_MAX;
      for (const bay of this.slots) {
        const offeredWatts = (outputs?.limitMilliwatts[bay.slot - 1] ?? 0) / 1_000;
        bay.step(until, seconds, offeredWatts, this.ambientCelsius, airFlow);
      }
      this.#restartWhenDue();
    }
  }

  #nextCutMs(): number {
    const cuts = [this.#nowMs + STEP_MS, this.#restartAtMs, this.#outputsEndAtMs];
    for (const bay of this.slots) cuts.push(bay.motionEndsAtMs);
    return Math.min(...cuts.filter((cut) => cut !== undefined && cut > this.#nowMs).map(Number));
  }

  #turnFan(percent: number, seconds: number): void {
    const target = this.faults.has('stuck_fan') ? 0 : (FAN_RPM_MAX * percent) / 100;
    this.#fanRpm = target + (this.#fanRpm - target) * Math.exp((-seconds * 1_000) / FAN_SETTLING_MS);
  }

  #restartWhenDue(): void {
    if (this.faults.has('brown_out')) this.#restartAtMs ??= this.#nowMs + BROWN_OUT_MS;
    if (this.#restartAtMs === undefined || this.#nowMs < this.#restartAtMs) return;
    this.#restart();
  }

  #restart(): void {
    this.#restartAtMs = undefined;
    this.#bootCount += 1;
    this.#bootedAtMs = this.#nowMs;
    this.#address = NO_ADDRESS;
    this.#contestedAddress = NO_ADDRESS;
    this.#outputs = undefined;
    this.#last = undefined;
    this.#parser.reset();
    for (const bay of this.slots) bay.cutPower(this.#nowMs);
  }

  // --- bus ---

  /** What was heard on the wire by `nowMs`, from whomever; what the board says to it. */
  hear(bytes: Uint8Array, nowMs: number): Utterance[] {
    this.advance(nowMs);
    if (this.#nowMs - this.#bootedAtMs < BOOT_MS) return [];
    return this.#parser.push(bytes).flatMap((heard) => {
      const utterance = 'frame' in heard ? this.#hearFrame(heard.frame) : undefined;
      return utterance === undefined || this.faults.has('silent') ? [] : [utterance];
    });
  }

  /** What a flooding board says by itself; ask again when it has ended. */
  chatter(nowMs: number): Utterance | undefined {
    if (!this.faults.has('flooding')) return undefined;
    this.advance(nowMs);
    return {
      afterMs: this.#chance.integer(0, FLOOD_PAUSE_MS),
      bytes: Uint8Array.from({ length: FLOOD_BYTES }, () => this.#chance.integer(0, 255)),
    };
  }

  #hearFrame(frame: SerialFrame): Utterance | undefined {
    if (isAnswerKind(frame.kind)) return undefined;
    // The same question again: its answer was lost, and is said again from memory, whatever has changed since.
    const question = Buffer.from([frame.address, frame.sequence, frame.kind, ...frame.body]).toString(
      'latin1',
    );
    const last = this.#last;
    if (last?.question === question && this.#nowMs - last.atMs < REPEAT_MS && this.address !== NO_ADDRESS) {
      this.#spokenToAtMs = this.#nowMs;
      return last.answer;
    }
    try {
      const answer = this.#answer(decodeBusQuestion(frame.kind, frame.body), frame.address);
      if (answer === undefined) return undefined;
      const told = this.faults.has('wrong_replies')
        ? wrongAnswer(answer, this.#chance)
        : encodeBusAnswer(answer);
      const bytes = encodeSerialFrame({ address: this.address, sequence: frame.sequence, ...told });
      const utterance = { afterMs: 0.3 + this.#chance.next(), bytes };
      this.#last = { question, answer: utterance, atMs: this.#nowMs };
      return utterance;
    } catch (thrown) {
      if (!isFailure(thrown)) throw thrown;
      return undefined; // a board does not argue: what it cannot read it has not heard
    }
  }

  #answer(question: BusQuestion, address: number): BusAnswer | undefined {
    switch (question.type) {
      case 'seek':
        return this.#isSought(question) ? this.#here() : undefined;
      case 'assign':
        if (question.serial !== this.serial) return undefined;
        this.address = question.address;
        this.#contestedAddress = NO_ADDRESS;
        return { type: 'assigned', serial: this.serial, address: this.address };
      case 'release':
        if (question.address === ANY_ADDRESS || question.address === this.#address) this.address = NO_ADDRESS;
        return undefined;
      case 'poll':
        return this.#isMeant(question.serial, address) ? this.#poll(question) : undefined;
      case 'move':
        // Even a board with a stuck address moves nothing for another's serial number.
        if (!this.#isMeant(question.serial, address) || question.serial !== this.serial) return undefined;
        return this.#move(question);
    }
  }

  #isSought({ bits, suffix, atAddress }: Extract<BusQuestion, { type: 'seek' }>): boolean {
    const isSilentSoLong = this.#nowMs - this.#spokenToAtMs >= limits.busAddressExpiryMs;
    if (isSilentSoLong && !this.faults.has('stuck_address')) this.#address = NO_ADDRESS;
    if (this.address !== atAddress) return false;
    const mask = bits === 32 ? 0xffff_ffff : 2 ** bits - 1;
    return ((Number.parseInt(this.serial, 16) ^ suffix) & mask) === 0;
  }

  #here(): BusAnswer {
    return {
      type: 'here',
      serial: this.serial,
      slots: this.slots.length,
      bootCount: this.#bootCount,
      contestedAddress: this.#contestedAddress,
    };
  }

  #isMeant(serial: string, address: number): boolean {
    if (address !== this.address || address === NO_ADDRESS) return false;
    if (serial !== this.serial && !this.faults.has('stuck_address')) {
      // Another one is spoken to under my address: it was given to both of us, and I step back.
      this.#contestedAddress = address;
      this.#address = NO_ADDRESS;
      return false;
    }
    this.#spokenToAtMs = this.#nowMs;
    return true;
  }

  #poll({
    serial,
    firstSlot,
    slotCount,
    outputs,
  }: Extract<BusQuestion, { type: 'poll' }>): BusAnswer | undefined {
    if (outputs !== undefined && serial === this.serial) {
      this.#outputs = outputs;
      this.#outputsEndAtMs = this.#nowMs + limits.outputExpiryMs;
    }
    const wanted = this.slots.slice(firstSlot - 1, firstSlot - 1 + slotCount);
    if (wanted.length === 0) return undefined;
    return {
      type: 'state',
      serial: this.serial,
      firstSlot,
      slots: wanted.map((bay) => bay.state(this.#nowMs)),
      fanRpm: this.fanRpm,
      ambientDeciCelsius: Math.round(this.ambientCelsius * 10),
      bootCount: this.#bootCount,
    };
  }

  #move({ slot, commandId, move }: Extract<BusQuestion, { type: 'move' }>): BusAnswer {
    const answer = { type: 'moved', serial: this.serial, commandId } as const;
    const bay = this.slots[slot - 1];
    if (bay === undefined) return { ...answer, refusal: 'no_such_slot' };
    const { memory } = bay;
    if (commandId === memory.commandId) {
      return memory.refusal === undefined ? answer : { ...answer, refusal: memory.refusal };
    }
    // Neither of these is kept: the slot must go on telling what became of the command that it did take.
    if (commandId < memory.commandId) return { ...answer, refusal: 'older_command' };
    if (bay.isMoving) return { ...answer, refusal: 'busy' };
    memory.commandId = commandId;
    delete memory.refusal;
    const refusal = this.faults.has('brown_out') ? 'low_supply' : bay.refusal(move);
    if (refusal !== undefined) {
      memory.refusal = refusal;
      memory.command = 'refused';
      return { ...answer, refusal };
    }
    bay.start(move, this.#nowMs);
    this.motorStarts.push({ slot, commandId, move, atMs: this.#nowMs });
    if (this.faults.has('reboots_mid_command')) this.#restartAtMs = this.#nowMs + REBOOT_INTO_MOTION_MS;
    return answer;
  }
}
