import { limits } from '../../shared/limits.ts';
import { auditBanks, auditReturnTimes } from './audit-banks.ts';
import { auditBars, auditCommands } from './audit-commands.ts';
import { auditRentedBanks, auditRestored, isOfMemory } from './audit-restored.ts';
import { booksOf, type CabinetBooks, eventsOf } from './cabinet-books.ts';
import { type CabinetFinding, placeName } from './cabinet-evidence.ts';
import type { Probe } from './cabinet-run.ts';
import type { CabinetWorld } from './cabinet-world.ts';

/**
 * Judges a cabinet's run by what really happened (physics, people, the core's calls) and by what core, billing and
 * operator were told. Shares no logic with the product. Nothing: all is well.
 */
export function auditCabinet(
  world: CabinetWorld,
  unsettled: string,
  probe: Probe | undefined,
): CabinetFinding[] {
  const books = booksOf(world);
  const ends = auditEnds(world, books);
  return [
    ...world.broken,
    ...(unsettled === '' ? [] : [{ finding: 'unsettled', ...firstRental(unsettled), detail: unsettled }]),
    ...auditCalls(world),
    ...auditRentedBanks(world),
    ...(world.restores.length === 0
      ? [...ends, ...auditMemory(world, books)]
      : [...ends.filter((finding) => !isOfMemory(finding)), ...auditRestored(world, books)]),
    ...auditEjections(world),
    ...auditMouths(world, books),
    ...auditHeat(world),
    ...auditCommands(world),
    ...auditProbe(books, probe),
  ];
}

/** What nobody can hold a cabinet to whose disk was put back. */
const auditMemory = (world: CabinetWorld, books: CabinetBooks): CabinetFinding[] => [
  ...auditBanks(world, books),
  ...auditReturnTimes(world, books, timeToleranceMs(world)),
  ...auditHeld(world, books),
  ...auditBars(world),
];

const firstRental = (text: string): { subject?: string } => {
  const subject = /R\d+-\d+/.exec(text)?.[0];
  return subject === undefined ? {} : { subject };
};

/** Half of what a question to the relay may have taken, and the poll that sees it. */
function timeToleranceMs({ swarm }: CabinetWorld): number {
  const isSlow = swarm.kinds.some((kind) =>
    ['delay', 'loss', 'wild_wire', 'link_down', 'freeze'].includes(kind),
  );
  return 2_000 + (isSlow ? 4_000 : 0);
}

/** Each call gets the answer of its first: promise 11. */
function auditCalls({ core }: CabinetWorld): CabinetFinding[] {
  const findings: CabinetFinding[] = [];
  const rentals = new Set(core.calls.map(({ rentalId }) => rentalId));
  for (const rentalId of rentals) {
    const calls = core.calls.filter((call) => call.rentalId === rentalId && call.status !== undefined);
    const statuses = (kind: 'good' | 'forged') =>
      calls
        .filter((call) => (call.kind === 'forged') === (kind === 'forged'))
        .map(({ status = 0 }) => status);
    const told = statuses('good').filter((status) => status >= 200 && status < 500);
    const isGood = (status: number): boolean => [200, 202, 410].includes(status);
    const isBad = told.some((status) => !isGood(status));
    const detail = calls.map(({ kind, status, text }) => `${kind} ${status} ${text}`).join('; ');
    // A conflict is right where the forged one came first, as it may when answers are lost.
    const forged = statuses('forged');
    const isForgedFirst =
      forged.some((status) => status === 202 || status === 200) || (forged.includes(0) && !told.some(isGood));
    if (!isForgedFirst && isBad) findings.push({ finding: 'wrong_answer', subject: rentalId, detail });
    if (told.filter((status) => status === 202).length > 1)
      findings.push({ finding: 'recorded_twice', subject: rentalId, detail });
    if (isForgedFirst && told.some((status) => status < 300))
      findings.push({ finding: 'forged_accepted', subject: rentalId, detail });
  }
  return findings;
}

