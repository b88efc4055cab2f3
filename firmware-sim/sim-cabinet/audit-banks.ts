import { limits } from '../../shared/limits.ts';
import { type CabinetBooks, eventsOf } from './cabinet-books.ts';
import { type Arrival, type CabinetFinding, type Departure, placeName } from './cabinet-evidence.ts';
import type { CabinetFault } from './cabinet-swarm.ts';
import type { CabinetWorld } from './cabinet-world.ts';

/** So long the controller must have seen a slot to know for sure that a bank has gone, or come. */
export const SURE_MS = 9_000;
/** Read without a break for so long, a bank has surely been recognized: its lock is waited for 3 s, plus two slow polls. */
const LEGIBLE_MS = 5_000;

/** Each bank's way in and out of the cabinet, as it was, against what was told of it. */
export function auditBanks(world: CabinetWorld, books: CabinetBooks): CabinetFinding[] {
  return world.banks.flatMap((bank) => [
    ...auditLeaving(bank.bankId, world, books),
    ...auditComing(bank.bankId, world, books),
    ...auditNamed(bank.bankId, world, books),
  ]);
}

interface Way {
  readonly departures: readonly Departure[];
  readonly arrivals: readonly Arrival[];
  readonly taken: number;
  readonly missing: number;
  readonly uncertain: number;
  readonly standing: number;
  readonly returned: number;
}

function wayOf(bankId: string, world: CabinetWorld, books: CabinetBooks): Way {
  const ends = [...books.ends.values()].flat().filter((end) => end.bankId === bankId);
  // Whoever comes by can take it: so it is told as taken, and a technician is told to look.
  const standing = ends.filter(({ code }) => code === 'left_at_mouth').length;
  return {
    departures: world.departures.filter((one) => one.bankId === bankId),
    arrivals: world.arrivals.filter((one) => one.bankId === bankId),
    taken: ends.filter(({ outcome }) => outcome === 'taken').length,
    uncertain: ends.filter(({ outcome }) => outcome === 'failed').length,
    standing,
    missing: books.missing.get(bankId) ?? 0,
    returned: books.returns.filter((one) => one.bankId === bankId).length,
  };
}

/** Promise 11: a bank that left did so with a rental, or somebody knows that it is gone. */
function auditLeaving(bankId: string, world: CabinetWorld, books: CabinetBooks): CabinetFinding[] {
  const way = wayOf(bankId, world, books);
  const { departures, taken, missing, standing } = way;
  const unseen = departures.filter((departure) => isUnseen(departure, world)).length;
  const told = taken + missing;
  const detail = `left ${departures.length} times (${departures.map(({ how }) => how).join(', ')}), ${taken} taken, ${missing} missing, ${unseen} too short to be seen`;
  if (told < departures.length - unseen) return [{ finding: 'left_untold', subject: bankId, detail }];
  // A switch at the mouth that says that nothing stands there is believed.
  if (told > departures.length + standing && !isBlind(world))
    return [{ finding: 'told_to_have_left', subject: bankId, detail }];
  const letOut = departures.filter((one) => one.how === 'let_out' && !isSwapped(one, world)).length;
  // Pushed back in and snatched before the lock has closed: nobody's any more, and an alarm.
  const isSnatched = world.swarm.kinds.includes('snatching');
  if (missing > departures.length - letOut && !isBlind(world) && !isSnatched)
    return [{ finding: 'let_out_without_rental', subject: bankId, detail }];
  return [];
}

/**
 * Who may have a bank that is missing: where it left because a motor had let it out for a rental, that rental is named,
 * and no other one is.
 */
function auditNamed(bankId: string, world: CabinetWorld, books: CabinetBooks): CabinetFinding[] {
  const gone = eventsOf(books.reports, 'bank_missing').filter((event) => event.bankId === bankId);
  const findings: CabinetFinding[] = [];
  for (const { rentalId } of gone) {
    if (rentalId === undefined) continue;
    const ends = books.ends.get(rentalId) ?? [];
    if (ends.some((end) => end.bankId === bankId && end.outcome !== 'taken')) continue;
    findings.push({ finding: 'wrong_rental_named', subject: rentalId, detail: JSON.stringify(ends) });
  }
  const { departures } = wayOf(bankId, world, books);
  const nameless = gone.filter(({ rentalId }) => rentalId === undefined).length;
  const unrented = departures.filter(({ how }) => how !== 'let_out').length;
  if (nameless > unrented && !isBlind(world))
    findings.push({
      finding: 'rental_unnamed',
      subject: bankId,
      detail: `missing ${nameless} times for nobody, left ${departures.map(({ how }) => how).join(', ')}`,
    });
  return findings;
}

