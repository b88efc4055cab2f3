import { Failure } from './failure.ts';

/**
 * Branded numbers: a value of one quantity cannot be passed where another is meant.
 * Construct them only through the functions below, which check the range; arithmetic yields plain
 * numbers again, so a result has to be named anew.
 */
declare const brand: unique symbol;
type Branded<Name extends string> = number & { readonly [brand]: Name };

/** Money in fen (1/100 yuan), or in sen for ringgit; a safe integer ≥ 0. */
export type Fen = Branded<'Fen'>;
/** Wall-clock time in milliseconds since 1970-01-01 UTC. */
export type UnixMs = Branded<'UnixMs'>;
/** Position of a notice in its device's log: 1, 2, 3 …; 0 stands for "none yet". */
export type Seq = Branded<'Seq'>;

function safeInteger(value: number, lowest: number, highest: number, what: string): number {
  if (!Number.isSafeInteger(value) || value < lowest || value > highest) {
    throw new Failure('malformed', `${what} must be an integer from ${lowest} to ${highest}`);
  }
  return value;
}

/** One order's largest amount: 100 million yuan, the most that the voice can be asked to read. */
export const FEN_MAX = 10_000_000_000;

/** @throws Failure `malformed` unless `value` is an integer of 0 … {@link FEN_MAX} fen. */
export const fen = (value: number): Fen => safeInteger(value, 0, FEN_MAX, 'an amount in fen') as Fen;

/** A sum of many amounts, in fen; up to the largest safe integer. */
export const fenSum = (value: number): Fen =>
  safeInteger(value, 0, Number.MAX_SAFE_INTEGER, 'a sum in fen') as Fen;

/** The end of the year 9999. */
export const UNIX_MS_MAX = 253_402_300_799_999;

/** @throws Failure `malformed` unless `value` is an integer of ms between 1970 and the year 9999. */
export const unixMs = (value: number): UnixMs => safeInteger(value, 0, UNIX_MS_MAX, 'a time in ms') as UnixMs;

/** @throws Failure `malformed` unless `value` is an integer ≥ 0. */
export const seq = (value: number): Seq => safeInteger(value, 0, Number.MAX_SAFE_INTEGER, 'a seq') as Seq;
