import type { BootLog, SwapPurpose } from './boot-log.ts';
import type { FlashStep, SimFlash } from './flash.ts';

/** Two sectors of the log, one to swap through, then the two slots. */
const LOG_SECTORS = [0, 1] as const;
const SCRATCH_SECTOR = 2;
const SLOTS_FROM_SECTOR = 3;
/** Sectors of a chip with slots of `slotSectors`. */
export const sectorsFor = (slotSectors: number): number => SLOTS_FROM_SECTOR + 2 * slotSectors;
export { LOG_SECTORS };

/** Written at once while copying: half a torn one is lost, never more than its sector. */
const COPY_BYTES = 256;
/** Each sector goes through the scratch sector in three copies. */
const COPIES_PER_SECTOR = 3;

export interface ImageJudgement {
  readonly isGood: boolean;
  /** Why not; for a person. */
  readonly why: string;
  readonly securityCounter: number;
}

/** Two slots on a flash chip. */
export class Slots {
  readonly flash: SimFlash;
  readonly slotSectors: number;

  constructor(flash: SimFlash, slotSectors: number) {
    this.flash = flash;
    this.slotSectors = slotSectors;
  }

  get bytes(): number {
    return this.slotSectors * this.flash.geometry.sectorBytes;
  }

  sector(slot: 0 | 1, index: number): number {
    return SLOTS_FROM_SECTOR + slot * this.slotSectors + index;
  }

  offset(slot: 0 | 1): number {
    return this.sector(slot, 0) * this.flash.geometry.sectorBytes;
  }

  read(slot: 0 | 1): Buffer {
    return this.flash.read(this.offset(slot), this.bytes);
  }

  /**
   * From the end, so that the header, which makes an image, goes last: nothing torn is taken for a whole one
   * because the signature is over all of it.
   */
  *erase(slot: 0 | 1): Generator<FlashStep, void> {
    const { sectorBytes } = this.flash.geometry;
    for (let index = this.slotSectors - 1; index >= 0; index -= 1) {
      const sector = this.sector(slot, index);
      if (!this.flash.isBlank(sector * sectorBytes, sectorBytes)) yield { kind: 'erase', sector };
    }
  }
}

/**
 * Decides at every power-on what runs. Like MCUboot's swap with scratch (docs/design.md, "Image swapping"): each
 * copy can be done again from the start, because its source stays whole until the next copy is noted.
 */
export class Bootloader {
  readonly #slots: Slots;
  readonly #log: BootLog;
  readonly #judge: (image: Buffer) => ImageJudgement;

  constructor(slots: Slots, log: BootLog, judge: (image: Buffer) => ImageJudgement) {
    this.#slots = slots;
    this.#log = log;
    this.#judge = judge;
  }

  /** @returns whether slot 0 may run, and what was refused on the way */
  *boot(): Generator<FlashStep, { runs: boolean; refused: string | undefined }> {
    this.#log.load();
    let refused: string | undefined;
    const { swap, onTrial, wanted } = this.#log.state;
    if (swap !== undefined) {
      yield* this.#swap(swap.stepsDone);
    } else {
      const purpose: SwapPurpose | 'none' = onTrial ? 'revert' : wanted;
      if (purpose !== 'none') refused = yield* this.#upgrade(purpose);
    }
    const running = this.#judgeSlot(0);
    if (!running.isGood) return { runs: false, refused: running.why };
    yield* this.#raiseCounter(running.securityCounter);
    return { runs: true, refused };
  }

  *#upgrade(purpose: SwapPurpose): Generator<FlashStep, string | undefined> {
    const candidate = this.#judgeSlot(1);
    if (candidate.isGood) {
      yield* this.#log.add({ kind: 'swap_begun', value: purpose });
      yield* this.#swap(0);
      return undefined;
    }
    // What runs stays; there is nothing to go back to either. MCUboot erases what it has refused (loader.c,
    // `boot_validate_slot`).
    yield* this.#slots.erase(1);
    yield* this.#log.add(purpose === 'revert' ? { kind: 'confirmed' } : { kind: 'wanted', value: 'none' });
    return candidate.why;
  }

  *#raiseCounter(securityCounter: number): Generator<FlashStep, void> {
    // An image on trial may still be taken back, so it does not lock out the one before.
    if (this.#log.state.onTrial || securityCounter <= this.#log.state.securityCounter) return;
    yield* this.#log.add({ kind: 'counter', value: securityCounter });
  }

  #judgeSlot(slot: 0 | 1): ImageJudgement {
    const judgement = this.#judge(this.#slots.read(slot));
    if (!judgement.isGood || judgement.securityCounter >= this.#log.state.securityCounter) return judgement;
    const why = `security counter ${judgement.securityCounter} is below ${this.#log.state.securityCounter}`;
    return { ...judgement, isGood: false, why };
  }

  *#swap(stepsDone: number): Generator<FlashStep, void> {
    for (let step = stepsDone; step < this.#slots.slotSectors * COPIES_PER_SECTOR; step += 1) {
      const index = Math.floor(step / COPIES_PER_SECTOR);
      const [first, second] = [this.#slots.sector(0, index), this.#slots.sector(1, index)];
      const copies: readonly (readonly [from: number, to: number])[] = [
        [second, SCRATCH_SECTOR],
        [first, second],
        [SCRATCH_SECTOR, first],
      ];
      const [from, to] = copies[step % COPIES_PER_SECTOR] ?? [first, first];
      yield* this.#copy(from, to);
      yield* this.#log.add({ kind: 'swap_step', value: step + 1 });
    }
    yield* this.#log.add({ kind: 'swap_done' });
  }

  *#copy(from: number, to: number): Generator<FlashStep, void> {
    const { flash } = this.#slots;
    const { sectorBytes } = flash.geometry;
    yield { kind: 'erase', sector: to };
    for (let at = 0; at < sectorBytes; at += COPY_BYTES) {
      const bytes = flash.read(from * sectorBytes + at, Math.min(COPY_BYTES, sectorBytes - at));
      if (bytes.some((byte) => byte !== 0xff)) yield { kind: 'write', offset: to * sectorBytes + at, bytes };
    }
  }
}
