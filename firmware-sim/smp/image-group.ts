import type { CborRecord, CborValue, FieldReader } from '../../shared/smp/cbor.ts';
import { IMAGE_HEADER_BYTES, IMAGE_MAGIC } from '../../shared/smp/image.ts';
import { IMAGE_COMMAND } from '../../shared/smp/image-requests.ts';
import { compareImageVersions } from '../../shared/smp/image-version.ts';
import { GROUP } from '../../shared/smp/request.ts';
import { IMAGE_ERRORS, SMP_ERRORS, type SmpError } from '../../shared/smp/smp-error.ts';
import type { BootLog } from './boot-log.ts';
import type { ImageJudgement, Slots } from './bootloader.ts';
import type { BoardStep, FlashStep } from './flash.ts';
import { type ImageGuard, imageBytesIn, nameIn } from './slot-image.ts';

export type Answer = { readonly body: CborRecord; readonly resets?: boolean } | { readonly error: SmpError };
export type AnswerSteps = Generator<BoardStep, Answer>;

const HASH_BYTES = 32;

const imageError = (code: number): Answer => ({ error: { group: GROUP.image, code } });

/** An upload that has begun; only in RAM, so a reset forgets it (Zephyr, img_mgmt.c, `g_img_mgmt_state`). */
interface Upload {
  readonly length: number;
  readonly sha: Buffer;
  offset: number;
  /** Bytes that do not fill a write unit yet. */
  rest: Buffer;
}

/** Group 1 as Zephyr's img_mgmt does it, and three refusals of our own when an upload is complete. */
export class ImageGroup {
  /** The board forgets the upload once when it has got so far (a fault). */
  forgetsUploadAt: number | undefined;
  readonly #slots: Slots;
  readonly #log: BootLog;
  readonly #guard: ImageGuard;
  readonly #judge: (slot: Buffer) => ImageJudgement;
  #upload: Upload | undefined;

  /** @param judge as the bootloader judges, with what it counts */
  constructor(slots: Slots, log: BootLog, guard: ImageGuard, judge: (slot: Buffer) => ImageJudgement) {
    this.#judge = judge;
    this.#slots = slots;
    this.#log = log;
    this.#guard = guard;
  }

