import { limits } from '../../../shared/limits.ts';

/**
 * The numbers of motions. A board keeps the last one of each slot and does nothing twice under it, so boards remember what
 * a disk that was put back from an older copy has forgotten.
 */
export class CommandIds {
  #last: number;
  readonly #lastAtStart: number;
  /** Slots that have been read since the start. */
  readonly #read = new Set<string>();
  #isForgetful = false;

  /** @param last the highest that is on disk */
  constructor(last: number) {
    this.#last = last;
    this.#lastAtStart = last;
  }

  /** Boards have done what these books do not know of. */
  get isForgetful(): boolean {
    return this.#isForgetful;
  }

  /** Never used before. */
  get fresh(): number {
    return this.#last + 1;
  }

  /** It is given to a motion, which goes to disk before it goes to a board. */
  give(commandId: number): void {
    this.#last = Math.max(this.#last, commandId);
  }

  /**
   * What a board tells as the last one of a slot. It may have had orders of another cabinet, or of this one before it lost
   * its disk: numbers go on from there. Before the first look into a slot none is given to it in this life: one that
   * another slot was given meanwhile explains nothing.
   *
   * @returns whether that is news: no number is given before it is on disk, so this disk has forgotten something
   */
  seen(key: string, commandId: number): boolean {
    const known = this.#read.has(key) ? this.#last : this.#lastAtStart;
    this.#read.add(key);
    const isSensible = commandId < limits.commandIdMost - limits.rentalsRemembered;
    if (!isSensible || commandId <= known) return false;
    this.give(commandId);
    const isNews = !this.#isForgetful;
    this.#isForgetful = true;
    return isNews;
  }
}
