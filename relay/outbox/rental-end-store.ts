import type { Database } from 'better-sqlite3';
import type { CabinetEvent, RentalOutcome } from '../../shared/cabinet-report.ts';
import type { BankId, ModuleSerial, RentalId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { UnixMs } from '../../shared/quantities.ts';
import type { RentalEnd, RentalStep } from '../cabinet/cabinet-memory.ts';

/** The columns of a rental that tell its end. */
export interface RentalEndRow {
  readonly givenUpAtMs: UnixMs | null;
  readonly outcome: RentalOutcome | null;
  readonly code: string | null;
  readonly bankId: BankId | null;
  readonly module: ModuleSerial | null;
  readonly slot: number | null;
  readonly endedAtMs: UnixMs | null;
  readonly timeUncertain: 0 | 1 | null;
  readonly endRecordedAtMs: UnixMs | null;
  readonly endWebhookId: string | null;
}

export function endOfRow(row: RentalEndRow): RentalEnd | undefined {
  const { outcome, code, bankId, module, slot, endedAtMs, givenUpAtMs } = row;
  if (outcome === null || endedAtMs === null) return undefined;
  return {
    outcome,
    ...(code === null ? {} : { code }),
    ...(module === null || slot === null ? {} : { at: { module, slot } }),
    ...(bankId === null ? {} : { bankId }),
    endedAtMs,
    isTimeUncertain: row.timeUncertain === 1,
    isLate: givenUpAtMs !== null,
  };
}

export interface EndFacts {
  readonly atMs: UnixMs;
  readonly isTimeUncertain: boolean;
  readonly recordedAtMs: UnixMs;
  /** By which it is told; null: it was told before. */
  readonly webhookId: string | null;
}

/** Writes a rental's end, inside the transaction that is under way; the first one stays. */
export function createRentalEnder(
  database: Database,
): (event: Extract<CabinetEvent, { kind: 'rental_ended' }>, facts: EndFacts) => void {
  const end = database.prepare<
    [
      RentalOutcome,
      string | null,
      string | null,
      string | null,
      number | null,
      UnixMs,
      0 | 1,
      UnixMs,
      string | null,
      RentalId,
    ]
  >(
    `UPDATE rental SET outcome = ?, code = ?, bank_id = ?, module = ?, slot = ?, ended_at_ms = ?, time_uncertain = ?,
       end_recorded_at_ms = ?, end_webhook_id = ?
     WHERE rental_id = ? AND outcome IS NULL`,
  );
  return ({ rentalId, outcome, code, bankId, at }, facts) => {
    end.run(
      outcome,
      code ?? null,
      bankId ?? null,
      at?.module ?? null,
      at?.slot ?? null,
      facts.atMs,
      facts.isTimeUncertain ? 1 : 0,
      facts.recordedAtMs,
      facts.webhookId,
      rentalId,
    );
  };
}

/** What is worth a line in a rental's life beside its columns. */
export interface RentalNotes {
  /** @returns whether it is new; never beyond `limits.notesKeptPerRental` */
  add(rentalId: RentalId, step: RentalStep['step'], detail: string, nowMs: UnixMs): boolean;
  of(rentalId: RentalId): readonly RentalStep[];
}

export function createRentalNotes(database: Database): RentalNotes {
  const count = database
    .prepare<[RentalId], number>('SELECT count(*) FROM rental_note WHERE rental = ?')
    .pluck();
  const insert = database.prepare<[RentalId, string, string, UnixMs]>(
    'INSERT INTO rental_note (rental, step, detail, at_ms) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const all = database.prepare<[RentalId], RentalStep>(
    'SELECT at_ms AS atMs, step, detail FROM rental_note WHERE rental = ? ORDER BY at_ms',
  );
  return {
    add(rentalId, step, detail, nowMs) {
      if ((count.get(rentalId) ?? 0) >= limits.notesKeptPerRental) return false;
      return insert.run(rentalId, step, detail, nowMs).changes > 0;
    },
    of: (rentalId) => all.all(rentalId),
  };
}