/**
 * Another bank stood in its place before the controller had seen the slot empty for long, with contacts that could not be
 * read: that one or this one, nobody can tell.
 */
const isSwapped = (
  { at, atMs }: Departure,
  { arrivals, foreignArrivals, swarm, watch }: CabinetWorld,
): boolean =>
  swarm.kinds.some((kind) => UNREADABLE.includes(kind)) &&
  [...arrivals, ...foreignArrivals].some(
    (arrival) =>
      placeName(arrival.at) === placeName(at) &&
      arrival.atMs > atMs &&
      watch.seenMs(at.module, atMs, arrival.atMs) < SWAP_MS,
  );
const UNREADABLE: readonly CabinetFault[] = ['dirty_contacts', 'garbled_gauge', 'mute_gauge'];
/** Somebody's hand, and what a controller waits before it believes that a bank is gone. */
const SWAP_MS = limits.switchBounceMs + 1_000;

/** It was back before the controller could have been sure that it was gone, or gone before it could be sure that it was in. */
function isUnseen(departure: Departure, world: CabinetWorld): boolean {
  const { bankId, atMs, visibleMs, readableMs, at } = departure;
  const ofBank = world.arrivals.filter(
    (arrival) => arrival.bankId === bankId && arrival.at.module === at.module,
  );
  const back = world.arrivals.find((arrival) => arrival.bankId === bankId && arrival.atMs >= atMs);
  if (isBackUnseen(departure, world)) return true;
  if (back !== undefined && isLookedForInVain(departure, back, world)) return true;
  if (back !== undefined && isBlind(world) && back.atMs - atMs < BLIND_MS) return true;
  if (back !== undefined && isForgotten(departure, back, world)) return true;
  const came = ofBank.findLast((arrival) => arrival.atMs <= atMs);
  if (came === undefined) return false;
  // Its contacts were garbled before its lock could close, and until it left: nobody ever knew which bank that was.
  return visibleMs - came.visibleMs < SURE_MS || readableMs < LEGIBLE_MS;
}

/** The controller died again and again, and no life of it was long enough to be sure: each believes the switches anew. */
function isLookedForInVain({ at, atMs }: Departure, back: Arrival, { watch }: CabinetWorld): boolean {
  const sightsMs = watch.sightsMs(at.module, atMs, back.atMs);
  return back.at.module === at.module && sightsMs.length > 1 && sightsMs.every((ms) => ms < SETTLED_MS);
}
/** After a motion switches are believed when they have rested, and have told the same for a bounce's time; two slow polls. */
const SETTLED_MS = limits.ejectSettleMs + limits.switchBounceMs + 1_000;

/** It was back before its module was seen for long, and nowhere else for long enough to be known there. */
function isBackUnseen({ bankId, at, atMs, visibleMs }: Departure, world: CabinetWorld): boolean {
  const later = world.arrivals.filter((arrival) => arrival.bankId === bankId && arrival.atMs >= atMs);
  const index = later.findIndex((arrival) => arrival.at.module === at.module);
  const back = later[index];
  if (back === undefined || back.visibleMs - visibleMs >= SURE_MS) return false;
  return later.slice(0, index).every((stay) => {
    const next = world.departures.find((one) => one.bankId === bankId && one.atMs >= stay.atMs);
    return next !== undefined && next.visibleMs - stay.visibleMs < SURE_MS;
  });
}

/**
 * The disk refused all that happened meanwhile, until the controller died: nothing was said of it, and nobody knows. Where
 * it was still out then, it was put back into its slot before the next life of the controller could have been sure.
 */
