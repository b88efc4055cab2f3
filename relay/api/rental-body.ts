import { Failure } from '../../shared/failure.ts';
import { deviceId, rentalId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { type UnixMs, unixMs } from '../../shared/quantities.ts';
import type { RentalOrder } from '../cabinet/cabinet-memory.ts';
import { readJsonBody } from './json-body.ts';
import { readTime } from './order-routes.ts';

const FIELDS = ['rentalId', 'cabinet', 'expiresAt', 'minimumLevel'] as const;

/**
 * Reads the body of `POST /v1/rentals`: all four fields and nothing else. `expiresAt` is a number of ms since 1970 or a
 * text in ISO 8601 with its offset; both name one moment, so a repeat may use the other form.
 *
 * @throws Failure `malformed`, naming the field
 */
export function readRentalBody(body: Buffer, nowMs: UnixMs): RentalOrder {
  const value = readJsonBody(body, FIELDS);
  const expiresAtMs = readExpiry(value.expiresAt);
  if (expiresAtMs - nowMs > limits.rentalLifeMs) {
    throw new Failure('malformed', `expiresAt is more than ${limits.rentalLifeMs / 60_000} min ahead`);
  }
  return {
    rentalId: rentalId(value.rentalId),
    cabinet: deviceId(value.cabinet),
    expiresAtMs,
    minimumLevelPercent: readLevel(value.minimumLevel),
  };
}

function readExpiry(value: unknown): UnixMs {
  if (typeof value === 'number') return unixMs(value);
  if (typeof value === 'string') return readTime(value);
  throw new Failure('malformed', 'expiresAt is ms since 1970, or like 2025-06-30T08:00:00+08:00');
}

function readLevel(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 100) {
    throw new Failure('malformed', 'minimumLevel is an integer from 0 to 100, in %');
  }
  return value;
}
