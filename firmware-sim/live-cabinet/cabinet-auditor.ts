import type { PutLine } from './boards-line.ts';
import type { BlindSpan, CabinetWitness } from './cabinet-witness.ts';
import type { RentCall } from './rental-core.ts';
import type { Delivery } from './webhook-receiver.ts';

/** What happened, and what the core was told of it. */
export interface CabinetEvidence {
  readonly witness: Pick<
    CabinetWitness,
    'motors' | 'outs' | 'departures' | 'arrivals' | 'blindSpans' | 'powerInTheDark'
  >;
  readonly calls: readonly RentCall[];
  readonly deliveries: readonly Delivery[];
  /** Banks that the cabinet called missing. */
  readonly missing: readonly string[];
}

export const FINDINGS = [
  /** More than one bank for a rental. */
  'two_banks',
  /** A rental has two ends. */
  'two_ends',
  /** A rental that was accepted was never heard of again. */
  'no_end',
  /** An end of a rental that nobody had asked for. */
  'unknown_rental',
  /** A bank has left, and no rental says so. */
  'out_without_rental',
  /** A bank was let out, and no rental's end says so. */
  'let_out_without_rental',
  /** A rental says that a bank has left, and it has not. */
  'taken_but_in',
  /** A motor let a bank out after its rental's time. */
  'late_eject',
  'return_lost',
  'returned_twice',
  /** The time of a departure or of a return is not the true one, or the return's is the earlier of the two. */
  'wrong_time',
  /** A return names another rental than the one it left by. */
  'wrong_rental',
  /** The same webhook, with other words. */
  'contradicted',
  'called_missing',
  'power_in_the_dark',
] as const;
export type Finding = (typeof FINDINGS)[number];

export interface CabinetVerdict {
  readonly clean: boolean;
  readonly findings: readonly { readonly finding: Finding; readonly detail: string }[];
  readonly figures: {
    readonly rentals: number;
    readonly taken: number;
    readonly notTaken: number;
    readonly failed: number;
    readonly unanswered: number;
    readonly refused: number;
    readonly ejects: number;
    readonly departures: number;
    readonly arrivals: number;
    readonly returned: number;
    readonly deliveries: number;
  };
}

/** Clocks of one machine, read by several programs that are busy. */
const CLOCKS_MS = 500;
/** From the click to the cabinet's own sight of it: contacts, a poll, and a machine that has much to do. */
const SIGHT_MS = 4_000;
/** After a start, or a new look at the bus, modules have to be found again first. */
const RECOVERY_MS = 8_000;

const ENDS = ['rental.taken', 'rental.not_taken', 'rental.failed'];

interface Told extends Delivery {
  /** What it says that it happened, Unix ms. */
  readonly atMs: number;
}

/** Puts what the core was told against what really happened; pure. */
export function auditCabinet(evidence: CabinetEvidence): CabinetVerdict {
  const { witness, calls, deliveries, missing } = evidence;
  const findings: { finding: Finding; detail: string }[] = [];
  const find = (finding: Finding, detail: string): void => void findings.push({ finding, detail });
  const told = uniqueById(deliveries, find);
  const of = (...types: string[]): Told[] => told.filter(({ type }) => types.includes(type));
  for (const bankId of missing) find('called_missing', `bank ${bankId}`);
  for (const power of witness.powerInTheDark) find('power_in_the_dark', power);
  judgeRentals(calls, of(...ENDS), of('rental.unanswered'), find);
  judgeDepartures(evidence, of('rental.taken'), of(...ENDS), find);
  judgeReturns(evidence, of('bank.returned'), of('rental.taken'), find);
  const refused = calls.filter(({ status = 0 }) => status >= 400).length;
  return {
    clean: findings.length === 0,
    findings,
    figures: {
      rentals: calls.length,
      taken: of('rental.taken').length,
      notTaken: of('rental.not_taken').length,
      failed: of('rental.failed').length,
      unanswered: of('rental.unanswered').length,
      refused,
      ejects: witness.motors.filter(({ move }) => move === 'eject').length,
      departures: witness.departures.length,
      arrivals: witness.arrivals.length,
      returned: of('bank.returned').length,
      deliveries: deliveries.length,
    },
  };
}

type Find = (finding: Finding, detail: string) => void;