const isForgotten = (left: Departure, back: Arrival, { controllerDeaths }: CabinetWorld): boolean =>
  controllerDeaths.some(({ atMs, diskFailedAtMs, visibleMs }) => {
    if (atMs < left.atMs || atMs - left.atMs > FORGOTTEN_MS || diskFailedAtMs < left.atMs) return false;
    if (atMs > back.atMs) return true;
    const seenMs = back.visibleMs - (visibleMs.get(back.at.module) ?? 0);
    return placeName(back.at) === placeName(left.at) && seenMs < SURE_MS;
  });
const FORGOTTEN_MS = 90_000;

/** Switches that lie are believed for as long as they contradict nobody. */
const BLIND_MS = 60_000;
const isBlind = ({ swarm }: CabinetWorld): boolean =>
  swarm.kinds.some((kind) => kind === 'stuck_switch' || kind === 'bouncing_switch');

/** Promise 12: a return is told once, with its true time. */
function auditComing(bankId: string, world: CabinetWorld, books: CabinetBooks): CabinetFinding[] {
  const { arrivals, departures, returned } = wayOf(bankId, world, books);
  const detail = `came in ${arrivals.length} times, left ${departures.length} times, ${returned} returns`;
  if (returned > arrivals.length && !isBlind(world))
    return [{ finding: 'return_doubled', subject: bankId, detail }];
  const findings: CabinetFinding[] = [];
  const isInside = world.wire.modules.some(({ board }) =>
    board.slots.some((bay) => bay.bank?.bankId === bankId && bay.place === 'back'),
  );
  const { taken, missing } = wayOf(bankId, world, books);
  // It began inside; each leaving and each coming that was told moves it.
  const balance = 1 + returned - taken - missing;
  const isStanding = world.wire.modules.some(({ board }) =>
    board.slots.some((bay) => bay.bank?.bankId === bankId && bay.place === 'mouth'),
  );
  if (isInside !== (balance === 1) && !isStanding)
    findings.push({
      finding: isInside ? 'return_lost' : 'return_invented',
      subject: bankId,
      detail: `${detail}, ${taken} taken, ${missing} missing; it is ${isInside ? 'inside' : 'outside'}`,
    });
  return findings;
}

/**
 * True times: each return's against the moment at which it clicked in, or, where nobody could see that, at which
 * somebody saw it.
 */
export function auditReturnTimes(
  world: CabinetWorld,
  books: CabinetBooks,
  toleranceMs: number,
): CabinetFinding[] {
  // A gauge that says nothing for a while cannot be told from an empty slot whose switch is stuck.
  const isMute = world.swarm.kinds.some((kind) => kind === 'mute_gauge' || kind === 'stuck_switch');
  const isSlow = world.swarm.kinds.some((kind) => SLOWING.includes(kind));
  const glimpseMs = isSlow ? SLOW_GLIMPSE_MS : GLIMPSE_MS;
  return books.returns.flatMap(({ bankId, atMs, isUncertain }) => {
    if (isUncertain) return [];
    const errors = world.arrivals
      .filter((arrival) => arrival.bankId === bankId)
      .map((arrival) => {
        const starts = [arrival.atMs, ...world.watch.sightsAfter(arrival.at.module, arrival.atMs, glimpseMs)];
        const after = atMs - arrival.atMs;
        if (isMute && after > 0) return 0;
        return Math.min(...starts.map((start) => Math.abs(atMs - start)));
      });
    if (isBlind(world) || (errors.length > 0 && Math.min(...errors) <= toleranceMs)) return [];
    const detail = `told for ${new Date(atMs).toISOString()}, ${errors.map(Math.round).join(', ')} ms beside`;
    return [{ finding: 'return_at_wrong_time', subject: bankId, detail }];
  });
}

/** What was seen for less than this before the module was lost again may have to be seen anew. */
const GLIMPSE_MS = 5_000;
/** … with contacts that do not read it, or a disk that does not take it, for longer. */
const SLOW_GLIMPSE_MS = 60_000;
const SLOWING: readonly CabinetFault[] = [
  'full_disk',
  'failing_sync',
  'slow_disk',
  'dirty_contacts',
  'garbled_gauge',
  'mute_gauge',
];
