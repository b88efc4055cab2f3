import { Failure } from '../failure.ts';
import type { Chance } from '../seeded-chance.ts';
import { type ExchangeState, exchangeDeadlineMs, newExchange, stepExchange } from './exchange.ts';
import type { FlashPlan, FlashVerdict } from './flash-plan.ts';
import { flashDeadlineMs, stepFlash } from './flash-session.ts';
import { type FlashEvent, type FlashInput, type FlashState, newFlashSession } from './flash-state.ts';
import type { PretendedBoard } from './pretended-board.ts';
import { PretendedWire, type WireFaults } from './pretended-wire.ts';
import type { SmpMtu } from './smp-link.ts';

/** What goes wrong once, at a packet counted over the whole session. */
export interface PretendedCut {
  readonly at: number;
  /** `power`: the board restarts, a serial line stays; `link`: unplugged and plugged in again; `loss`: one packet. */
  readonly kind: 'power' | 'link' | 'loss';
}

export interface PretendedRun {
  readonly verdict: FlashVerdict;
  readonly events: readonly FlashEvent[];
  readonly state: FlashState;
  /** Packets that were carried. */
  readonly trips: number;
  readonly tookMs: number;
}

export interface PretendedRunOptions {
  readonly chance: Chance;
  readonly faults?: WireFaults;
  readonly cut?: PretendedCut;
  readonly mtu?: SmpMtu;
  /** The command is broken off at that packet, for good: the run ends there. */
  readonly stopAt?: number;
}

/** Thrown out of a run that was stopped: the technician has gone. */
export class Stopped extends Error {}

/** Flashes a pretended board to the end in virtual time: the session, the exchange and a wire. */
export function flashPretended(
  plan: FlashPlan,
  board: PretendedBoard,
  options: PretendedRunOptions,
): PretendedRun {
  const faults = { ...(options.faults ?? { loss: 0, twice: 0, late: 0 }) };
  const usualLoss = faults.loss;
  const events: FlashEvent[] = [];
  let verdict: FlashVerdict | undefined;
  let state = newFlashSession(plan);
  let exchange: ExchangeState | undefined;
  let isUnplugged = false;
  const wire = new PretendedWire(board, options.chance, faults, (trip) => {
    if (trip === options.stopAt) throw new Stopped();
    const cut = options.cut?.at === trip ? options.cut.kind : undefined;
    faults.loss = cut === 'loss' ? 1 : usualLoss;
    if (cut === 'link') isUnplugged = true;
    if (cut === 'power') {
      wire.clear();
      board.boot();
    }
  });
  const waiting: FlashInput[] = [{ kind: 'start' }];

  const passOn = (input: Parameters<typeof stepExchange>[1]): void => {
    if (exchange === undefined) return;
    const step = stepExchange(exchange, input, wire.nowMs);
    exchange = step.state;
    for (const effect of step.effects) {
      if (effect.kind === 'send') wire.send(effect.packet);
      else waiting.push({ kind: 'reply', ticket: effect.ticket, reply: effect.reply });
    }
  };
  const put = (input: FlashInput): void => {
    const step = stepFlash(state, input, wire.nowMs);
    state = step.state;
    for (const effect of step.effects) {
      if (effect.kind === 'ended') verdict = effect.verdict;
      else if (effect.kind === 'event') events.push(effect.event);
      else if (effect.kind === 'ask') passOn({ ...effect, kind: 'ask' });
      else {
        wire.clear();
        exchange = undefined;
        if (effect.kind === 'disconnect') continue;
        exchange = newExchange(options.chance.integer(0, 255));
        waiting.push({ kind: 'connected', mtu: options.mtu ?? { medium: 'serial', lineBytes: 127 } });
      }
    }
  };

  for (let turn = 0; verdict === undefined; turn++) {
    if (turn > 50_000) throw new Error(`the session never ends: ${state.stage}`);
    if (isUnplugged) {
      isUnplugged = false;
      wire.clear();
      passOn({ kind: 'lost', why: 'unplugged' });
      waiting.push({ kind: 'lost', why: 'unplugged' });
    }
    const input = waiting.shift();
    if (input !== undefined) {
      put(input);
      continue;
    }
    const deadlines = [
      flashDeadlineMs(state),
      exchange === undefined ? undefined : exchangeDeadlineMs(exchange),
    ];
    const untilMs = Math.min(...deadlines.map((deadlineMs) => deadlineMs ?? Infinity));
    if (untilMs === Infinity) throw new Failure('stopped', `nothing is waited for in ${state.stage}`);
    const bytes = wire.next(untilMs);
    if (board.wantsReset) board.boot();
    passOn(bytes === undefined ? { kind: 'time' } : { kind: 'packet', bytes });
    waiting.push({ kind: 'time' });
  }
  return { verdict, events, state, trips: wire.trips, tookMs: wire.nowMs };
}