/** Every rental that was accepted has one outcome, and one for ever. */
function auditEnds({ core, relay, cabinet }: CabinetWorld, books: CabinetBooks): CabinetFinding[] {
  const findings: CabinetFinding[] = [];
  const asked = new Set(core.calls.map(({ rentalId }) => rentalId));
  for (const rentalId of asked) {
    const ends = books.ends.get(rentalId) ?? [];
    const reported = eventsOf(books.reports, 'rental_ended').filter((event) => event.rentalId === rentalId);
    const banks = new Set(
      reported.flatMap(({ bankId, outcome }) =>
        outcome === 'taken' && bankId !== undefined ? [bankId] : [],
      ),
    );
    const words = new Set(reported.map(({ outcome, bankId }) => `${outcome} ${bankId}`));
    const detail = `billing: ${JSON.stringify(ends)}; reports: ${[...words].join(', ')}`;
    if (banks.size > 1) findings.push({ finding: 'two_banks', subject: rentalId, detail });
    if (ends.length > 1 || words.size > 1) findings.push({ finding: 'two_ends', subject: rentalId, detail });
    const accepted = core.calls.some(
      (call) => call.rentalId === rentalId && (call.status === 202 || call.status === 200),
    );
    const life = relay.disk.look('readRental', rentalId as never);
    if (accepted && life === undefined) findings.push({ finding: 'rental_lost', subject: rentalId, detail });
    if (life === undefined) continue;
    const known = cabinet.disk.look('load', {}).rentals.find((record) => record.rentalId === rentalId);
    if (ends.length === 0 && (life.state !== 'expired_unanswered' || known !== undefined))
      findings.push({ finding: 'no_end', subject: rentalId, detail: `${life.state}; ${detail}` });
    if (ends[0] !== undefined && life.end?.outcome !== ends[0].outcome)
      findings.push({ finding: 'ends_differ', subject: rentalId, detail: `${life.end?.outcome}; ${detail}` });
  }
  for (const [rentalId] of books.ends)
    if (!asked.has(rentalId))
      findings.push({ finding: 'rental_invented', subject: rentalId, detail: 'nobody asked' });
  for (const { webhookId, contradictions, data } of core.billed.values())
    if (contradictions.length > 0)
      findings.push({
        finding: 'webhook_changed',
        ...firstRental(String(data.rentalId)),
        detail: `${webhookId} ${contradictions}`,
      });
  return findings;
}

/** No bank leaves for a rental that nobody has asked for, or whose time is over. */
function auditEjections({ core, watch, swarm }: CabinetWorld): CabinetFinding[] {
  const toleranceMs = swarm.kinds.some((kind) =>
    ['delay', 'loss', 'wild_wire', 'link_down', 'freeze', 'slow_disk'].includes(kind),
  )
    ? 6_000
    : 1_500;
  return watch.ejections.flatMap(({ at, atMs, bankId }) => {
    const isWanted = core.calls.some((call) => call.atMs <= atMs && atMs <= call.expiresAtMs + toleranceMs);
    if (isWanted) return [];
    return [
      {
        finding: 'ejected_late',
        subject: bankId ?? placeName(at),
        detail: `${placeName(at)} at ${new Date(atMs).toISOString()}`,
      },
    ];
  });
}

