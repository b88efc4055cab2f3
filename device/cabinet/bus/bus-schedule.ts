import { ANY_ADDRESS, type BusOutputs, type BusQuestion, NO_ADDRESS } from '../../../shared/bus-messages.ts';
import { limits } from '../../../shared/limits.ts';
import type { ModuleOutputs } from '../readings.ts';
import { beginExchange, exchangeWakeAtMs } from './bus-exchange.ts';
import {
  isBehind,
  isBlind,
  isLost,
  isRefreshDue,
  isToBeSaved,
  nextPiece,
  type RosterModule,
} from './bus-roster.ts';
import { beginSeek, nextQuery } from './bus-seek.ts';
import {
  type BusDraft,
  type BusJob,
  type BusState,
  moduleOf,
  putModule,
  tell,
  tellMoved,
} from './bus-state.ts';
import { isNoisy } from './bus-trouble.ts';

/** How long the wire is left alone to hear who talks unasked. */
const LISTEN_MS = 15;
/** The longest exchange of a search, so that it ends within the cycle. */
const SEEK_MS = limits.busReplyMs + 8;
const CYCLE_SEEKS = 3;

/** Begins what comes next, if the wire is free: a move before everything, then duties, then polls, then the search. */
export function schedule(draft: BusDraft, nowMs: number): void {
  dropLost(draft, nowMs);
  while (draft.isOpen && draft.flight === undefined) {
    const job = nextJob(draft, nowMs);
    if (job === undefined) return;
    begin(draft, job, 1, nowMs);
  }
}

/** When a tick is wanted if nothing else happens; undefined: never, the line is closed. */
export function wakeAtMs(state: BusState): number | undefined {
  if (!state.isOpen) return undefined;
  const { flight } = state;
  if (flight === undefined) return Math.min(state.cycleAtMs + limits.busCycleLeastMs, seekDueAtMs(state));
  return 'exchange' in flight ? exchangeWakeAtMs(flight.exchange) : flight.untilMs;
}

function nextJob(draft: BusDraft, nowMs: number): BusJob | undefined {
  const move = nextMove(draft);
  if (move !== undefined) return move;
  const [duty] = draft.duties;
  if (duty !== undefined) return duty;
  if (draft.trouble.suspicion !== undefined) return { type: 'listen' };
  return (
    nextPoll(draft, nowMs) ??
    nextSeek(draft, nowMs) ??
    (beginCycle(draft, nowMs) ? nextPoll(draft, nowMs) : undefined)
  );
}

function nextMove(draft: BusDraft): BusJob | undefined {
  for (let order = draft.moves[0]; order !== undefined; order = draft.moves[0]) {
    draft.moves = draft.moves.slice(1);
    if (moduleOf(draft, order.at.module) !== undefined) return { type: 'move', order };
    tellMoved(draft, order.commandId, { answer: 'refused', reason: 'module_absent' });
  }
  return undefined;
}

function nextPoll(draft: BusDraft, nowMs: number): BusJob | undefined {
  draft.toPoll = draft.toPoll.filter((serial) => moduleOf(draft, serial) !== undefined);
  // On a good line a module that does not answer is not there, and nobody waits for it.
  const saved = isNoisy(draft.trouble, nowMs) && draft.roster.find((module) => isToBeSaved(module, nowMs));
  if (saved) {
    draft.toPoll = [saved.serial, ...draft.toPoll.filter((serial) => serial !== saved.serial)];
    draft.turnFailures = 0;
  }
  const [serial] = draft.toPoll;
  return serial === undefined ? undefined : { type: 'poll', serial };
}

/** Everybody has a turn; or, when it is too early for that, those whose readings the noise has left incomplete. */
function beginCycle(draft: BusDraft, nowMs: number): boolean {
  const isDue = nowMs >= draft.cycleAtMs + limits.busCycleLeastMs;
  if (isDue) {
    draft.cycleAtMs = nowMs;
    draft.seeksInCycle = 0;
  }
  draft.toPoll = draft.roster.filter((module) => isDue || isBehind(module)).map(({ serial }) => serial);
  draft.turnFailures = 0;
  return draft.toPoll.length > 0;
}

/** Where there is room, or where one of ours may have restarted and lost its address. */
const isSeekUseful = ({ roster }: BusState): boolean =>
  roster.length < limits.busModules || roster.some(({ silentInRow }) => silentInRow > 0);

