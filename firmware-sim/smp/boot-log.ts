import { crc16xmodem } from 'crc';
import type { FlashStep, SimFlash } from './flash.ts';

/** magic, kind, generation u16, value u32, pad, CRC u16. A multiple of every write unit up to 16 bytes. */
const RECORD_BYTES = 16;
const MAGIC = 0xb7;
const KINDS = ['snapshot', 'wanted', 'swap_begun', 'swap_step', 'swap_done', 'confirmed', 'counter'] as const;
type RecordKind = (typeof KINDS)[number];

export const PURPOSES = ['none', 'test', 'permanent', 'revert'] as const;
export type SwapPurpose = Exclude<(typeof PURPOSES)[number], 'none'>;

/** What the bootloader must know across a power cut. */
export interface BootState {
  /** What the next boot is to do with slot 1. */
  readonly wanted: 'none' | 'test' | 'permanent';
  /** A swap that has begun and must be brought to its end before anything runs. */
  readonly swap: { readonly purpose: SwapPurpose; readonly stepsDone: number } | undefined;
  /** Slot 0 runs on trial: without a confirmation the next boot goes back. */
  readonly onTrial: boolean;
  /** No image with a lower security counter runs. */
  readonly securityCounter: number;
}

export type BootNote =
  | { readonly kind: 'wanted'; readonly value: 'none' | 'test' | 'permanent' }
  | { readonly kind: 'swap_begun'; readonly value: SwapPurpose }
  | { readonly kind: 'swap_step'; readonly value: number }
  | { readonly kind: 'swap_done' }
  | { readonly kind: 'confirmed' }
  | { readonly kind: 'counter'; readonly value: number };

const FRESH: BootState = { wanted: 'none', swap: undefined, onTrial: false, securityCounter: 0 };

function note(state: BootState, said: BootNote): BootState {
  switch (said.kind) {
    case 'wanted':
      return { ...state, wanted: said.value };
    case 'swap_begun':
      return { ...state, swap: { purpose: said.value, stepsDone: 0 } };
    case 'swap_step':
      return state.swap === undefined ? state : { ...state, swap: { ...state.swap, stepsDone: said.value } };
    case 'swap_done':
      return { ...state, wanted: 'none', swap: undefined, onTrial: state.swap?.purpose === 'test' };
    case 'confirmed':
      return { ...state, onTrial: false };
    case 'counter':
      return { ...state, securityCounter: said.value };
  }
}

/**
 * The bootloader's memory: an append-only log in two sectors that take turns. A record that the power tore
 * fails its CRC and counts as never written; a sector takes over only by its first record, which is written
 * last. (MCUboot keeps the same facts in image trailers; docs/design.md, "Image trailer".)
 */
export class BootLog {
  readonly #flash: SimFlash;
  readonly #sectors: readonly [number, number];
  #active: 0 | 1 = 0;
  #generation = 0;
  #next = 0;
  #state: BootState = FRESH;

  constructor(flash: SimFlash, sectors: readonly [number, number]) {
    this.#flash = flash;
    this.#sectors = sectors;
    this.load();
  }

  get state(): BootState {
    return this.#state;
  }

  /** Reads what the flash says; after every power-on. */
  load(): void {
    const generations = this.#sectors.map((sector) => this.#read(sector, 0)?.generation ?? 0);
    const [first = 0, second = 0] = generations;
    this.#active = second > first ? 1 : 0;
    this.#generation = Math.max(first, second);
    this.#state = FRESH;
    const slots = this.#slots();
    this.#next = slots;
    for (let slot = this.#generation === 0 ? 0 : 1; slot < slots; slot += 1) {
      const record = this.#read(this.#sectors[this.#active], slot);
      if (record !== undefined && record.generation === this.#generation) {
        this.#state = note(this.#state, record.said);
        continue;
      }
      const isFree = this.#flash.isBlank(this.#offset(this.#sectors[this.#active], slot), RECORD_BYTES);
      if (!isFree) continue; // torn
      this.#next = slot;
      break;
    }
  }