/** What was let out and not taken is back inside, or somebody was told that it could not be. */
function auditMouths({ wire, watch, swarm, restores }: CabinetWorld, books: CabinetBooks): CabinetFinding[] {
  return wire.modules.flatMap(({ board }) =>
    board.slots.flatMap((bay) => {
      const { bank, slot } = bay;
      if (bank === undefined || bay.place !== 'mouth') return [];
      const name = `${board.serial}/${slot}`;
      const wasLetOut = watch.ejections.some((ejection) => ejection.bankId === bank.bankId);
      const isTold = eventsOf(books.reports, 'slot_changed').some(
        ({ at, state }) => placeName(at) === name && ['jammed', 'faulted'].includes(state),
      );
      const isExcused = swarm.kinds.some((kind) =>
        ['clumsy_people', 'stuck_switch', 'bouncing_switch'].includes(kind),
      );
      // It is half in to a disk that has forgotten its rental, and where it stood in the place of one that was pried out.
      const isUnknown = restores.length > 0 || swarm.kinds.includes('prying');
      const isRefused =
        isUnknown &&
        eventsOf(books.reports, 'return_refused').some(
          ({ at, code }) => placeName(at) === name && code === 'half_in',
        );
      if (!wasLetOut || isTold || isExcused || isRefused) return [];
      return [{ finding: 'left_in_mouth', subject: bank.bankId, detail: name }];
    }),
  );
}

/** A slot that a protection has latched, or that is disabled, is not charged until a technician says so. */
function auditHeld({ watch, services }: CabinetWorld, books: CabinetBooks): CabinetFinding[] {
  const trips = eventsOf(books.reports, 'protection_tripped').filter(
    ({ isLatched, isTimeUncertain }) => isLatched && !isTimeUncertain,
  );
  const latched = trips.map(({ at, atMs, protection }) => {
    const freed = services.find(
      (call) =>
        call.action === 'free_slot' && placeName(call.at) === placeName(at) && call.atMs >= atMs - 8_000,
    );
    return {
      at,
      fromMs: atMs + 8_000,
      untilMs: freed?.atMs ?? Number.POSITIVE_INFINITY,
      why: `latched by ${protection}`,
    };
  });
  const disabled = services
    .filter(({ action, isDone }) => action === 'disable_slot' && isDone === true)
    .map(({ at, answeredAtMs = 0 }) => {
      const enabled = services.find(
        (call) =>
          call.action === 'enable_slot' &&
          placeName(call.at) === placeName(at) &&
          call.atMs + 10_000 >= answeredAtMs,
      );
      return {
        at,
        fromMs: answeredAtMs + 3_500,
        untilMs: enabled?.atMs ?? Number.POSITIVE_INFINITY,
        why: 'disabled',
      };
    });
  return [...latched, ...disabled].flatMap(({ at, fromMs, untilMs, why }) => {
    const span = watch.charges.find(
      (charge) =>
        placeName(charge.at) === placeName(at) &&
        charge.toMs > fromMs &&
        charge.fromMs < untilMs &&
        Math.min(charge.toMs, untilMs) - Math.max(charge.fromMs, fromMs) > 0,
    );
    return span === undefined
      ? []
      : [{ finding: 'charged_while_held', detail: `${placeName(at)} was ${why}` }];
  });
}

const CELL_CELSIUS_MOST = 60;

/** Promise of issue and cells: one fault alone never brings a cell beyond 60 °C. */
function auditHeat({ watch, swarm }: CabinetWorld): CabinetFinding[] {
  if (swarm.kinds.length > 1 || watch.hottestCelsius <= CELL_CELSIUS_MOST) return [];
  return [{ finding: 'cell_too_hot', detail: `${watch.hottestCelsius.toFixed(1)} °C` }];
}

function auditProbe({ ends }: CabinetBooks, probe: Probe | undefined): CabinetFinding[] {
  if (probe === undefined) return [];
  const { rentalId, couldBe } = probe;
  const end = ends.get(rentalId)?.[0];
  if (couldBe.length === 0 || end?.outcome === 'taken' || end?.outcome === 'not_taken') return [];
  const detail = `${end === undefined ? 'no end' : `${end.outcome} ${end.code}`}, though ${couldBe.join(', ')} could be had`;
  return [{ finding: 'not_served', subject: rentalId, detail }];
}

if (limits.notTakenMs > 20_000) throw new Error('people wait no longer than that');
