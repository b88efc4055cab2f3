import type { CabinetEvent, CabinetReport } from '../../shared/cabinet-report.ts';
import type { CabinetWorld } from './cabinet-world.ts';

/** What rental core and billing were told, and what the operator can read at the relay, in a form that can be counted. */
export interface CabinetBooks {
  readonly reports: readonly CabinetReport[];
  /** Ends of rentals as billing has them, by rental. */
  readonly ends: ReadonlyMap<string, readonly BilledEnd[]>;
  readonly returns: readonly BilledReturn[];
  /** Reports of banks that are gone, by bank. */
  readonly missing: ReadonlyMap<string, number>;
}

export interface BilledEnd {
  readonly rentalId: string;
  readonly outcome: 'taken' | 'not_taken' | 'failed';
  readonly bankId: string | undefined;
  readonly code: string | undefined;
}

export interface BilledReturn {
  readonly bankId: string;
  readonly rentalId: string | undefined;
  readonly atMs: number;
  readonly isUncertain: boolean;
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export function booksOf({ core, relay, cabinet }: CabinetWorld): CabinetBooks {
  const reports = relay.disk
    .look('readReports', { query: { cabinet: cabinet.id }, most: 500 })
    .map(({ report }) => report);
  const ends = new Map<string, BilledEnd[]>();
  const returns: BilledReturn[] = [];
  for (const { type, data } of core.billed.values()) {
    const bankId = textOf(data.bankId);
    const rentalId = textOf(data.rentalId);
    if (type === 'bank.returned' && bankId !== undefined) {
      const atMs = Date.parse(String(data.at));
      returns.push({ bankId, rentalId, atMs, isUncertain: data.timeUncertain === true });
    }
    const outcome = OUTCOMES[type];
    if (outcome === undefined || rentalId === undefined) continue;
    ends.set(rentalId, [
      ...(ends.get(rentalId) ?? []),
      { rentalId, outcome, bankId, code: textOf(data.code) },
    ]);
  }
  const missing = new Map<string, number>();
  for (const { bankId } of eventsOf(reports, 'bank_missing'))
    missing.set(bankId, (missing.get(bankId) ?? 0) + 1);
  return { reports, ends, returns, missing };
}

const OUTCOMES: Readonly<Record<string, BilledEnd['outcome']>> = {
  'rental.taken': 'taken',
  'rental.not_taken': 'not_taken',
  'rental.failed': 'failed',
};

export function eventsOf<Kind extends CabinetEvent['kind']>(
  reports: readonly CabinetReport[],
  kind: Kind,
): (Extract<CabinetEvent, { kind: Kind }> & Pick<CabinetReport, 'atMs' | 'isTimeUncertain' | 'seq'>)[] {
  return reports.flatMap(({ event, atMs, isTimeUncertain, seq }) =>
    event.kind === kind
      ? [{ ...(event as Extract<CabinetEvent, { kind: Kind }>), atMs, isTimeUncertain, seq }]
      : [],
  );
}