  /** Writes one fact down; holds from the moment its record is complete. */
  *add(said: BootNote): Generator<FlashStep, void> {
    // A blank chip has no first generation yet, a full sector needs a new one.
    if (this.#generation === 0 || this.#next >= this.#slots()) yield* this.#turn();
    yield this.#write(this.#sectors[this.#active], this.#next, said, this.#generation);
    this.#next += 1;
    this.#state = note(this.#state, said);
  }

  *#turn(): Generator<FlashStep, void> {
    const other = this.#active === 0 ? 1 : 0;
    const sector = this.#sectors[other];
    const generation = this.#generation + 1;
    yield { kind: 'erase', sector };
    const facts = factsOf(this.#state);
    for (const [index, said] of facts.entries()) yield this.#write(sector, index + 1, said, generation);
    yield this.#write(sector, 0, { kind: 'snapshot' }, generation);
    this.#active = other;
    this.#generation = generation;
    this.#next = facts.length + 1;
  }

  #slots(): number {
    return Math.floor(this.#flash.geometry.sectorBytes / RECORD_BYTES);
  }

  #offset(sector: number, slot: number): number {
    return sector * this.#flash.geometry.sectorBytes + slot * RECORD_BYTES;
  }

  #write(sector: number, slot: number, said: BootNote | { kind: 'snapshot' }, generation: number): FlashStep {
    const bytes = Buffer.alloc(RECORD_BYTES);
    bytes.writeUInt8(MAGIC, 0);
    bytes.writeUInt8(KINDS.indexOf(said.kind), 1);
    bytes.writeUInt16BE(generation, 2);
    bytes.writeUInt32BE(codeOf(said), 4);
    bytes.writeUInt16BE(crc16xmodem(bytes.subarray(0, 14)), 14);
    return { kind: 'write', offset: this.#offset(sector, slot), bytes };
  }

  #read(sector: number, slot: number): { said: BootNote; generation: number } | undefined {
    const bytes = this.#flash.read(this.#offset(sector, slot), RECORD_BYTES);
    if (bytes.readUInt8(0) !== MAGIC || bytes.readUInt16BE(14) !== crc16xmodem(bytes.subarray(0, 14)))
      return undefined;
    const kind = KINDS[bytes.readUInt8(1)];
    if (kind === undefined) return undefined;
    return { said: noteOf(kind, bytes.readUInt32BE(4)), generation: bytes.readUInt16BE(2) };
  }
}

function codeOf(said: BootNote | { kind: 'snapshot' }): number {
  if (said.kind === 'wanted' || said.kind === 'swap_begun') return PURPOSES.indexOf(said.value);
  return said.kind === 'swap_step' || said.kind === 'counter' ? said.value : 0;
}

function noteOf(kind: RecordKind, value: number): BootNote {
  const purpose = PURPOSES[value] ?? 'none';
  switch (kind) {
    case 'wanted':
      return { kind, value: purpose === 'revert' ? 'none' : purpose };
    case 'swap_begun':
      return { kind, value: purpose === 'none' ? 'revert' : purpose };
    case 'swap_step':
    case 'counter':
      return { kind, value };
    case 'swap_done':
    case 'confirmed':
      return { kind };
    case 'snapshot':
      return { kind: 'wanted', value: 'none' }; // slot 0 of a sector; says only that the rest counts
  }
}

/** The facts that make this state out of a fresh one. */
function factsOf(state: BootState): BootNote[] {
  const trial: BootNote[] = state.onTrial
    ? [{ kind: 'swap_begun', value: 'test' }, { kind: 'swap_done' }]
    : [];
  const swap: BootNote[] =
    state.swap === undefined
      ? []
      : [
          { kind: 'swap_begun', value: state.swap.purpose },
          { kind: 'swap_step', value: state.swap.stepsDone },
        ];
  return [
    { kind: 'counter', value: state.securityCounter },
    ...trial,
    { kind: 'wanted', value: state.wanted },
    ...swap,
  ];
}
