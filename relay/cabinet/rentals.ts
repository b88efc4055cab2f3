import type { DeviceId, RentalId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { Moment } from '../device-state.ts';
import { Deadlines } from '../push/deadlines.ts';
import type { OpenRental, RentalMark, SentRental } from './cabinet-memory.ts';

/** Names a connection of a device. */
type ConnectionId = number;

export type RentalsInput =
  /** The core asked, and that is durable. */
  | { readonly input: 'recorded'; readonly rental: SentRental }
  /** A relay that starts goes on with it. */
  | { readonly input: 'resumed'; readonly rental: OpenRental }
  /** A path of the cabinet is up: it knows the relay's time, and can judge an expiry. */
  | { readonly input: 'greeted'; readonly device: DeviceId; readonly connection: ConnectionId }
  | { readonly input: 'closed'; readonly device: DeviceId; readonly connection: ConnectionId }
  | { readonly input: 'stored'; readonly device: DeviceId; readonly rentalId: RentalId }
  | {
      readonly input: 'refused';
      readonly device: DeviceId;
      readonly rentalId: RentalId;
      readonly code: string;
    }
  /** The cabinet has reported its end, and that is on disk. */
  | { readonly input: 'ended'; readonly device: DeviceId; readonly rentalId: RentalId }
  /** That is on disk. */
  | { readonly input: 'given_up'; readonly rentalId: RentalId }
  | { readonly input: 'due' };

export type RentalsEffect =
  | {
      readonly effect: 'send';
      readonly connections: readonly ConnectionId[];
      readonly rental: SentRental;
      readonly isFirst: boolean;
    }
  | { readonly effect: 'mark'; readonly mark: RentalMark }
  /** To be recorded; said again each second until it is `given_up`. */
  | { readonly effect: 'give_up'; readonly rentalId: RentalId }
  | { readonly effect: 'refuse'; readonly code: 'rental_not_yours' };

interface Waiting {
  readonly rental: SentRental;
  isStored: boolean;
  wasSent: boolean;
  /** On the steady clock, as are the next two. */
  readonly expiresAtMs: number;
  giveUpAtMs: number;
  /** It was sent, and is not sent again before this. */
  resendAtMs: number;
  /** Its end was asked for. */
  wasAskedFor: boolean;
}

export interface RentalsState {
  readonly open: Map<RentalId, Waiting>;
  readonly ofCabinet: Map<DeviceId, Set<Waiting>>;
  readonly paths: Map<DeviceId, Set<ConnectionId>>;
  readonly deadlines: Deadlines<RentalId>;
}

export const createRentals = (): RentalsState => ({
  open: new Map(),
  ofCabinet: new Map(),
  paths: new Map(),
  deadlines: new Deadlines(),
});

/**
 * Rentals on their way to their cabinets: requested → sent → stored → ended, or given up. A rent goes out at once on
 * every path, and again each half second until the cabinet has it on its disk: the id makes repeats harmless, and no
 * path is waited for. `state` is changed in place.
 */
export function step(state: RentalsState, input: RentalsInput, now: Moment): readonly RentalsEffect[] {
  const effects: RentalsEffect[] = [];
  switch (input.input) {
    case 'recorded':
      add(state, { ...input.rental, isStored: false }, now.steadyMs, now, effects);
      break;
    case 'resumed':
      // The cabinets come back first: what they have to say may be waiting in them since before the stop.
      add(state, input.rental, now.steadyMs + limits.reconnectMaxMs, now, effects);
      break;
    case 'greeted': {
      addTo(state.paths, input.device, input.connection);
      // Whatever else has it already: this path may be the one that works.
      for (const waiting of state.ofCabinet.get(input.device) ?? []) send(state, waiting, now, effects);
      break;
    }
    case 'closed':
      removeFrom(state.paths, input.device, input.connection);
      break;
    case 'stored':
    case 'refused':
      answered(state, input, now, effects);
      break;
    case 'ended':
      // Another cabinet’s word ends nothing.
      if (state.open.get(input.rentalId)?.rental.cabinet === input.device) remove(state, input.rentalId);
      break;
    case 'given_up':
      remove(state, input.rentalId);
      break;
    case 'due':
      lookAtDue(state, now, effects);
      break;
  }
  return effects;
}

/** @param heardFromMs when the cabinet can have been heard at the earliest */
function add(
  state: RentalsState,
  rental: OpenRental,
  heardFromMs: number,
  now: Moment,
  effects: RentalsEffect[],
): void {
  if (state.open.has(rental.rentalId)) return;
  const { isStored, ...order } = rental;
  const expiresAtMs = now.steadyMs + (rental.expiresAtMs - now.wallMs);
  const waiting: Waiting = {
    rental: order,
    isStored,
    wasSent: false,
    expiresAtMs,
    giveUpAtMs:
      Math.max(expiresAtMs, heardFromMs) + (isStored ? limits.rentalEndOverdueMs : limits.rentalUnansweredMs),
    resendAtMs: now.steadyMs,
    wasAskedFor: false,
  };
  state.open.set(order.rentalId, waiting);
  addTo(state.ofCabinet, order.cabinet, waiting);
  addGivingUp(state, waiting);
  look(state, waiting, now, effects);
}

function remove(state: RentalsState, rentalId: RentalId): void {
  const waiting = state.open.get(rentalId);
  if (waiting === undefined) return;
  state.open.delete(rentalId);
  removeFrom(state.ofCabinet, waiting.rental.cabinet, waiting);
}

function answered(
  state: RentalsState,
  input: Extract<RentalsInput, { input: 'stored' | 'refused' }>,
  now: Moment,
  effects: RentalsEffect[],
): void {
  const { device, rentalId } = input;
  const waiting = state.open.get(rentalId);
  // A repeat of what came on another path, or its end was quicker.
  if (waiting === undefined) return;
  if (waiting.rental.cabinet !== device) {
    effects.push({ effect: 'refuse', code: 'rental_not_yours' });
    return;
  }
  const atMs = now.wallMs;
  if (input.input === 'refused') {
    effects.push({ effect: 'mark', mark: { rentalId, atMs, step: 'refused', code: input.code } });
    return;
  }
  if (waiting.isStored) return;
  waiting.isStored = true;
  waiting.giveUpAtMs = Math.max(waiting.expiresAtMs, now.steadyMs) + limits.rentalEndOverdueMs;
  addGivingUp(state, waiting);
  effects.push({ effect: 'mark', mark: { rentalId, atMs, step: 'stored' } });
}

function lookAtDue(state: RentalsState, now: Moment, effects: RentalsEffect[]): void {
  for (let count = 0; count < limits.rentResendsPerTurn; ) {
    const rentalId = state.deadlines.takeDue(now.steadyMs);
    if (rentalId === undefined) return;
    const waiting = state.open.get(rentalId);
    if (waiting === undefined) continue;
    look(state, waiting, now, effects);
    count += 1;
  }
}

/** Does what is due for one rental now. Entries that were overtaken by something else find nothing to do. */
function look(state: RentalsState, waiting: Waiting, now: Moment, effects: RentalsEffect[]): void {
  if (now.steadyMs >= waiting.giveUpAtMs) {
    const { rentalId } = waiting.rental;
    effects.push({ effect: 'give_up', rentalId });
    waiting.giveUpAtMs = now.steadyMs + GIVE_UP_AGAIN_MS;
    state.deadlines.add(waiting.giveUpAtMs, rentalId);
  } else if (now.steadyMs >= waiting.resendAtMs) send(state, waiting, now, effects);
  if (now.steadyMs >= waiting.giveUpAtMs - ASK_BEFORE_MS) askForEnd(state, waiting, effects);
}

/** Where the cabinet has it, there are two moments: to ask for the end, and to give it up. */
function addGivingUp(state: RentalsState, { rental, isStored, giveUpAtMs }: Waiting): void {
  state.deadlines.add(giveUpAtMs, rental.rentalId);
  if (isStored) state.deadlines.add(giveUpAtMs - ASK_BEFORE_MS, rental.rentalId);
}

/**
 * This disk may be an older copy, and the end confirmed long ago: a cabinet that is sent a rental which has ended tells
 * its end again. It is long expired, so one that has forgotten it lets nothing out.
 */
function askForEnd(state: RentalsState, waiting: Waiting, effects: RentalsEffect[]): void {
  const { rental, isStored, wasAskedFor } = waiting;
  const connections = [...(state.paths.get(rental.cabinet) ?? [])];
  if (!isStored || wasAskedFor || connections.length === 0) return;
  waiting.wasAskedFor = true;
  effects.push({ effect: 'send', connections, rental, isFirst: false });
}

/** Without a path nothing goes out, and nothing is due before one is greeted. */
function send(state: RentalsState, waiting: Waiting, now: Moment, effects: RentalsEffect[]): void {
  const { rental, isStored, wasSent, expiresAtMs } = waiting;
  const connections = [...(state.paths.get(rental.cabinet) ?? [])];
  if (isStored || now.steadyMs >= expiresAtMs || connections.length === 0) return;
  effects.push({ effect: 'send', connections, rental, isFirst: !wasSent });
  if (!wasSent) {
    effects.push({ effect: 'mark', mark: { rentalId: rental.rentalId, atMs: now.wallMs, step: 'sent' } });
  }
  waiting.wasSent = true;
  waiting.resendAtMs = now.steadyMs + limits.rentResendMs;
  state.deadlines.add(waiting.resendAtMs, rental.rentalId);
}

/** So long before a rental is given up its end is asked for. */
const ASK_BEFORE_MS = 30_000;
/** The store could not record that a rental was given up: again after this. */
const GIVE_UP_AGAIN_MS = 1_000;

function addTo<Key, Value>(sets: Map<Key, Set<Value>>, key: Key, value: Value): void {
  const set = sets.get(key);
  if (set === undefined) sets.set(key, new Set([value]));
  else set.add(value);
}

function removeFrom<Key, Value>(sets: Map<Key, Set<Value>>, key: Key, value: Value): void {
  const set = sets.get(key);
  set?.delete(value);
  if (set?.size === 0) sets.delete(key);
}