function uniqueById(deliveries: readonly Delivery[], find: Find): Told[] {
  const known = new Map<string, Told>();
  for (const delivery of deliveries) {
    const { webhookId, type, data } = delivery;
    const before = known.get(webhookId);
    if (before === undefined) {
      known.set(webhookId, { ...delivery, atMs: Date.parse(String(data.at)) });
    } else if (JSON.stringify([before.type, before.data]) !== JSON.stringify([type, data])) {
      find('contradicted', `${webhookId}: ${JSON.stringify(before.data)}, then ${JSON.stringify(data)}`);
    }
  }
  return [...known.values()];
}

function judgeRentals(
  calls: readonly RentCall[],
  ends: readonly Told[],
  unanswered: readonly Told[],
  find: Find,
): void {
  const endsOf = byKey(ends, ({ data }) => String(data.rentalId));
  const isGivenUp = new Set(unanswered.map(({ data }) => data.rentalId));
  const asked = new Set(calls.map(({ rentalId }) => rentalId));
  for (const { rentalId, status = 0 } of calls) {
    const own = endsOf.get(rentalId) ?? [];
    const taken = own.filter(({ type }) => type === 'rental.taken');
    if (taken.length > 1)
      find('two_banks', `${rentalId}: ${taken.map(({ data }) => data.bankId).join(', ')}`);
    else if (own.length > 1) find('two_ends', `${rentalId}: ${own.map(({ type }) => type).join(', ')}`);
    const isAccepted = status >= 200 && status < 300;
    if (isAccepted && own.length === 0 && !isGivenUp.has(rentalId)) find('no_end', rentalId);
  }
  for (const rentalId of endsOf.keys()) if (!asked.has(rentalId)) find('unknown_rental', rentalId);
}

function judgeDepartures(
  { witness, calls }: CabinetEvidence,
  taken: readonly Told[],
  ends: readonly Told[],
  find: Find,
): void {
  const takenOf = byKey(taken, bankOf);
  const endsOf = byKey(ends, bankOf);
  const gone = byKey(rentedOut(witness), ({ bankId }) => bankId);
  const outs = byKey(witness.outs, ({ bankId }) => bankId);
  const expiry = new Map(calls.map(({ rentalId, expiresAtMs }) => [rentalId, expiresAtMs]));
  for (const bankId of new Set([...gone.keys(), ...takenOf.keys(), ...outs.keys()])) {
    const left = (gone.get(bankId) ?? []).length;
    const said = (takenOf.get(bankId) ?? []).length;
    if (left > said) find('out_without_rental', `bank ${bankId} left ${left} times, ${said} are told`);
    if (left < said) find('taken_but_in', `bank ${bankId} left ${left} times, ${said} are told`);
    const [seen, ended] = [outs.get(bankId)?.length ?? 0, endsOf.get(bankId)?.length ?? 0];
    if (seen > ended) find('let_out_without_rental', `bank ${bankId}: ${seen} times, ${ended} ends`);
    (gone.get(bankId) ?? []).forEach(({ atMs, module, slot }, index) => {
      const end = takenOf.get(bankId)?.[index];
      const rentalId = String(end?.data.rentalId);
      const lateBy = (end?.atMs ?? atMs) - atMs;
      if (lateBy < -CLOCKS_MS || atMs + lateBy > seenBy(atMs, witness.blindSpans))
        find('wrong_time', `bank ${bankId}: taken ${lateBy} ms after it left, ${rentalId}`);
      const eject = witness.motors.findLast(
        (motor) =>
          motor.move === 'eject' && motor.module === module && motor.slot === slot && motor.atMs <= atMs,
      );
      const lateMs = (eject?.atMs ?? 0) - (expiry.get(rentalId) ?? Number.POSITIVE_INFINITY);
      if (lateMs > CLOCKS_MS) find('late_eject', `${rentalId}: ${lateMs} ms after its time`);
    });
  }
}

