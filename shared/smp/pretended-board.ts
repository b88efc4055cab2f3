import { createHash, type KeyObject } from 'node:crypto';
import { isFailure } from '../failure.ts';
import { type CborRecord, decodeCbor, encodeCbor, FieldReader } from './cbor.ts';
import type { McubootImage } from './image.ts';
import { IMAGE_COMMAND } from './image-requests.ts';
import { judgeImage } from './image-signature.ts';
import { formatImageVersion } from './image-version.ts';
import { OS_COMMAND } from './os-requests.ts';
import { decodeRequest, encodePacket, replyOperation, type SmpPacket } from './packet.ts';
import { GROUP } from './request.ts';
import { SERVICE_COMMAND } from './service.ts';
import { IMAGE_ERRORS, SMP_ERRORS, type SmpError, smpErrorBody } from './smp-error.ts';

interface Slot {
  readonly bytes: Uint8Array;
  readonly image: McubootImage;
  readonly hash: Uint8Array;
}

export interface PretendedBoardOptions {
  readonly boardId: string;
  readonly key: KeyObject;
  readonly running: Uint8Array;
  readonly bufferBytes?: number;
  readonly bufferCount?: number;
  readonly slotBytes?: number;
  readonly isSelfTestPassed?: (version: string) => boolean;
  /** Like boards before Zephyr 3.x: neither parameters nor an answer to what it does not know but `not supported`. */
  readonly hasParameters?: boolean;
  /** Does not know Tillbell's group. */
  readonly isStranger?: boolean;
}

class Refusal extends Error {
  readonly smp: SmpError;
  constructor(smp: SmpError) {
    super(`refused ${smp.code}`);
    this.smp = smp;
  }
}

const refuseImage = (code: number): Refusal => new Refusal({ group: GROUP.image, code });

/**
 * A board for the tests of this folder: packets in, packets out, no time and no flash that tears (the simulator's
 * boards have both). Two slots, swap, test, confirm, revert, as Zephyr and MCUboot do it. What survives a power
 * cut is what is in `slots`, `pending` and `isConfirmed`.
 */
export class PretendedBoard {
  readonly options: PretendedBoardOptions;
  readonly slots: [Slot, Slot | undefined];
  pending: 'none' | 'test' | 'permanent' = 'none';
  isConfirmed = true;
  /** Set by a reset request: the answer goes out first. */
  wantsReset = false;
  boots = 0;
  /** Images that have run, each time one was started. */
  readonly started: string[] = [];
  private upload: { sha: string; total: number; data: Uint8Array[]; offset: number } | undefined;

  constructor(options: PretendedBoardOptions) {
    this.options = options;
    const running = this.accept(options.running);
    if (running === undefined) throw new Error('the board has no image to run');
    this.slots = [running, undefined];
    this.boot();
  }

  get running(): string {
    return formatImageVersion(this.slots[0].image.version);
  }

  /** Power gone and back, or a reset: the bootloader decides what runs. */
  boot(): void {
    this.boots++;
    this.upload = undefined;
    this.wantsReset = false;
    const [primary, secondary] = this.slots;
    if (this.pending !== 'none' && secondary !== undefined) {
      if (this.accept(secondary.bytes) === undefined) this.slots[1] = undefined;
      else {
        this.slots[0] = secondary;
        this.slots[1] = primary;
        this.isConfirmed = this.pending === 'permanent';
      }
    } else if (!this.isConfirmed && secondary !== undefined) {
      this.slots[0] = secondary;
      this.slots[1] = primary;
      this.isConfirmed = true;
    }
    this.pending = 'none';
    this.started.push(this.running);
  }

  private accept(bytes: Uint8Array): Slot | undefined {
    const verdict = judgeImage(bytes, [this.options.key]);
    if (!verdict.isGood || verdict.image.boardId !== this.options.boardId) return undefined;
    return { bytes, image: verdict.image, hash: verdict.hash };
  }

  /** What it answers; undefined where a real one says nothing. */
  handle(bytes: Uint8Array): Uint8Array | undefined {
    const packet = decodeRequest(bytes);
    if (packet === undefined) return undefined;
    if (bytes.length > (this.options.bufferBytes ?? 384)) throw new Error('larger than the board’s buffer');
    const reply = (body: CborRecord): Uint8Array =>
      encodePacket({ ...packet, operation: replyOperation(packet.operation), payload: encodeCbor(body) });
    try {
      return reply(this.answer(packet, new FieldReader(decodeCbor(packet.payload), 'request')));
    } catch (error) {
      if (error instanceof Refusal) return reply(smpErrorBody(packet.version, error.smp));
      if (isFailure(error)) return reply(smpErrorBody(packet.version, { code: SMP_ERRORS.invalidValue }));
      throw error;
    }
  }

