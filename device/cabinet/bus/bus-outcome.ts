import { type BusAnswer, serialText } from '../../../shared/bus-messages.ts';
import { limits } from '../../../shared/limits.ts';
import type { MoveAnswer, MoveOrder } from '../readings.ts';
import type { Exchange, ExchangeOutcome } from './bus-exchange.ts';
import {
  afterGarbled,
  afterSilence,
  afterState,
  isContested,
  isCutUp,
  newModule,
  type RosterModule,
} from './bus-roster.ts';
import { begin } from './bus-schedule.ts';
import { afterQuery, type SeekQuery, seekAtAddress } from './bus-seek.ts';
import {
  type BusDraft,
  type BusJob,
  moduleOf,
  putModule,
  tell,
  tellMoved,
  tellTrouble,
} from './bus-state.ts';
import { countBroken } from './bus-trouble.ts';

/** Failed polls of one module until it is the next one's turn. */
const TURN_FAILURES = 2;
/** An address that two may have is given to nobody for this long. */
const AVOID_MS = 60_000;
/** Far more addresses than modules, for some have to be avoided. */
const ADDRESSES = 200;

type AskedJob = Exclude<BusJob, { type: 'listen' }>;
type Here = Extract<BusAnswer, { type: 'here' }>;

/** The exchange in flight has ended; what follows from it. */
export function finish(
  draft: BusDraft,
  job: AskedJob,
  exchange: Exchange,
  outcome: ExchangeOutcome,
  nowMs: number,
): void {
  draft.flight = undefined;
  const what = job.type === 'seek' ? 'collisions' : 'frames';
  if (outcome.type === 'garbled') draft.trouble = countBroken(draft.trouble, 1, what, nowMs);
  switch (job.type) {
    case 'release':
      draft.duties = draft.duties.slice(1);
      return;
    case 'seek':
      afterSeek(draft, job.query, outcome, nowMs);
      return;
    case 'assign':
      afterAssign(draft, job, exchange, outcome, nowMs);
      return;
    case 'poll':
      afterPoll(draft, job, exchange, outcome, nowMs);
      return;
    case 'move':
      afterMove(draft, job.order, exchange, outcome, nowMs);
      return;
  }
}

function afterSeek(draft: BusDraft, query: SeekQuery, outcome: ExchangeOutcome, nowMs: number): void {
  if (outcome.type !== 'answered' || outcome.answer.type !== 'here') {
    if (outcome.type === 'garbled' && query.bits === 32) suspectTwins(draft, query.suffix, nowMs);
    draft.seek = afterQuery(draft.seek, outcome.type === 'silent' ? 'silent' : 'garbled', nowMs);
    return;
  }
  draft.seek = afterQuery(draft.seek, 'found', nowMs);
  if (query.atAddress === 0) welcome(draft, outcome.answer, nowMs);
  else meetAt(draft, query.atAddress, outcome.answer, nowMs);
}

/** Answers to a whole serial number are garbled: noise never ends at the same number twice, boards that share it do. */
function suspectTwins(draft: BusDraft, suffix: number, nowMs: number): void {
  if (draft.twins === suffix) {
    const detail = `several boards have the serial number ${serialText(suffix)}`;
    tellTrouble(draft, 'two_modules_one_address', detail, nowMs);
  }
  draft.twins = suffix;
}

/** A board without an address gets one: that which it had, when it is one of ours that restarted. */
function welcome(draft: BusDraft, here: Here, nowMs: number): void {
  const { serial, slots, bootCount, contestedAddress } = here;
  if (contestedAddress !== 0) {
    const detail = `module ${serial} had the address ${contestedAddress} of another module`;
    tellTrouble(draft, 'two_modules_one_address', detail, nowMs);
  }
  const known = moduleOf(draft, serial);
  const address = known?.address ?? freeAddress(draft, nowMs);
  if (known === undefined && draft.roster.length >= limits.busModules) {
    draft.seek = afterQuery(draft.seek, 'given_up', nowMs);
    return;
  }
  draft.duties = [...draft.duties, { type: 'assign', serial, slots, bootCount, address }];
}

/** Who answers alone under an address that one of ours has just left. */
function meetAt(draft: BusDraft, address: number, here: Here, nowMs: number): void {
  if (moduleOf(draft, here.serial) !== undefined) return;
  const detail = `module ${here.serial} answers at the address ${address} of another module`;
  tellTrouble(draft, 'two_modules_one_address', detail, nowMs);
  if (draft.roster.length < limits.busModules) {
    enter(draft, newModule(here.serial, address, here.slots, here.bootCount, nowMs));
  }
}

function enter(draft: BusDraft, module: RosterModule): void {
  draft.roster = [...draft.roster, module];
  tell(draft, { type: 'module_found', module: module.serial, slots: module.slots });
  // Its first reading is wanted now, not in the next cycle.
  draft.toPoll = [...draft.toPoll, module.serial];
}

function freeAddress(draft: BusDraft, nowMs: number): number {
  draft.avoided = draft.avoided.filter(({ atMs }) => nowMs - atMs < AVOID_MS);
  const given = draft.duties.flatMap((duty) => (duty.type === 'assign' ? [duty.address] : []));
  const taken = new Set([...draft.roster, ...draft.avoided].map(({ address }) => address).concat(given));
  let address = 1;
  while (taken.has(address) && address < ADDRESSES) address += 1;
  return address;
}