const seekDueAtMs = (state: BusState): number =>
  isSeekUseful(state) ? state.seek.dueAtMs : Number.POSITIVE_INFINITY;

function nextSeek(draft: BusDraft, nowMs: number): BusJob | undefined {
  if (draft.seek.open.length === 0 && nowMs >= seekDueAtMs(draft)) draft.seek = beginSeek(draft.seek);
  const query = nextQuery(draft.seek);
  if (query === undefined) return undefined;
  // A search of many questions gives way to the polls when their time has come, but never for a whole cycle.
  const isLate = draft.roster.length > 0 && nowMs + SEEK_MS > draft.cycleAtMs + limits.pollCycleMs;
  if (isLate && draft.seeksInCycle >= CYCLE_SEEKS && beginCycle(draft, nowMs)) return nextPoll(draft, nowMs);
  draft.seeksInCycle += 1;
  return { type: 'seek', query };
}

function dropLost(draft: BusDraft, nowMs: number): void {
  for (const module of draft.roster) {
    if (!isLost(module, nowMs)) continue;
    draft.roster = draft.roster.filter((other) => other !== module);
    // Its board may believe for a little longer that it has it.
    draft.avoided = [...draft.avoided, { address: module.address, atMs: nowMs }];
    const { [module.serial]: _void, ...outputs } = draft.outputs;
    draft.outputs = outputs;
    tell(draft, { type: 'module_lost', module: module.serial });
  }
}

/** Puts a job on the wire. A repeat keeps the sequence number, so that the board answers from memory. */
export function begin(draft: BusDraft, job: BusJob, attempt: number, nowMs: number): void {
  if (job.type === 'listen') {
    draft.flight = { job, untilMs: nowMs + LISTEN_MS, heardBytes: 0 };
    return;
  }
  const asked = questionOf(draft, job, nowMs);
  if (asked === undefined) return;
  if (attempt === 1) draft.sequence = (draft.sequence + 1) & 0xff;
  const { exchange, bytes } = beginExchange(asked.question, asked.address, draft.sequence, attempt, nowMs);
  draft.flight = { job, exchange };
  draft.effects.push({ type: 'send', bytes });
}

function questionOf(
  draft: BusDraft,
  job: Exclude<BusJob, { type: 'listen' }>,
  nowMs: number,
): { question: BusQuestion; address: number } | undefined {
  switch (job.type) {
    case 'release':
      return { question: { type: 'release', address: ANY_ADDRESS }, address: NO_ADDRESS };
    case 'seek':
      return { question: { type: 'seek', ...job.query }, address: NO_ADDRESS };
    case 'assign':
      return {
        question: { type: 'assign', serial: job.serial, address: job.address },
        address: NO_ADDRESS,
      };
    case 'poll': {
      const module = moduleOf(draft, job.serial);
      if (module === undefined) return undefined;
      const outputs = draft.outputs[job.serial];
      const isRefreshed =
        outputs !== undefined && !isBlind(module, nowMs) && isRefreshDue(module, outputs, nowMs);
      const { serial, address } = module;
      putModule(draft, { ...module, askedAtMs: nowMs });
      const refreshed = isRefreshed ? { outputs: sendable(outputs, module) } : {};
      return { question: { type: 'poll', serial, ...nextPiece(module, nowMs), ...refreshed }, address };
    }
    case 'move': {
      const { at, commandId, move } = job.order;
      const address = moduleOf(draft, at.module)?.address;
      if (address === undefined) return undefined;
      return { question: { type: 'move', serial: at.module, slot: at.slot, commandId, move }, address };
    }
  }
}

/** Whatever was asked for, no board gets a number that is none: it would hear nothing at all then. */
function sendable(outputs: ModuleOutputs, { slots }: RosterModule): BusOutputs {
  const whole = (value: number, most: number): number =>
    Number.isFinite(value) ? Math.round(Math.max(0, Math.min(most, value))) : 0;
  return {
    limitMilliwatts: outputs.limitMilliwatts.slice(0, slots).map((limit) => whole(limit, 100_000)),
    lights: outputs.lights.slice(0, slots),
    fanPercent: whole(outputs.fanPercent, 100),
  };
}