  private answer(packet: SmpPacket, fields: FieldReader): CborRecord {
    const { group, command, operation } = packet;
    if (group === GROUP.os && command === OS_COMMAND.echo) return { r: fields.text('d') };
    if (group === GROUP.os && command === OS_COMMAND.parameters && this.options.hasParameters !== false)
      return { buf_size: this.options.bufferBytes ?? 384, buf_count: this.options.bufferCount ?? 4 };
    if (group === GROUP.os && command === OS_COMMAND.reset) {
      this.wantsReset = true;
      return {};
    }
    if (group === GROUP.image && command === IMAGE_COMMAND.state)
      return operation === 'read' ? this.state() : this.setState(fields);
    if (group === GROUP.image && command === IMAGE_COMMAND.upload) return this.takeChunk(fields);
    if (group === GROUP.image && command === IMAGE_COMMAND.erase) return this.erase();
    if (group === GROUP.image && command === IMAGE_COMMAND.slotInfo) {
      const size = this.options.slotBytes ?? 65_536;
      return { images: [{ image: 0, slots: [0, 1].map((slot) => ({ slot, size })) }] };
    }
    if (group === GROUP.service && this.options.isStranger !== true) return this.service(command);
    throw new Refusal({ code: SMP_ERRORS.notSupported });
  }

  private service(command: number): CborRecord {
    if (command === SERVICE_COMMAND.identify)
      return { board: this.options.boardId, serial: 'B-0001', role: 'panel', version: this.running };
    if (command === SERVICE_COMMAND.selfTest) {
      const passed = this.options.isSelfTestPassed?.(this.running) ?? true;
      return { passed, lines: [{ name: 'flash', state: passed ? 'ok' : 'fault', text: 'reads back' }] };
    }
    throw new Refusal({ code: SMP_ERRORS.notSupported });
  }

  private state(): CborRecord {
    const [running, other] = this.slots;
    const common = (slot: Slot, index: number) => ({
      slot: index,
      version: formatImageVersion(slot.image.version).replace('+', '.'),
      hash: slot.hash,
      bootable: true,
    });
    const images: CborRecord[] = [{ ...common(running, 0), active: true, confirmed: this.isConfirmed }];
    if (other !== undefined)
      images.push({
        ...common(other, 1),
        pending: this.pending !== 'none',
        permanent: this.pending === 'permanent',
        confirmed: !this.isConfirmed,
      });
    return { images, splitStatus: 0 };
  }

  private setState(fields: FieldReader): CborRecord {
    const isConfirm = fields.flag('confirm');
    const hash = fields.optional('hash', (some) => some.bytes('hash'));
    const is = (slot: Slot | undefined): boolean =>
      hash !== undefined && slot !== undefined && Buffer.compare(hash, slot.hash) === 0;
    if (isConfirm && (hash === undefined || is(this.slots[0]))) {
      if (this.pending !== 'none') throw refuseImage(IMAGE_ERRORS.imageAlreadyPending);
      this.isConfirmed = true;
    } else if (is(this.slots[1])) {
      if (!this.isConfirmed) throw refuseImage(IMAGE_ERRORS.imageAlreadyPending);
      this.pending = isConfirm ? 'permanent' : 'test';
    } else if (is(this.slots[0])) throw refuseImage(IMAGE_ERRORS.testOfActiveDenied);
    else throw refuseImage(IMAGE_ERRORS.hashNotFound);
    return this.state();
  }

  private refuseWhileInUse(): void {
    if (!this.isConfirmed || this.pending !== 'none') throw refuseImage(IMAGE_ERRORS.noFreeSlot);
  }

  private erase(): CborRecord {
    this.refuseWhileInUse();
    this.slots[1] = undefined;
    this.upload = undefined;
    return {};
  }

  private takeChunk(fields: FieldReader): CborRecord {
    const offset = fields.count('off');
    const data = fields.bytes('data');
    if (offset === 0) {
      const total = fields.count('len');
      const sha = Buffer.from(fields.bytes('sha')).toString('hex');
      if (this.upload?.sha === sha) return { off: this.upload.offset };
      this.refuseWhileInUse();
      if (data.length < 32) throw refuseImage(IMAGE_ERRORS.invalidImageHeader);
      if (total > (this.options.slotBytes ?? 65_536)) throw refuseImage(IMAGE_ERRORS.imageTooLarge);
      this.slots[1] = undefined;
      this.upload = { sha, total, data: [], offset: 0 };
    }
    if (this.upload === undefined || offset !== this.upload.offset) return { off: this.upload?.offset ?? 0 };
    if (offset + data.length > this.upload.total) throw refuseImage(IMAGE_ERRORS.imageDataOverrun);
    this.upload.data.push(data);
    this.upload.offset += data.length;
    if (this.upload.offset < this.upload.total) return { off: this.upload.offset };
    return this.finish(this.upload);
  }

  private finish(upload: { sha: string; total: number; data: Uint8Array[] }): CborRecord {
    const bytes = new Uint8Array(Buffer.concat(upload.data));
    this.upload = undefined;
    const match = createHash('sha256').update(bytes).digest('hex') === upload.sha;
    this.slots[1] = this.accept(bytes);
    return { off: upload.total, match };
  }
}
