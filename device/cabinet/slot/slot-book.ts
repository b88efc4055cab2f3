import type { SlotPlace } from '../../../shared/cabinet-report.ts';
import { moduleSerial } from '../../../shared/ids.ts';
import { limits } from '../../../shared/limits.ts';
import type { CabinetChange, SlotBar, SlotMark } from '../cabinet-operations.ts';
import type { LatchedSlot } from '../power/safety.ts';
import {
  type ModuleReading,
  type ModuleSerial,
  type SlotReading,
  slotKey,
  type TimedReading,
} from '../readings.ts';
import { type SlotContent, type SlotEvent, stepSlot, UNKNOWN_CONTENT } from './slot.ts';

/** One slot of a module that the bus has. */
export interface Bay {
  readonly key: string;
  readonly at: SlotPlace;
  content: SlotContent;
  /** Its newest reading. */
  reading?: SlotReading;
  readAtMs: number;
  /** What holds it; outlives module and program. */
  mark: SlotMark;
  /** Until then its light says that a bank came back. */
  returnedUntilMs: number;
}

/** What a reading has changed in one slot. */
export interface BayNews {
  readonly bay: Bay;
  readonly before: SlotContent;
  readonly events: readonly SlotEvent[];
}

interface Module {
  readonly bays: readonly Bay[];
  newest?: TimedReading;
}

/** All slots: what is in them by their readings, and what holds them. */
export class SlotBook {
  readonly #modules = new Map<ModuleSerial, Module>();
  readonly #marks = new Map<string, SlotMark>();

  constructor(marks: readonly SlotMark[]) {
    for (const mark of marks) this.#marks.set(slotKey(mark.at), mark);
  }

  get modules(): ReadonlyMap<ModuleSerial, Module> {
    return this.#modules;
  }

  /** The newest reading of every module that the bus has and that has been read. */
  get readings(): TimedReading[] {
    return [...this.#modules.values()].flatMap(({ newest }) => (newest === undefined ? [] : [newest]));
  }

  get bays(): Bay[] {
    return [...this.#modules.values()].flatMap(({ bays }) => bays);
  }

  bay(at: SlotPlace): Bay | undefined {
    return this.#modules.get(at.module)?.bays[at.slot - 1];
  }

  /** Slots that a protection has latched. */
  get latched(): LatchedSlot[] {
    return [...this.#marks.values()].flatMap(({ at, latched }) =>
      latched.length === 0 ? [] : [{ at, rules: latched }],
    );
  }

  /** @returns false: it is none, or there are too many already */
  found(module: ModuleSerial, slots: number): boolean {
    if (
      !/^[0-9a-f]{8}$/.test(module) ||
      (!this.#modules.has(module) && this.#modules.size >= limits.busModules)
    )
      return false;
    const serial = moduleSerial(module);
    const count = Math.min(limits.slotsPerModule, Math.max(0, slots));
    const bays = Array.from({ length: count }, (_, index): Bay => {
      const at = { module: serial, slot: index + 1 };
      const key = slotKey(at);
      const mark = this.#marks.get(key) ?? { at, bars: {}, latched: [] };
      return {
        key,
        at,
        content: UNKNOWN_CONTENT,
        readAtMs: Number.NEGATIVE_INFINITY,
        mark,
        returnedUntilMs: 0,
      };
    });
    this.#modules.set(module, { bays });
    return true;
  }

  /** Its readings are void. */
  lost(module: ModuleSerial): void {
    this.#modules.delete(module);
  }

  /** @returns what it tells, slot by slot; nothing of a module that was never found */
  take(reading: ModuleReading, atMs: number): BayNews[] {
    const module = this.#modules.get(reading.module);
    if (module === undefined) return [];
    module.newest = { reading, atMs };
    return reading.slots.flatMap((slot) => {
      const bay = module.bays[slot.slot - 1];
      if (bay === undefined) return [];
      const before = bay.content;
      const step = stepSlot(before, slot, atMs);
      bay.content = step.content;
      bay.reading = slot;
      bay.readAtMs = atMs;
      return [{ bay, before, events: step.events }];
    });
  }

  /** @returns what is to be written; undefined when it was so before */
  bar(at: SlotPlace, bar: SlotBar, code: string): CabinetChange | undefined {
    const mark = this.#markOf(at);
    if (mark.bars[bar] !== undefined) return undefined;
    return this.#mark({ ...mark, bars: { ...mark.bars, [bar]: code } });
  }

  /** @param rules none: it is not latched any more */
  latch(at: SlotPlace, rules: readonly string[]): CabinetChange | undefined {
    const mark = this.#markOf(at);
    return mark.latched.join() === rules.join() ? undefined : this.#mark({ ...mark, latched: rules });
  }

  /** By a technician: everything that held it is gone but `disabled`, which he takes back himself. */
  free(at: SlotPlace): CabinetChange {
    const { disabled } = this.#markOf(at).bars;
    return this.#mark({ at, bars: disabled === undefined ? {} : { disabled }, latched: [] });
  }

  enable(at: SlotPlace): CabinetChange {
    const mark = this.#markOf(at);
    const { disabled: _, ...bars } = mark.bars;
    return this.#mark({ ...mark, bars });
  }

  #markOf(at: SlotPlace): SlotMark {
    return this.#marks.get(slotKey(at)) ?? { at, bars: {}, latched: [] };
  }

  #mark(mark: SlotMark): CabinetChange {
    const isEmpty = mark.latched.length === 0 && Object.keys(mark.bars).length === 0;
    if (isEmpty) this.#marks.delete(slotKey(mark.at));
    else this.#marks.set(slotKey(mark.at), mark);
    const bay = this.bay(mark.at);
    if (bay !== undefined) bay.mark = mark;
    return { type: 'slot', slot: mark };
  }
}