  *answer(command: number, isWrite: boolean, fields: FieldReader): AnswerSteps {
    if (command === IMAGE_COMMAND.state && !isWrite) return { body: this.#state() };
    if (command === IMAGE_COMMAND.state) return yield* this.#setState(fields);
    if (command === IMAGE_COMMAND.upload && isWrite) return yield* this.#uploadChunk(fields);
    if (command === IMAGE_COMMAND.erase && isWrite) return yield* this.#erase(fields);
    if (command === IMAGE_COMMAND.slotInfo && !isWrite) return { body: this.#slotInfo() };
    return { error: { code: SMP_ERRORS.notSupported } };
  }

  /** Nothing may be written to slot 1: it waits for its test, or what it holds may still be needed. */
  get #isSlot1InUse(): boolean {
    return this.#log.state.wanted !== 'none' || this.#log.state.onTrial;
  }

  #state(): CborRecord {
    const { wanted, onTrial } = this.#log.state;
    const images: CborValue[] = [];
    for (const slot of [0, 1] as const) {
      const name = nameIn(this.#slots.read(slot));
      if (name === undefined) continue;
      const isActive = slot === 0;
      images.push({
        slot,
        version: name.version,
        hash: name.hash,
        bootable: true,
        pending: !isActive && wanted !== 'none',
        confirmed: isActive ? !onTrial : onTrial,
        active: isActive,
        permanent: !isActive && wanted === 'permanent',
      });
    }
    return { images, splitStatus: 0 };
  }

  /** Which slot, then what: as img_mgmt_state_write and img_mgmt_set_next_boot_slot do it (Zephyr, img_mgmt_state.c). */
  *#setState(fields: FieldReader): AnswerSteps {
    const isConfirm = fields.flag('confirm');
    const hash = fields.optional('hash', (there) => Buffer.from(there.bytes('hash'))) ?? Buffer.alloc(0);
    if (hash.length === 0 && !isConfirm) return imageError(IMAGE_ERRORS.invalidHash);
    if (hash.length !== 0 && hash.length !== HASH_BYTES) return imageError(IMAGE_ERRORS.invalidHash);
    const slot = hash.length === 0 ? 0 : this.#slotWith(hash);
    if (slot === undefined) return imageError(IMAGE_ERRORS.hashNotFound);
    if (slot === 0 && !isConfirm) return imageError(IMAGE_ERRORS.testOfActiveDenied);
    const { wanted, onTrial } = this.#log.state;
    const starts = wanted === 'none' && !onTrial ? 0 : 1;
    if (slot === starts && isConfirm === (wanted !== 'test')) return { body: this.#state() };
    if (wanted !== 'none' || (onTrial && !isConfirm)) return imageError(IMAGE_ERRORS.imageAlreadyPending);
    if (slot === 0) yield* this.#confirm();
    else yield* this.#log.add({ kind: 'wanted', value: isConfirm ? 'permanent' : 'test' });
    return { body: this.#state() };
  }

  #slotWith(hash: Buffer): 0 | 1 | undefined {
    return ([0, 1] as const).find((slot) => {
      const name = nameIn(this.#slots.read(slot));
      return name !== undefined && hash.equals(name.hash);
    });
  }

  *#confirm(): Generator<FlashStep, void> {
    yield* this.#log.add({ kind: 'confirmed' });
    const { securityCounter } = this.#judge(this.#slots.read(0));
    if (securityCounter > this.#log.state.securityCounter)
      yield* this.#log.add({ kind: 'counter', value: securityCounter });
  }

  /** An upload that is refused is forgotten, and so is one that it interrupts (img_mgmt.c, `img_mgmt_reset_upload`). */
  *#uploadChunk(fields: FieldReader): AnswerSteps {
    const answer = yield* this.#takeChunk(fields);
    if ('error' in answer) this.#upload = undefined;
    return answer;
  }

  *#takeChunk(fields: FieldReader): AnswerSteps {
    const data = fields.optional('data', (there) => Buffer.from(there.bytes('data'))) ?? Buffer.alloc(0);
    if (!fields.has('off')) return imageError(IMAGE_ERRORS.invalidOffset);
    const offset = fields.count('off');
    if (offset === 0) {
      const refused = yield* this.#begin(fields, data);
      if (refused !== undefined) return refused;
    }
    const upload = this.#upload;
    if (upload === undefined) return { body: { off: 0 } };
    if (offset !== upload.offset) return { body: { off: upload.offset } };
    if (upload.offset + data.length > upload.length) return imageError(IMAGE_ERRORS.imageDataOverrun);
    yield* this.#write(upload, data);
    if (this.forgetsUploadAt !== undefined && upload.offset >= this.forgetsUploadAt) {
      this.forgetsUploadAt = undefined;
      this.#upload = undefined;
      return { body: { off: 0 } };
    }
    if (upload.offset < upload.length) return { body: { off: upload.offset } };
    return yield* this.#finish(upload);
  }

