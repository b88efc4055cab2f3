import { createHash, createPrivateKey, type KeyObject } from 'node:crypto';
import { parseImage } from '../../shared/smp/image.ts';
import {
  confirmImage,
  confirmRunning,
  eraseSlot,
  imageState,
  slotInfo,
  testImage,
  uploadChunk,
} from '../../shared/smp/image-requests.ts';
import { imageDigest } from '../../shared/smp/image-signature.ts';
import {
  boardParameters,
  bootloaderMode,
  bootloaderName,
  echo,
  resetBoard,
} from '../../shared/smp/os-requests.ts';
import type { SmpVersion } from '../../shared/smp/packet.ts';
import type { SmpRequest } from '../../shared/smp/request.ts';
import { identify } from '../../shared/smp/service.ts';
import { buildSimImage } from './sim-image.ts';

/** One question of the conversation that zephyr-answers.ts holds the answers to. */
export interface ZephyrStep {
  readonly name: string;
  readonly version: SmpVersion;
  readonly request: SmpRequest<unknown>;
  /** The board starts anew after its answer. */
  readonly restarts?: boolean;
}

/** PKCS #8 of Ed25519 before its 32 bytes; the same key at each run, so that hashes and signatures are the same. */
const ED25519_PKCS8_HEAD = '302e020100300506032b657004220420';
export const STEPS_KEY: KeyObject = createPrivateKey({
  key: Buffer.concat([Buffer.from(ED25519_PKCS8_HEAD, 'hex'), Buffer.alloc(32, 7)]),
  format: 'der',
  type: 'pkcs8',
});

const image = (version: string): Uint8Array =>
  buildSimImage({ boardId: 'slots-6', version, securityCounter: 1, bodyBytes: 340, key: STEPS_KEY });
export const FACTORY_IMAGE = image('1.0.0');
const NEXT = image('1.1.0');
export const SLOT_BYTES = 65_536;

const hashOf = (file: Uint8Array): Uint8Array => imageDigest(parseImage(file).signedBytes);
const shaOf = (file: Uint8Array): Uint8Array => createHash('sha256').update(file).digest();
const PIECE = 200;

/** The first piece of `file`, with some of its fields otherwise. */
function first(
  file: Uint8Array,
  fields: SmpRequest<unknown>['fields'] = {},
  isUpgradeOnly = false,
): SmpRequest<unknown> {
  const whole = { imageBytes: file.length, sha: shaOf(file), isUpgradeOnly };
  const request = uploadChunk({ offset: 0, data: file.subarray(0, PIECE), first: whole });
  return { ...request, fields: { ...request.fields, ...fields } };
}
const piece = (offset: number, end?: number): SmpRequest<unknown> =>
  uploadChunk({ offset, data: NEXT.subarray(offset, end) });
const state = (fields: SmpRequest<unknown>['fields']): SmpRequest<unknown> => ({
  ...testImage(hashOf(NEXT)),
  fields,
});

const refusals: readonly (readonly [string, SmpRequest<unknown>])[] = [
  ['first piece without the whole header', first(NEXT, { data: NEXT.subarray(0, 20) })],
  ['no offset', first(NEXT, { off: undefined })],
  ['no length', first(NEXT, { len: undefined })],
  ['no image', first(NEXT, { data: new Uint8Array(64) })],
  ['hash too long', first(NEXT, { sha: new Uint8Array(33) })],
  ['larger than the slot', first(NEXT, { len: SLOT_BYTES + 1 })],
  ['older, only an upgrade wanted', first(image('0.9.0'), {}, true)],
  ['another build, only an upgrade wanted', first(image('1.0.0+7'), {}, true)],
  ['data that is text', first(NEXT, { data: 'text' })],
  ['test without hash', state({ confirm: false })],
  ['test by a part of a hash', state({ hash: hashOf(NEXT).subarray(1), confirm: false })],
  ['test of what is not there', state({ hash: hashOf(NEXT), confirm: false })],
  ['test of what runs', state({ hash: hashOf(FACTORY_IMAGE), confirm: false })],
  ['erase what runs', eraseSlot(0)],
  ['erase what does not exist', eraseSlot(7)],
  ['a group that it does not know', identify()],
  ['a command that it does not know', { ...imageState(), command: 3 }],
];

const both: readonly (readonly [string, SmpRequest<unknown>])[] = [
  ...refusals,
  ['echo', echo('到账铃')],
  ['state', imageState()],
];

const conversation: readonly (readonly [string, SmpRequest<unknown>])[] = [
  ['parameters', boardParameters()],
  ['bootloader', bootloaderName()],
  ['bootloader mode', bootloaderMode()],
  ['bootloader, another question', { ...bootloaderMode(), fields: { query: 'colour' } }],
  ['slot info', slotInfo()],
  ['a piece of nothing', piece(PIECE, 2 * PIECE)],
  ['begin', first(NEXT)],
  ['begin again: goes on', first(NEXT)],
  ['a piece that is not wanted', piece(300, 400)],
  ['state in between', imageState()],
  ['more than announced', uploadChunk({ offset: PIECE, data: new Uint8Array(NEXT.length - PIECE + 1) })],
  ['forgotten at the refusal', piece(PIECE, 2 * PIECE)],
  ['begin anew', first(NEXT)],
  ['second piece', piece(PIECE, 2 * PIECE)],
  // Zephyr writes blocks of 512 bytes: this is the first of them, which ends within the signature.
  ['all but the signature’s end', piece(2 * PIECE, NEXT.length - 20)],
  ['an image without its end has a name', imageState()],
  ['last piece', piece(NEXT.length - 20)],
  ['last piece again', piece(NEXT.length - 20)],
  ['confirm what is confirmed', confirmRunning()],
  ['mark for a test', testImage(hashOf(NEXT))],
  ['mark again', testImage(hashOf(NEXT))],
  ['confirm while marked', confirmRunning()],
  ['make permanent while marked', confirmImage(hashOf(NEXT))],
  ['upload while marked', first(image('1.2.0'))],
  ['erase while marked', eraseSlot()],
];

const trial: readonly (readonly [string, SmpRequest<unknown>])[] = [
  ['state on trial', imageState()],
  ['test on trial', testImage(hashOf(FACTORY_IMAGE))],
  ['upload on trial', first(image('1.2.0'))],
  ['erase on trial', eraseSlot()],
  ['confirm', confirmRunning()],
  ['erase', eraseSlot()],
  ['state at the end', imageState()],
];

const steps = (list: typeof both, version: SmpVersion): ZephyrStep[] =>
  list.map(([name, request]) => ({ name: version === 1 ? `${name} (version 1)` : name, version, request }));

/** Asked one after the other of a board that runs FACTORY_IMAGE, confirmed, and has nothing in its other slot. */
export const ZEPHYR_STEPS: readonly ZephyrStep[] = [
  ...steps(both, 2),
  ...steps(both, 1),
  ...steps(conversation, 2),
  { name: 'reset', version: 2, request: resetBoard(), restarts: true },
  ...steps(trial, 2),
];
