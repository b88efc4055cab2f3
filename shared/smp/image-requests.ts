import type { FieldReader } from './cbor.ts';
import { GROUP, type SmpRequest } from './request.ts';

/** Group 1 (Zephyr, "Application/software image management group"). */
export const IMAGE_COMMAND = { state: 0, upload: 1, erase: 5, slotInfo: 6 } as const;

/** One slot that holds an image. Boards leave out flags that are false. */
export interface SlotImage {
  readonly image: number;
  readonly slot: number;
  /** As the board writes it; `1.2.3`, `1.2.3.4`, or `<???>`. */
  readonly version: string;
  /** SHA-256 of header, body and protected TLVs; bootloaders in recovery may leave it out. */
  readonly hash: Uint8Array | undefined;
  readonly isBootable: boolean;
  /** Will be started, as a test unless `isPermanent`, at the next reset. */
  readonly isPending: boolean;
  readonly isConfirmed: boolean;
  /** Is running. */
  readonly isActive: boolean;
  readonly isPermanent: boolean;
}

function readSlot(slot: FieldReader): SlotImage {
  return {
    image: slot.count('image', 0),
    slot: slot.count('slot'),
    version: slot.text('version'),
    hash: slot.optional('hash', (fields) => fields.bytes('hash')),
    isBootable: slot.flag('bootable'),
    isPending: slot.flag('pending'),
    isConfirmed: slot.flag('confirmed'),
    isActive: slot.flag('active'),
    isPermanent: slot.flag('permanent'),
  };
}

const readState = (reply: FieldReader): SlotImage[] => reply.list('images').map(readSlot);

/** The slots that hold an image; an empty one is not listed. */
export function imageState(): SmpRequest<SlotImage[]> {
  return {
    name: 'image state',
    operation: 'read',
    group: GROUP.image,
    command: IMAGE_COMMAND.state,
    fields: {},
    read: readState,
  };
}

/** Starts the image with that hash at the next reset, once, unless it is confirmed then. */
export function testImage(hash: Uint8Array): SmpRequest<SlotImage[]> {
  return {
    name: 'test image',
    operation: 'write',
    group: GROUP.image,
    command: IMAGE_COMMAND.state,
    fields: { hash, confirm: false },
    read: readState,
  };
}

/**
 * Keeps what is running for good. Without a hash, on purpose: a board that has gone back to its old image
 * meanwhile then confirms that one, which changes nothing.
 */
export function confirmRunning(): SmpRequest<SlotImage[]> {
  return {
    name: 'confirm running image',
    operation: 'write',
    group: GROUP.image,
    command: IMAGE_COMMAND.state,
    fields: { confirm: true },
    read: readState,
  };
}

/**
 * Makes the image with that hash permanent, and if it is not the running one, at the next reset **without a
 * test**: nothing that flashes may ask this (a power cut between self-test and confirming would make a bad image
 * permanent).
 */
export function confirmImage(hash: Uint8Array): SmpRequest<SlotImage[]> {
  return {
    name: 'confirm image',
    operation: 'write',
    group: GROUP.image,
    command: IMAGE_COMMAND.state,
    fields: { hash, confirm: true },
    read: readState,
  };
}

/** A piece of an image. */
export interface UploadChunk {
  readonly offset: number;
  readonly data: Uint8Array;
  /** In the piece at offset 0, always all of it: the board may have forgotten the first time. */
  readonly first?: {
    readonly imageBytes: number;
    /** SHA-256 of the whole upload, by which the board knows an interrupted one again. */
    readonly sha: Uint8Array;
    /** The board itself refuses what is not newer than what it runs. */
    readonly isUpgradeOnly: boolean;
  };
}

export interface UploadReply {
  /** Where the board wants to go on: progress and resume at once. */
  readonly offset: number;
  /** With the last piece, from boards that check: does what they hold have that SHA-256? */
  readonly isMatch: boolean | undefined;
}

export function uploadChunk(chunk: UploadChunk): SmpRequest<UploadReply> {
  const { first } = chunk;
  return {
    name: `upload at ${chunk.offset}`,
    operation: 'write',
    group: GROUP.image,
    command: IMAGE_COMMAND.upload,
    fields: {
      off: chunk.offset,
      data: chunk.data,
      image: first === undefined ? undefined : 0,
      len: first?.imageBytes,
      sha: first?.sha,
      upgrade: first?.isUpgradeOnly === true ? true : undefined,
    },
    read: (reply) => ({
      offset: reply.count('off'),
      isMatch: reply.optional('match', (fields) => fields.flag('match')),
    }),
  };
}

/** Erases the slot that is not running; takes seconds. */
export function eraseSlot(slot?: number): SmpRequest<undefined> {
  return {
    name: 'erase slot',
    operation: 'write',
    group: GROUP.image,
    command: IMAGE_COMMAND.erase,
    fields: { slot },
    read: () => undefined,
  };
}

export interface SlotSize {
  readonly image: number;
  readonly slot: number;
  readonly slotBytes: number;
  /** Largest image of that image number, where the board knows it. */
  readonly imageBytesMax: number | undefined;
}

/** Sizes of the slots; one whose flash the board cannot open has none (Zephyr tells an `rc` instead) and is left out. */
export function slotInfo(): SmpRequest<SlotSize[]> {
  return {
    name: 'slot info',
    operation: 'read',
    group: GROUP.image,
    command: IMAGE_COMMAND.slotInfo,
    fields: {},
    read: (reply) =>
      reply.list('images').flatMap((image) =>
        image
          .list('slots')
          .filter((slot) => slot.has('size'))
          .map((slot) => ({
            image: image.count('image'),
            slot: slot.count('slot'),
            slotBytes: slot.count('size'),
            imageBytesMax: image.optional('max_image_size', (fields) => fields.count('max_image_size')),
          })),
      ),
  };
}
