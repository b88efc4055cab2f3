import { Failure } from './failure.ts';

/**
 * Names that come from outside. Each is checked once, at the door, and is from then on safe in a topic,
 * a file name, a log line and a SQL key: no slashes, dots, wildcards or control characters.
 */
declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

/** `SPK-0001`: 1–32 of A–Z a–z 0–9 `-` `_`, beginning with a letter or a digit. */
export type DeviceId = Id<'DeviceId'>;
/** Names one life of a device's log: 16 lower-case hex digits, drawn at random when the log is begun. */
export type LogId = Id<'LogId'>;
/** The gateway's order number: 16 digits (Shouqianba's `sn`). */
export type OrderSn = Id<'OrderSn'>;
/** The merchant's cash register or code plate: 1–32 of A–Z a–z 0–9 `-` `_`. */
export type TerminalSn = Id<'TerminalSn'>;
/** The operator's name of a shop: 1–64 of A–Z a–z 0–9 `-` `_`. */
export type StoreId = Id<'StoreId'>;
/** The rental core's name of one rental: 1–64 of A–Z a–z 0–9 `-` `_`, beginning with a letter or a digit. */
export type RentalId = Id<'RentalId'>;
/** What a power bank says of itself over its contacts: 1–32 of A–Z a–z 0–9 `-` `_`. */
export type BankId = Id<'BankId'>;
/** Serial number of a cabinet's module: 8 lower-case hex digits. */
export type ModuleSerial = Id<'ModuleSerial'>;

function parser<Kind extends string>(what: string, form: RegExp, example: string) {
  return (text: unknown): Id<Kind> => {
    if (typeof text !== 'string' || !form.test(text)) {
      throw new Failure('malformed', `${what} must look like ${example}`);
    }
    return text as Id<Kind>;
  };
}

export const deviceId = parser<'DeviceId'>('a device id', /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/, 'SPK-0001');
export const logId = parser<'LogId'>('a log id', /^[0-9a-f]{16}$/, '16 hex digits');
export const orderSn = parser<'OrderSn'>('an order sn', /^[0-9]{16}$/, '16 digits');
export const terminalSn = parser<'TerminalSn'>('a terminal sn', /^[A-Za-z0-9_-]{1,32}$/, '100114020002045');
export const storeId = parser<'StoreId'>('a store', /^[A-Za-z0-9_-]{1,64}$/, 'shop-42');
export const rentalId = parser<'RentalId'>(
  'a rental id',
  /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/,
  'R-20250630-0001',
);
export const bankId = parser<'BankId'>('a bank id', /^[A-Za-z0-9_-]{1,32}$/, 'PB0012345678');
export const moduleSerial = parser<'ModuleSerial'>('a module serial number', /^[0-9a-f]{8}$/, '8 hex digits');
