import type { KeyObject } from 'node:crypto';
import { Failure } from '../failure.ts';
import { buildImage } from '../smp/image-build.ts';
import { judgeImage } from '../smp/image-signature.ts';
import { formatImageVersion, type ImageVersion } from '../smp/image-version.ts';
import { AVR_BOARDS, type AvrBoard } from './avr-chips.ts';
import { parseIntelHex } from './intel-hex.ts';

const HEADER_BYTES = 32;

/** A firmware for an AVR board whose signature was checked. */
export interface AvrPackage {
  readonly board: AvrBoard;
  readonly version: string;
  /** From address 0; whole pages, blank (0xFF) behind the firmware. */
  readonly firmware: Uint8Array;
}

/**
 * Puts a firmware in Intel HEX into the same signed envelope as an MCUboot image: an AVR bootloader checks no
 * signature itself, so the package carries it and every flasher of ours checks it, with the board inside.
 *
 * @throws Failure malformed, too_large, not_found (a board that is no AVR board of ours)
 */
export function packAvrFirmware(
  hex: string,
  boardId: string,
  version: ImageVersion,
  key: KeyObject,
): Uint8Array {
  const board = avrBoard(boardId);
  const flash = parseIntelHex(hex, board.bootStart);
  const used = flash.findLastIndex((byte) => byte !== 0xff) + 1;
  if (used === 0) throw new Failure('malformed', 'the file holds no firmware');
  const body = flash.subarray(0, Math.ceil(used / board.pageBytes) * board.pageBytes);
  return buildImage({ body, version, headerBytes: HEADER_BYTES, hasHeaderRoom: false, boardId, key });
}

/**
 * @throws Failure bad_seal: unsigned, damaged, or a strange key; not_found: for a board that is no AVR board of
 *   ours; too_large
 */
export function openAvrPackage(file: Uint8Array, trustedKeys: readonly KeyObject[]): AvrPackage {
  const verdict = judgeImage(file, trustedKeys);
  if (!verdict.isGood) throw new Failure('bad_seal', verdict.text);
  const { image } = verdict;
  const board = avrBoard(image.boardId ?? 'no board');
  if (image.body.length > board.bootStart || image.body.length % board.pageBytes !== 0)
    throw new Failure('too_large', `the firmware does not fit before the bootloader of ${board.chip}`);
  return { board, version: formatImageVersion(image.version), firmware: Uint8Array.from(image.body) };
}

function avrBoard(boardId: string): AvrBoard {
  const board = AVR_BOARDS.find((known) => known.boardId === boardId);
  if (board === undefined) throw new Failure('not_found', `${boardId} is no AVR board that is known here`);
  return board;
}
