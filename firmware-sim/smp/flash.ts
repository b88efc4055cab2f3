/** What a torn erase leaves in the part that it did not reach: neither the old bytes nor blank ones. */
const HALF_ERASED = 0x5a;
const BLANK = 0xff;

/** One step of a flash chip. It takes its time, and a power cut inside it leaves it half done. */
export type FlashStep =
  | { readonly kind: 'erase'; readonly sector: number }
  | { readonly kind: 'write'; readonly offset: number; readonly bytes: Uint8Array };

/** A flash step, or simply time that passes on a board. */
export type BoardStep = FlashStep | { readonly kind: 'wait'; readonly ms: number };

export interface FlashGeometry {
  readonly sectors: number;
  readonly sectorBytes: number;
  /** What is written at once: offsets and lengths are multiples of it, and it is written once per erase. */
  readonly unitBytes: number;
  readonly eraseSectorMs: number;
  readonly writeUnitMs: number;
}

/** 64 kB-like chips erase a 4 kB sector in about 45 ms and write 256 bytes in about 0.7 ms (W25Q16JV, table 9.6). */
export const ORDINARY_FLASH = {
  sectorBytes: 4_096,
  unitBytes: 16,
  eraseSectorMs: 45,
  writeUnitMs: 0.05,
} as const;

/** NOR flash: erased by sectors to 0xFF, written in units, each once. Keeps its bytes without power. */
export class SimFlash {
  readonly geometry: FlashGeometry;
  readonly #bytes: Uint8Array;
  #steps = 0;

  constructor(geometry: FlashGeometry) {
    this.geometry = geometry;
    this.#bytes = new Uint8Array(geometry.sectors * geometry.sectorBytes).fill(BLANK);
  }

  /** Steps done since it was made; torn ones count. */
  get steps(): number {
    return this.#steps;
  }

  read(offset: number, length: number): Buffer {
    return Buffer.from(this.#bytes.subarray(offset, offset + length));
  }

  isBlank(offset: number, length: number): boolean {
    return this.#bytes.subarray(offset, offset + length).every((byte) => byte === BLANK);
  }

  /** Milliseconds that `step` takes. */
  durationMs(step: FlashStep): number {
    const { unitBytes, eraseSectorMs, writeUnitMs } = this.geometry;
    return step.kind === 'erase' ? eraseSectorMs : (step.bytes.length / unitBytes) * writeUnitMs;
  }

  /** @throws Error a mistake of the firmware's: outside the chip, not in units, or written twice */
  apply(step: FlashStep): void {
    this.#do(step, 1);
  }

  /** The power went in the middle of `step`. */
  tear(step: FlashStep): void {
    this.#do(step, 0.5);
  }

  #do(step: FlashStep, share: number): void {
    this.#steps += 1;
    const { sectorBytes, unitBytes } = this.geometry;
    if (step.kind === 'erase') {
      const sector = this.#bytes.subarray(step.sector * sectorBytes, (step.sector + 1) * sectorBytes);
      if (sector.length !== sectorBytes) throw new Error(`flash: there is no sector ${step.sector}`);
      const done = sectorBytes * share;
      sector.fill(BLANK, 0, done);
      for (let index = done; index < sectorBytes; index += 1)
        sector[index] = (sector[index] ?? 0) | HALF_ERASED;
      return;
    }
    const { offset, bytes } = step;
    if (offset % unitBytes !== 0 || bytes.length % unitBytes !== 0) throw new Error('flash: not in units');
    const target = this.#bytes.subarray(offset, offset + bytes.length);
    if (target.length !== bytes.length) throw new Error(`flash: ${offset} is outside`);
    if (!target.every((byte) => byte === BLANK)) throw new Error(`flash: ${offset} is written twice`);
    target.set(bytes.subarray(0, bytes.length * share));
  }
}