  /** The first chunk: starts over, or goes on where the same image was broken off. As img_mgmt_upload_inspect does it. */
  *#begin(fields: FieldReader, data: Buffer): Generator<FlashStep, Answer | undefined> {
    const sha = fields.optional('sha', (there) => Buffer.from(there.bytes('sha'))) ?? Buffer.alloc(0);
    if (data.length < IMAGE_HEADER_BYTES) return imageError(IMAGE_ERRORS.invalidImageHeader);
    if (!fields.has('len')) return imageError(IMAGE_ERRORS.invalidLength);
    const length = fields.count('len');
    if (data.readUInt32LE(0) !== IMAGE_MAGIC) return imageError(IMAGE_ERRORS.invalidImageMagic);
    if (sha.length > HASH_BYTES) return imageError(IMAGE_ERRORS.invalidHash);
    if (sha.length > 0 && this.#upload?.sha.equals(sha) === true) return undefined;
    if (this.#isSlot1InUse) return imageError(IMAGE_ERRORS.noFreeSlot);
    if (length > this.#slots.bytes) return imageError(IMAGE_ERRORS.imageTooLarge);
    if (fields.flag('upgrade') && !this.#isNewerThanRunning(data))
      return imageError(IMAGE_ERRORS.currentVersionIsNewer);
    this.#upload = undefined;
    yield* this.#slots.erase(1);
    this.#upload = { length, sha, offset: 0, rest: Buffer.alloc(0) };
    return undefined;
  }

  /** Without the build number, as Zephyr compares unless MCUMGR_GRP_IMG_VERSION_CMP_USE_BUILD_NUMBER is set. */
  #isNewerThanRunning(header: Buffer): boolean {
    const running = this.#guard.look(this.#slots.read(0));
    if (!running.isGood) return true;
    const version = {
      major: header.readUInt8(20),
      minor: header.readUInt8(21),
      revision: header.readUInt16LE(22),
      build: 0,
    };
    return compareImageVersions(version, { ...running.found.image.version, build: 0 }) > 0;
  }

  *#write(upload: Upload, data: Buffer): Generator<FlashStep, void> {
    const { unitBytes } = this.#slots.flash.geometry;
    const bytes = Buffer.concat([upload.rest, data]);
    const isLast = upload.offset + data.length === upload.length;
    const whole = isLast ? bytes.length : bytes.length - (bytes.length % unitBytes);
    const padded = Buffer.alloc(Math.ceil(whole / unitBytes) * unitBytes, 0xff);
    bytes.copy(padded, 0, 0, whole);
    const at = this.#slots.offset(1) + upload.offset - upload.rest.length;
    if (padded.length > 0) yield { kind: 'write', offset: at, bytes: padded };
    upload.offset += data.length;
    upload.rest = Buffer.from(bytes.subarray(whole));
  }

  *#finish(upload: Upload): AnswerSteps {
    this.#upload = undefined;
    const slot = this.#slots.read(1);
    const verdict = this.#guard.look(slot);
    const counter = verdict.isGood ? (verdict.found.image.securityCounter ?? 0) : 0;
    const isOlder = counter < this.#log.state.securityCounter;
    if (verdict.isGood && !isOlder) return { body: { off: upload.length, match: true } };
    // Nothing that must never run stays in a slot.
    yield* this.#slots.erase(1);
    if (verdict.isGood) return imageError(IMAGE_ERRORS.currentVersionIsNewer);
    const reason = imageBytesIn(slot) === undefined ? 'no whole image has arrived' : verdict.why;
    return { error: { code: SMP_ERRORS.accessDenied, reason } };
  }

  /** A slot without an image is erased whatever it waits for (img_mgmt.c, `img_mgmt_erase`). */
  *#erase(fields: FieldReader): AnswerSteps {
    const slot = fields.count('slot', 1);
    if (slot !== 0 && slot !== 1) return imageError(IMAGE_ERRORS.flashOpenFailed);
    const isInUse = slot === 0 || this.#isSlot1InUse;
    if (isInUse && nameIn(this.#slots.read(slot)) !== undefined) return imageError(IMAGE_ERRORS.noFreeSlot);
    this.#upload = undefined;
    yield* this.#slots.erase(slot);
    return { body: {} };
  }

  #slotInfo(): CborRecord {
    const size = this.#slots.bytes;
    const slots = [
      { slot: 0, size },
      { slot: 1, size, upload_image_id: 0 },
    ];
    return { images: [{ image: 0, slots }] };
  }
}
