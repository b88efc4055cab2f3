import { Failure } from '../failure.ts';
import { limits } from '../limits.ts';

/** Crockford's base32: no letter that could be read as a digit, and no U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const BITS_PER_CHARACTER = 5;
const CHARACTERS = (limits.serviceCodeBytes * 8) / BITS_PER_CHARACTER;

/**
 * The service code of a device as it stands on its label, `7K2M-…` in groups of four. Over BLE it takes the place of
 * the cable: who knows it has stood before the device, or has its papers.
 *
 * @param random `limits.serviceCodeBytes` of them
 */
export function serviceCodeFrom(random: Uint8Array): string {
  let bits = '';
  for (const byte of random.subarray(0, limits.serviceCodeBytes)) bits += byte.toString(2).padStart(8, '0');
  const characters = (bits.match(/.{5}/g) ?? []).map((five) => ALPHABET[Number.parseInt(five, 2)] ?? '');
  return (characters.join('').match(/.{4}/g) ?? []).join('-');
}

/**
 * What a person has typed or a file holds, however it is spaced and written.
 *
 * @returns what goes into the handshake
 * @throws Failure `malformed`, never with what was given
 */
export function readServiceCode(text: string): Uint8Array {
  const canonical = text.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  if (canonical.length !== CHARACTERS || [...canonical].some((one) => !ALPHABET.includes(one)))
    throw new Failure('malformed', `a service code has ${CHARACTERS} letters and digits, as on the label`);
  return Buffer.from(canonical, 'ascii');
}
