import { SURE_MS } from './audit-banks.ts';
import type { CabinetBooks } from './cabinet-books.ts';
import { type Arrival, type CabinetFinding, type Departure, placeName } from './cabinet-evidence.ts';
import type { CabinetWorld } from './cabinet-world.ts';

/** Promise 11, by hand and motor: whatever books and reports say, no rental has two banks out at once. */
export function auditRentedBanks({ departures, arrivals }: CabinetWorld): CabinetFinding[] {
  return departures.flatMap((second, index) => {
    const { rentalId } = second;
    const first = departures.slice(0, index).find((one) => {
      if (rentalId === undefined || one.rentalId !== rentalId || one.bankId === second.bankId) return false;
      // What was pushed back at once, while nobody looked, is in again, and another slot may be tried.
      const back = arrivals.find((arrival) => arrival.bankId === one.bankId && arrival.atMs >= one.atMs);
      return back === undefined || back.atMs > second.atMs;
    });
    if (rentalId === undefined || first === undefined) return [];
    return [{ finding: 'two_banks_left', subject: rentalId, detail: `${first.bankId} and ${second.bankId}` }];
  });
}

/** In these a disk that has forgotten cannot help contradicting itself. */
const OF_MEMORY: readonly string[] = ['two_ends', 'ends_differ', 'no_end', 'webhook_changed'];

export const isOfMemory = ({ finding }: CabinetFinding): boolean => OF_MEMORY.includes(finding);

/**
 * What was told cannot be counted where a disk has forgotten. But each bank that came or went since was told, and in the
 * end the cabinet's own book says of each bank what is true.
 */
export function auditRestored(
  world: CabinetWorld,
  { missing, returns, ends }: CabinetBooks,
): CabinetFinding[] {
  const restoredAtMs = Math.max(...world.restores.map(({ atMs }) => atMs));
  const book = new Map(
    world.cabinet.disk.look('load', {}).banks.map((record) => [`${record.bankId}`, record]),
  );
  const findings: CabinetFinding[] = [];
  for (const { bankId } of world.banks) {
    const bays = world.wire.modules.flatMap(({ board }) =>
      board.slots.flatMap((bay) => (bay.bank?.bankId === bankId ? [{ module: board.serial, bay }] : [])),
    );
    const [found] = bays;
    if (found?.bay.place === 'mouth') continue;
    const record = book.get(bankId);
    const isHome = record?.is === 'home';
    const place = found === undefined ? 'out' : placeName({ module: found.module, slot: found.bay.slot });
    const told = isHome ? placeName(record.at) : 'out';
    if (told !== place)
      findings.push({
        finding: 'book_wrong',
        subject: bankId,
        detail: `${told} by the book, ${place} in truth`,
      });
    const left = world.departures.some((one) => one.bankId === bankId && isSeen(one, world, restoredAtMs));
    const isLeaveTold =
      (missing.get(bankId) ?? 0) > 0 ||
      [...ends.values()].flat().some((end) => end.bankId === bankId && end.outcome === 'taken');
    if (left && !isLeaveTold)
      findings.push({ finding: 'left_untold', subject: bankId, detail: 'after the restore' });
    const came = world.arrivals.some((one) => one.bankId === bankId && isSeen(one, world, restoredAtMs));
    if (came && !returns.some((one) => one.bankId === bankId))
      findings.push({ finding: 'return_lost', subject: bankId, detail: 'after the restore' });
  }
  return [...findings, ...auditDoubled({ missing, returns, ends })];
}

/** Promise 12: of a bank that was let out once, and never told missing, one return ends its rental. */
function auditDoubled({ missing, returns, ends }: Omit<CabinetBooks, 'reports'>): CabinetFinding[] {
  const taken = [...ends.values()].flat().filter(({ outcome }) => outcome === 'taken');
  return taken.flatMap(({ rentalId, bankId = '' }) => {
    const told = returns.filter((one) => one.rentalId === rentalId);
    const isOnce = taken.filter((one) => one.bankId === bankId).length === 1 && !missing.has(bankId);
    if (!isOnce || told.length <= 1) return [];
    return [{ finding: 'return_doubled', subject: rentalId, detail: `${told.length} returns of ${bankId}` }];
  });
}

/** What came or went, and what its slot was until then, was before the eyes of the controller long enough since. */
function isSeen(
  one: Departure | Arrival,
  { controllerDeaths, departures, arrivals }: CabinetWorld,
  sinceMs: number,
): boolean {
  const { at, bankId, atMs, visibleMs } = one;
  if (atMs <= sinceMs) return false;
  const blind = controllerDeaths.findLast((death) => death.atMs <= sinceMs)?.visibleMs.get(at.module) ?? 0;
  const moves = [...departures, ...arrivals].filter(
    (other) => other.bankId === bankId && other.at.module === at.module,
  );
  const before = moves.filter((other) => other.atMs < atMs).map((other) => other.visibleMs);
  const after = moves.filter((other) => other.atMs > atMs).map((other) => other.visibleMs);
  const fromMs = Math.max(blind, ...before);
  const untilMs = Math.min(Number.POSITIVE_INFINITY, ...after);
  return visibleMs - fromMs >= SURE_MS && untilMs - visibleMs >= SURE_MS;
}
