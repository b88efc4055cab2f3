import { Failure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import {
  type ExchangeInput,
  type ExchangeState,
  exchangeDeadlineMs,
  newExchange,
  stepExchange,
} from '../../shared/smp/exchange.ts';
import type { FlashPlan, FlashVerdict } from '../../shared/smp/flash-plan.ts';
import { flashDeadlineMs, stepFlash } from '../../shared/smp/flash-session.ts';
import { type FlashInput, type FlashState, newFlashSession } from '../../shared/smp/flash-state.ts';
import type { SmpMtu } from '../../shared/smp/smp-link.ts';
import { CutWire, type PieceFault } from './cut-wire.ts';
import type { BoardOutput, SmpBoard } from './smp-board.ts';

/** One thing that goes wrong, at a piece counted over the session, or at a step of the flash chip. */
export type Cut =
  | { readonly kind: PieceFault | 'link' | 'power'; readonly piece: number }
  /** The technician's program ends there for good, half a piece sent; with the power or without. */
  | { readonly kind: 'quit' | 'quit_and_power'; readonly piece: number }
  | { readonly kind: 'power_in_flash'; readonly step: number };

const CONNECT_MS = 40;
/** The plug is pulled, or the power is off, for so long. */
const CUT_MS = 300;
const EVENTS_MOST = 100_000;

/** One flash session, the real one, against one board in virtual time, with at most one thing that goes wrong. */
export class CutWorld {
  /** Everything that the board has ever run. */
  readonly ran: string[] = [];
  readonly bricked: string[] = [];
  nowMs = 0;
  readonly #board: SmpBoard;
  readonly #mtu: SmpMtu;

  /** Switches the board on. */
  constructor(board: SmpBoard, mtu: SmpMtu) {
    this.#board = board;
    this.#mtu = mtu;
    board.powerOn(0);
    this.settle();
  }

  /** Cuts the power for a moment and lets the board boot. */
  powerCycle(): void {
    this.#note(this.#board.powerOff(this.nowMs));
    this.nowMs += CUT_MS;
    this.#board.powerOn(this.nowMs);
    this.settle();
  }

  /** Lets the board do what it does by itself. */
  settle(): void {
    this.nowMs += 60_000;
    this.#note(this.#board.advance(this.nowMs));
  }

  /** @returns undefined when the program was ended; and the pieces that travelled, the steps the flash did */
  flash(plan: FlashPlan, cut?: Cut): { verdict: FlashVerdict | undefined; pieces: number; steps: number } {
    const stepsBefore = this.#board.flash.steps;
    const run = new CutRun(this.#board, this.#mtu, plan, cut, this.nowMs, (outputs) => this.#note(outputs));
    const verdict = run.toEnd();
    this.nowMs = run.nowMs;
    return { verdict, pieces: run.wire.pieces, steps: this.#board.flash.steps - stepsBefore };
  }

  #note(outputs: readonly BoardOutput[]): void {
    for (const output of outputs) {
      if (output.kind === 'running') this.ran.push(output.version);
      if (output.kind === 'bricked') this.bricked.push(output.why);
    }
  }
}

class CutRun {
  nowMs: number;
  readonly wire: CutWire;
  readonly #board: SmpBoard;
  readonly #cut: Cut | undefined;
  readonly #stepsBefore: number;
  readonly #note: (outputs: readonly BoardOutput[]) => void;
  #state: FlashState;
  #exchange: ExchangeState | undefined;
  #waiting: FlashInput[] = [{ kind: 'start' }];
  #verdict: FlashVerdict | undefined;
  #due: 'link' | 'power' | 'quit' | 'quit_and_power' | undefined;
  #isFlashCutDone = false;
  #connectAtMs: number | undefined;
  #connectUntilMs = 0;
  /** The plug is out, or a board in the air is not there. */
  #goneUntilMs = 0;
  #powerBackAtMs: number | undefined;

  constructor(
    board: SmpBoard,
    mtu: SmpMtu,
    plan: FlashPlan,
    cut: Cut | undefined,
    nowMs: number,
    note: (outputs: readonly BoardOutput[]) => void,
  ) {
    this.#board = board;
    this.#cut = cut;
    this.nowMs = nowMs;
    this.#note = note;
    this.#state = newFlashSession(plan);
    this.#stepsBefore = board.flash.steps;
    this.wire = new CutWire(mtu, (number) => this.#faultAt(number));
  }

  toEnd(): FlashVerdict | undefined {
    for (let events = 0; this.#verdict === undefined; events += 1) {
      if (events > EVENTS_MOST) throw new Error(`the session never ends: ${this.#state.stage}`);
      if (this.#due !== undefined && this.#carryOutCut(this.#due)) return undefined;
      const input = this.#waiting.shift();
      if (input !== undefined) this.#put(input);
      else this.#pass();
    }
    return this.#verdict;
  }

  #faultAt(number: number): PieceFault | undefined {
    const cut = this.#cut;
    if (cut === undefined || cut.kind === 'power_in_flash' || cut.piece !== number) return undefined;
    if (cut.kind === 'lost' || cut.kind === 'doubled' || cut.kind === 'halved') return cut.kind;
    this.#due = cut.kind;
    return 'halved';
  }

  /** @returns whether the program ends with it */
  #carryOutCut(kind: 'link' | 'power' | 'quit' | 'quit_and_power'): boolean {
    this.#due = undefined;
    // Half the piece may still be on its way into the board when it happens.
    for (const { at, packet } of this.wire.arrive(this.wire.nextAtMs ?? 0))
      if (at === 'board') this.#board.receive(packet, this.nowMs);
    this.wire.clear();
    if (kind === 'power' || kind === 'quit_and_power') this.#cutPower();
    else this.wire.renew('host');
    if (kind === 'link') this.#goneUntilMs = this.nowMs + CUT_MS;
    if (kind === 'quit' || kind === 'quit_and_power') {
      this.#passPower(this.nowMs + CUT_MS);
      return true;
    }
    if (kind === 'link' || this.wire.mtu.medium === 'ble') this.#lose();
    return false;
  }

  #cutPower(): void {
    this.#note(this.#board.powerOff(this.nowMs));
    this.wire.clear();
    this.wire.renew('board');
    this.#powerBackAtMs = this.nowMs + CUT_MS;
    if (this.wire.mtu.medium === 'ble') this.#goneUntilMs = this.#powerBackAtMs;
  }

  #lose(): void {
    this.#ask({ kind: 'lost', why: 'the connection was lost' });
    this.#exchange = undefined;
    this.#waiting.push({ kind: 'lost', why: 'the connection was lost' });
  }

  #ask(input: ExchangeInput): void {
    if (this.#exchange === undefined) return;
    const step = stepExchange(this.#exchange, input, this.nowMs);
    this.#exchange = step.state;
    for (const effect of step.effects) {
      if (effect.kind === 'send') this.wire.send('host', effect.packet, this.nowMs);
      else this.#waiting.push({ kind: 'reply', ticket: effect.ticket, reply: effect.reply });
    }
  }

  #put(input: FlashInput): void {
    const step = stepFlash(this.#state, input, this.nowMs);
    this.#state = step.state;
    for (const effect of step.effects) {
      if (effect.kind === 'ended') this.#verdict = effect.verdict;
      else if (effect.kind === 'ask') this.#ask({ ...effect, kind: 'ask' });
      else if (effect.kind === 'connect' || effect.kind === 'disconnect') {
        this.wire.clear();
        this.#exchange = undefined;
        this.#connectAtMs = effect.kind === 'connect' ? this.nowMs + CONNECT_MS : undefined;
        this.#connectUntilMs = this.nowMs + limits.smpConnectMs;
      }
    }
  }

  /** Goes to whatever happens next. */
  #pass(): void {
    const times = [
      flashDeadlineMs(this.#state),
      this.#exchange && exchangeDeadlineMs(this.#exchange),
      this.wire.nextAtMs,
      this.#board.nextAtMs,
      this.#connectAtMs,
      this.#powerBackAtMs,
    ].filter((at) => at !== undefined);
    if (times.length === 0) throw new Error(`nothing is waited for in ${this.#state.stage}`);
    this.nowMs = Math.max(this.nowMs, Math.min(...times));
    this.#passPower(this.nowMs);
    this.#passBoard();
    for (const { at, packet } of this.wire.arrive(this.nowMs)) {
      if (at === 'board') this.#board.receive(packet, this.nowMs);
      else this.#ask({ kind: 'packet', bytes: packet });
    }
    if (this.#connectAtMs !== undefined && this.#connectAtMs <= this.nowMs) this.#connect();
    this.#ask({ kind: 'time' });
    this.#waiting.push({ kind: 'time' });
  }

  #passPower(untilMs: number): void {
    if (this.#powerBackAtMs === undefined || this.#powerBackAtMs > untilMs) return;
    this.nowMs = Math.max(this.nowMs, this.#powerBackAtMs);
    this.#powerBackAtMs = undefined;
    this.#board.powerOn(this.nowMs);
  }

  #passBoard(): void {
    const outputs = this.#board.advance(this.nowMs);
    this.#note(outputs);
    for (const output of outputs) {
      if (output.kind === 'packet') this.wire.send('board', output.bytes, this.nowMs);
      if (output.kind !== 'reset') continue;
      this.wire.renew('board');
      if (this.wire.mtu.medium === 'ble' && this.#exchange !== undefined) this.#lose();
    }
    const cut = this.#cut;
    if (cut?.kind !== 'power_in_flash' || this.#isFlashCutDone) return;
    if (this.#board.flash.steps - this.#stepsBefore < cut.step) return;
    this.#isFlashCutDone = true;
    this.#cutPower();
    if (this.wire.mtu.medium === 'ble' && this.#exchange !== undefined) this.#lose();
  }

  #connect(): void {
    this.#connectAtMs = undefined;
    const isThere =
      this.nowMs >= this.#goneUntilMs &&
      (this.wire.mtu.medium === 'serial' || this.#board.runningVersion !== undefined);
    if (!isThere && this.wire.mtu.medium === 'ble' && this.nowMs < this.#connectUntilMs) {
      this.#connectAtMs = this.nowMs + CONNECT_MS; // a link looks for its board for a while
      return;
    }
    if (!isThere) {
      this.#waiting.push({ kind: 'connect_failed', failure: new Failure('unreachable', 'not there') });
      return;
    }
    this.wire.renew('host');
    this.#exchange = newExchange(Math.floor(this.nowMs) & 0xff);
    this.#waiting.push({ kind: 'connected', mtu: this.wire.mtu });
  }
}