function afterAssign(
  draft: BusDraft,
  job: Extract<BusJob, { type: 'assign' }>,
  exchange: Exchange,
  outcome: ExchangeOutcome,
  nowMs: number,
): void {
  if (outcome.type !== 'answered' && exchange.attempt < limits.busAssignAttempts) {
    begin(draft, job, exchange.attempt + 1, nowMs);
    return;
  }
  draft.duties = draft.duties.slice(1);
  const { serial, address, slots, bootCount, leaves } = job;
  // It may have heard it all the same.
  if (outcome.type !== 'answered') draft.avoided = [...draft.avoided, { address, atMs: nowMs }];
  const known = moduleOf(draft, serial);
  if (outcome.type === 'answered') {
    if (known === undefined) enter(draft, newModule(serial, address, slots, bootCount, nowMs));
    else putModule(draft, { ...known, address, silentInRow: 0, garbledInRow: 0 });
  } else if (leaves === undefined) {
    draft.seek = afterQuery(draft.seek, 'given_up', nowMs);
  }
  if (leaves !== undefined) draft.seek = seekAtAddress(draft.seek, leaves);
}

function afterPoll(
  draft: BusDraft,
  job: Extract<BusJob, { type: 'poll' }>,
  exchange: Exchange,
  outcome: ExchangeOutcome,
  nowMs: number,
): void {
  const module = moduleOf(draft, job.serial);
  if (module === undefined) return;
  if (outcome.type === 'answered' && outcome.answer.type === 'state') {
    if (outcome.answer.serial === job.serial) {
      takeState(draft, module, outcome.answer, exchange, nowMs);
      return;
    }
    const detail = `module ${outcome.answer.serial} answers at the address of module ${job.serial}`;
    tellTrouble(draft, 'two_modules_one_address', detail, nowMs);
    putModule(draft, { ...module, garbledInRow: limits.busGarbledInRow });
    afterFailedPoll(draft, job.serial, nowMs);
    return;
  }
  if (outcome.type === 'silent') {
    // A question may have been lost; one that is silent already is not asked twice, for the others' sake.
    const isNews = module.silentInRow === 0 || (isCutUp(module) && module.silentInRow < TURN_FAILURES);
    if (isNews && exchange.attempt < limits.busPollAttempts) {
      begin(draft, job, exchange.attempt + 1, nowMs);
      return;
    }
    putModule(draft, afterSilence(module));
    draft.toPoll = draft.toPoll.slice(1);
    draft.turnFailures = 0;
    return;
  }
  putModule(draft, afterGarbled(module));
  afterFailedPoll(draft, job.serial, nowMs);
}

function afterFailedPoll(draft: BusDraft, serial: string, nowMs: number): void {
  draft.turnFailures += 1;
  if (draft.turnFailures >= TURN_FAILURES) {
    draft.toPoll = draft.toPoll.slice(1);
    draft.turnFailures = 0;
  }
  const module = moduleOf(draft, serial);
  if (module === undefined || !isContested(module, draft.roster, nowMs)) return;
  // Whoever answers with it: this one is moved away by its serial number, and the other is then heard alone.
  const { slots, bootCount, address: leaves } = module;
  draft.avoided = [...draft.avoided, { address: leaves, atMs: nowMs }];
  const address = freeAddress(draft, nowMs);
  draft.duties = [...draft.duties, { type: 'assign', serial, slots, bootCount, address, leaves }];
  putModule(draft, { ...module, readdressedAtMs: nowMs });
}

function takeState(
  draft: BusDraft,
  module: RosterModule,
  answer: Extract<BusAnswer, { type: 'state' }>,
  exchange: Exchange,
  nowMs: number,
): void {
  const { question, sentAtMs } = exchange;
  const outputs = question.type === 'poll' && question.outputs !== undefined && draft.outputs[module.serial];
  const refreshed = outputs ? { outputs, atMs: sentAtMs } : undefined;
  const after = afterState(module, answer, refreshed, sentAtMs, nowMs);
  putModule(draft, after.module);
  if (after.reading === undefined) return;
  draft.toPoll = draft.toPoll.slice(1);
  draft.turnFailures = 0;
  tell(draft, { type: 'reading', reading: after.reading, atMs: after.sinceMs });
}

function afterMove(
  draft: BusDraft,
  order: MoveOrder,
  exchange: Exchange,
  outcome: ExchangeOutcome,
  nowMs: number,
): void {
  const isAnswered = outcome.type === 'answered' && outcome.answer.type === 'moved';
  const isThere = moduleOf(draft, order.at.module) !== undefined;
  if (!isAnswered && isThere && exchange.attempt < limits.busMoveAttempts) {
    begin(draft, { type: 'move', order }, exchange.attempt + 1, nowMs);
    return;
  }
  tellMoved(draft, order.commandId, moveAnswer(outcome));
}

function moveAnswer(outcome: ExchangeOutcome): MoveAnswer {
  if (outcome.type !== 'answered' || outcome.answer.type !== 'moved') return { answer: 'unknown' };
  const { refusal } = outcome.answer;
  return refusal === undefined ? { answer: 'taken' } : { answer: 'refused', reason: refusal };
}
