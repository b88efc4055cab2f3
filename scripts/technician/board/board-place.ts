import { mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Failure } from '../../../shared/failure.ts';
import { integerSetting } from '../../../shared/settings.ts';
import { type HeldLock, takeLock } from './lock-file.ts';

/** Where a board is to be found. */
export type BoardPlace =
  | { readonly kind: 'serial'; readonly path: string; readonly baudRate: number }
  /** `name`: an address, or what the board calls itself, or a part of that. */
  | { readonly kind: 'ble'; readonly name: string };

const BLE = 'ble:';
const ORDINARY_BAUD_RATE = 115_200;
const BLE_ADDRESS = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/i;

/** `--to` and `--baud`, for each command that talks to one board. */
export const PLACE_OPTIONS = {
  to: {
    placeholder: 'PORT|ble:NAME',
    help: 'the board: a serial port, or ble: with its name, its serial number or its address; may be left out where only one fits',
    parse: nonEmpty,
  },
  baud: {
    placeholder: 'RATE',
    help: `of a serial port, 1200 to 4000000 baud; default ${ORDINARY_BAUD_RATE}`,
    parse: integerSetting(1_200, 4_000_000, 'baud'),
  },
};

function nonEmpty(text: string): string {
  if (text.trim() !== '') return text;
  throw new Failure('usage', 'wants a serial port or ble:NAME');
}

/** @throws Failure `usage` */
export function parsePlace(to: string, baudRate: number = ORDINARY_BAUD_RATE): BoardPlace {
  if (!to.startsWith(BLE)) return { kind: 'serial', path: to, baudRate };
  const name = to.slice(BLE.length).trim();
  if (name === '') throw new Failure('usage', `"${to}": wants ble:NAME or ble:ADDRESS`);
  return { kind: 'ble', name };
}

export const isBleAddress = (text: string): boolean => BLE_ADDRESS.test(text);

/** As it is typed after `--to`. */
export function placeText(place: BoardPlace): string {
  return place.kind === 'serial' ? place.path : `${BLE}${place.name}`;
}

/**
 * Makes sure that no other `tillbell` of this machine talks to the same board.
 *
 * @param place a BLE one by its address
 * @throws Failure `forbidden` naming who does
 */
export function lockPlace(place: BoardPlace, doing: string): HeldLock {
  // `TILLBELL_LOCKS`: elsewhere, e.g. for simulated boards, whose port numbers come again soon.
  const folder = process.env.TILLBELL_LOCKS ?? join(tmpdir(), 'tillbell-locks');
  // Everybody's, like /tmp itself; the umask would take that away.
  const before = process.umask(0);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o1777 });
  } finally {
    process.umask(before);
  }
  try {
    return takeLock(join(folder, keyOf(place)), doing);
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    throw new Failure(thrown.code, `${placeText(place)}: ${thrown.message}`, { cause: thrown });
  }
}

/** A port has many names (by-id links); the device's number is one. One that is not there now has its name only. */
function keyOf(place: BoardPlace): string {
  if (place.kind === 'ble') return `ble-${place.name.toUpperCase().replaceAll(':', '')}`;
  const device = statSync(place.path, { throwIfNoEntry: false });
  if (device?.isCharacterDevice() === true) return `serial-${device.rdev}`;
  return `serial-${Buffer.from(resolve(place.path)).toString('base64url').slice(-200)}`;
}