function judgeReturns(
  { witness }: CabinetEvidence,
  returned: readonly Told[],
  taken: readonly Told[],
  find: Find,
): void {
  const returnedOf = byKey(returned, bankOf);
  const takenOf = byKey(taken, bankOf);
  const arrivalsOf = byKey(witness.arrivals, ({ bankId }) => bankId);
  for (const bankId of new Set([...arrivalsOf.keys(), ...returnedOf.keys()])) {
    // Until it has left with a rental, nobody is billed for it, whoever brought it.
    const leftAtMs = rentedOut(witness).find((gone) => gone.bankId === bankId)?.atMs;
    if (leftAtMs === undefined) continue;
    const came = (arrivalsOf.get(bankId) ?? []).filter(
      (arrival) => arrival.atMs > leftAtMs && !wasWithdrawn(arrival, witness),
    );
    const said = (returnedOf.get(bankId) ?? []).filter(({ atMs }) => atMs > leftAtMs - CLOCKS_MS);
    if (said.length > came.length)
      find('returned_twice', `bank ${bankId} came back ${came.length} times, ${said.length} are told`);
    if (said.length < came.length)
      find('return_lost', `bank ${bankId} came back ${came.length} times, ${said.length} are told`);
    if (said.length !== came.length) continue;
    came.forEach(({ atMs }, index) => {
      const one = said[index];
      if (one === undefined) return;
      const earlyMs = atMs - one.atMs;
      const lateMs = one.atMs - seenBy(atMs, witness.blindSpans);
      if (earlyMs > CLOCKS_MS || lateMs > 0)
        find('wrong_time', `bank ${bankId}: told ${one.atMs - atMs} ms after it came, ${one.webhookId}`);
      const begin = takenOf.get(bankId)?.[index];
      const rentalId = begin?.data.rentalId;
      if (begin !== undefined && begin.atMs > one.atMs)
        find(
          'wrong_time',
          `bank ${bankId}: back ${begin.atMs - one.atMs} ms before it was taken, ${rentalId}`,
        );
      if (one.data.rentalId !== rentalId)
        find('wrong_rental', `bank ${bankId} left by ${rentalId}, came back by ${one.data.rentalId}`);
    });
  }
}

const bankOf = ({ data }: Told): string => String(data.bankId);

/** Of a slot whose motor had let it out; what was put in and never locked can be taken back by whoever put it in. */
function rentedOut({
  departures,
  outs,
}: CabinetEvidence['witness']): CabinetEvidence['witness']['departures'] {
  return departures.filter((gone) => {
    const before = outs.filter((out) => out.bankId === gone.bankId && out.atMs <= gone.atMs + CLOCKS_MS);
    const earlier = departures.filter((one) => one.bankId === gone.bankId && one.atMs < gone.atMs);
    const last = before.at(-1);
    return last !== undefined && earlier.every(({ atMs }) => atMs < last.atMs);
  });
}

/** It was taken out again before it had been accepted. */
export function wasWithdrawn(arrival: PutLine, witness: CabinetEvidence['witness']): boolean {
  const { bankId, atMs } = arrival;
  const next = witness.departures.find((gone) => gone.bankId === bankId && gone.atMs > atMs);
  return next !== undefined && !rentedOut(witness).includes(next);
}

/** The latest time by which a cabinet that could see knew of it. */
function seenBy(atMs: number, blind: readonly BlindSpan[]): number {
  let byMs = atMs + SIGHT_MS;
  for (const { fromMs, toMs } of [...blind].sort((one, other) => one.fromMs - other.fromMs)) {
    if (fromMs <= byMs && toMs + RECOVERY_MS > atMs) byMs = Math.max(byMs, toMs + RECOVERY_MS);
  }
  return byMs;
}

/** In the order of their own times. */
function byKey<One extends { readonly atMs: number }>(
  ones: readonly One[],
  keyOf: (one: One) => string,
): Map<string, One[]> {
  const groups = new Map<string, One[]>();
  for (const one of [...ones].sort((first, second) => first.atMs - second.atMs)) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}

/** For a person. */
export function cabinetVerdictText({ clean, findings, figures }: CabinetVerdict): string {
  const { rentals, taken, notTaken, failed, unanswered, refused } = figures;
  const ends = [
    `${taken} taken`,
    ...(notTaken > 0 ? [`${notTaken} not taken`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(unanswered > 0 ? [`${unanswered} unanswered`] : []),
    ...(refused > 0 ? [`${refused} refused`] : []),
  ];
  return [
    clean ? 'verdict: clean' : `verdict: ${findings.length} findings`,
    `  rentals              ${rentals}: ${ends.join(', ')}`,
    `  banks that left      ${figures.departures}, let out by ${figures.ejects} motor starts`,
    `  banks that came      ${figures.arrivals}, ${figures.returned} returns told`,
    `  webhooks             ${figures.deliveries} deliveries`,
    ...findings.map(({ finding, detail }) => `  ${finding}: ${detail}`),
  ].join('\n');
}
