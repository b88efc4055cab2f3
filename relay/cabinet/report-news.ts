import type { CabinetEvent } from '../../shared/cabinet-report.ts';
import type { NewAlarm, NewWebhook } from '../store.ts';
import type { DeviceCabinetReport } from './cabinet-memory.ts';
import { placeText } from './rental.ts';

/** What a receiver must know beside the event itself. */
export interface NewsContext {
  /** How often this seq of this log has told of something else before; mostly 0. */
  readonly variant: number;
  /** The relay had given the rental up. */
  readonly isLate?: boolean;
  /** The relay has no such rental: its disk is an older copy, or the cabinet did this by itself. */
  readonly isUnknown?: boolean;
}

/**
 * What the rental core hears of a report: rental ends, returns, and banks that are gone. The id is made of the report's
 * own key, so that it is the same however often, and by whichever copy of the relay's disk, it is told: billing gets it
 * once.
 *
 * @returns undefined for what is not the core's matter
 */
export function newsOf(told: DeviceCabinetReport, context: NewsContext): NewWebhook | undefined {
  const { deviceId: cabinet, reportLog, report } = told;
  const { event, seq, atMs, isTimeUncertain } = report;
  const news = contentOf(event, context);
  if (news === undefined) return undefined;
  const again = context.variant === 0 ? '' : `_${context.variant}`;
  return {
    webhookId: `report_${cabinet}_${reportLog}_${seq}${again}`,
    type: news.type,
    atMs,
    data: {
      ...news.data,
      cabinet,
      at: new Date(atMs).toISOString(),
      timeUncertain: isTimeUncertain,
      reportLog,
      seq,
    },
  };
}

function contentOf(
  event: CabinetEvent,
  { isLate, isUnknown }: NewsContext,
): { readonly type: string; readonly data: Readonly<Record<string, unknown>> } | undefined {
  switch (event.kind) {
    case 'rental_ended': {
      const { rentalId, outcome, code, bankId, at } = event;
      const data = { rentalId, code, bankId, ...at, late: isLate === true, unknown: isUnknown === true };
      return { type: `rental.${outcome}`, data };
    }
    case 'bank_returned': {
      const { bankId, at, levelPercent, rentalId } = event;
      return { type: 'bank.returned', data: { bankId, rentalId, levelPercent, ...at } };
    }
    case 'bank_missing': {
      const { bankId, at, rentalId } = event;
      return { type: 'bank.missing', data: { bankId, rentalId, ...at } };
    }
    case 'return_refused':
    case 'protection_tripped':
    case 'slot_changed':
      return undefined;
  }
}

/**
 * What an operator is told of a report.
 *
 * @param refusals returns that this slot has refused lately, this one included
 */
export function alarmOf(
  { deviceId: subject, report }: DeviceCabinetReport,
  refusals: number,
): NewAlarm | undefined {
  const { event, atMs } = report;
  const when = new Date(atMs).toISOString();
  switch (event.kind) {
    case 'protection_tripped': {
      const { protection, at, isLatched, bankId } = event;
      const bank = bankId === undefined ? '' : ` with ${bankId}`;
      const held = isLatched ? '; it stays off until a technician frees it' : '';
      const detail = `${protection} in ${placeText(at)}${bank} at ${when}${held}`;
      return { kind: 'cabinet_protection_tripped', subject, detail };
    }
    case 'bank_missing': {
      const { bankId, at, rentalId } = event;
      const whose =
        rentalId === undefined
          ? 'without a rental'
          : `after ${rentalId} had let it out and ended without it: that customer may have it`;
      const detail = `${bankId} is gone from ${placeText(at)} ${whose}, seen at ${when}`;
      return { kind: 'cabinet_bank_missing', subject, detail };
    }
    case 'return_refused': {
      if (refusals < REFUSALS_ALARMING) return undefined;
      // The hour, not the moment: a slot that refuses all day is one alarm an hour.
      const detail = `${placeText(event.at)} refuses returns (${event.code}), in the hour of ${when.slice(0, 13)}:00Z`;
      return { kind: 'cabinet_returns_refused', subject, detail };
    }
    case 'rental_ended':
    case 'bank_returned':
    case 'slot_changed':
      return undefined;
  }
}

/** So many refused returns at one slot within {@link REFUSALS_WITHIN_MS} are no clumsy renter any more. */
export const REFUSALS_ALARMING = 3;
export const REFUSALS_WITHIN_MS = 600_000;
