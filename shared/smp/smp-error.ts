import { type CborRecord, FieldReader } from './cbor.ts';
import type { SmpVersion } from './packet.ts';

/**
 * A board's no. `group` is missing where the SMP layer itself refused (always in version 1, and in version 2
 * for what no group is to blame for).
 */
export interface SmpError {
  readonly group?: number;
  readonly code: number;
  /** The board's own words, where it has any. */
  readonly reason?: string;
}

/** Codes of the SMP layer: Zephyr's `mcumgr_err_t`. */
export const SMP_ERRORS = {
  unknown: 1,
  noMemory: 2,
  invalidValue: 3,
  timeout: 4,
  notFound: 5,
  badState: 6,
  messageTooLarge: 7,
  notSupported: 8,
  corrupt: 9,
  busy: 10,
  accessDenied: 11,
  versionTooOld: 12,
  versionTooNew: 13,
} as const;

/** Codes of the image group (1), version 2: Zephyr's `img_mgmt_err_code_t`; those that a person can act on. */
export const IMAGE_ERRORS = {
  unknown: 1,
  noImage: 3,
  noTlvs: 4,
  hashNotFound: 8,
  noFreeSlot: 9,
  flashOpenFailed: 10,
  flashWriteFailed: 12,
  flashEraseFailed: 13,
  invalidSlot: 14,
  invalidOffset: 20,
  invalidLength: 21,
  invalidImageHeader: 22,
  invalidImageMagic: 23,
  invalidHash: 24,
  currentVersionIsNewer: 27,
  imageAlreadyPending: 28,
  imageTooLarge: 30,
  imageDataOverrun: 31,
  confirmationDenied: 32,
  testOfActiveDenied: 33,
} as const;

const SMP_ERROR_TEXT: { readonly [code: number]: string } = {
  1: 'unknown error',
  2: 'out of memory',
  3: 'invalid value',
  4: 'timed out on the board',
  5: 'not found',
  6: 'not possible in the board’s present state',
  7: 'message too large for the board',
  8: 'not supported by this board',
  9: 'data is corrupt',
  10: 'board is busy',
  11: 'access denied',
  12: 'the board does not speak so old a version of SMP',
  13: 'the board does not speak so new a version of SMP',
};

const IMAGE_ERROR_TEXT: { readonly [code: number]: string } = {
  1: 'unknown error',
  3: 'no image in that slot',
  4: 'image without TLVs',
  8: 'no image with that hash',
  9: 'no free slot: the other slot is in use or waits for its test',
  10: 'opening the flash failed: no such slot?',
  12: 'writing the flash failed',
  13: 'erasing the flash failed',
  14: 'no such slot',
  20: 'wrong offset',
  21: 'wrong length',
  22: 'not an MCUboot image header',
  23: 'not an MCUboot image',
  24: 'not a hash',
  27: 'the running version is newer',
  28: 'an image is already waiting for its test',
  30: 'image larger than the slot',
  31: 'more data than announced',
  32: 'confirming was denied',
  33: 'the running image cannot be tested',
};

/**
 * The error in a reply's body, or undefined when the board did it. `rc: 0` is no error: boards with Zephyr's
 * legacy setting put it into each reply.
 *
 * @throws Failure `malformed`
 */
export function readSmpError(body: CborRecord): SmpError | undefined {
  const fields = new FieldReader(body, 'reply');
  if (fields.has('err')) {
    const nested = fields.nested('err');
    const code = nested.count('rc');
    return code === 0 ? undefined : { group: nested.count('group'), code };
  }
  if (!fields.has('rc')) return undefined;
  const code = fields.number('rc');
  if (code === 0) return undefined;
  return fields.has('rsn') ? { code, reason: fields.text('rsn') } : { code };
}

/** The board could not read the request at all. */
export function isGarbled(error: SmpError): boolean {
  return (
    error.group === undefined && (error.code === SMP_ERRORS.invalidValue || error.code === SMP_ERRORS.corrupt)
  );
}

/**
 * What the image group's codes become for who asks in version 1, which knows no groups (Zephyr, img_mgmt.c,
 * `img_mgmt_translate_error_code`); all others are `unknown`.
 */
const IMAGE_ERRORS_OF_VERSION_1: { readonly [code: number]: number } = {
  3: SMP_ERRORS.notFound,
  4: SMP_ERRORS.notFound,
  9: SMP_ERRORS.badState,
  14: SMP_ERRORS.invalidValue,
  15: SMP_ERRORS.noMemory,
  19: SMP_ERRORS.invalidValue,
  20: SMP_ERRORS.invalidValue,
  21: SMP_ERRORS.invalidValue,
  22: SMP_ERRORS.invalidValue,
  24: SMP_ERRORS.invalidValue,
  25: SMP_ERRORS.invalidValue,
  27: SMP_ERRORS.badState,
  28: SMP_ERRORS.badState,
};

/** The body in which a board of that version says no. */
export function smpErrorBody(version: SmpVersion, error: SmpError): CborRecord {
  const { group, code, reason } = error;
  if (version === 2 && group !== undefined) return { err: { group, rc: code } };
  const rc = group === 1 ? (IMAGE_ERRORS_OF_VERSION_1[code] ?? SMP_ERRORS.unknown) : code;
  return reason === undefined ? { rc } : { rc, rsn: reason };
}

/** Somebody else was quicker, or the board has restarted meanwhile: its image state tells what is so now. */
export function isOvertaken({ group, code }: SmpError): boolean {
  if (group === undefined) return code === SMP_ERRORS.badState;
  return group === 1 && OVERTAKEN.includes(code);
}

const OVERTAKEN: readonly number[] = [
  IMAGE_ERRORS.hashNotFound,
  IMAGE_ERRORS.noFreeSlot,
  IMAGE_ERRORS.imageAlreadyPending,
  IMAGE_ERRORS.testOfActiveDenied,
];

/** The board takes nothing that is not newer; in version 1 only its words tell (Zephyr, `img_mgmt_err_str_downgrade`). */
export function isDowngradeRefusal({ group, code, reason }: SmpError): boolean {
  if (group === undefined) return code === SMP_ERRORS.badState && reason === 'downgrade';
  return group === 1 && code === IMAGE_ERRORS.currentVersionIsNewer;
}

/** A board's no in one line for a person. */
export function describeSmpError(error: SmpError): string {
  const known = error.group === 1 ? IMAGE_ERROR_TEXT[error.code] : undefined;
  const ofSmp = error.group === undefined ? SMP_ERROR_TEXT[error.code] : undefined;
  const place = error.group === undefined ? `code ${error.code}` : `group ${error.group}, code ${error.code}`;
  const text = error.reason ?? known ?? ofSmp;
  return text === undefined ? place : `${text} (${place})`;
}
