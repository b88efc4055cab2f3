/** Chance that repeats: the same seed draws the same world, so that a failed run can be run again. Never for secrets. */
export interface Chance {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer, both ends included. */
  integer(lowest: number, highest: number): number;
  happens(probability: number): boolean;
  /** One of a list that must not be empty. */
  pick<Item>(list: readonly Item[]): Item;
  /** A stream of its own: what is drawn from it does not move what is drawn here. */
  fork(): Chance;
}

/** mulberry32 (T. Ettinger, 2017, public domain): 32 bits of state are plenty to vary a world. */
export function seededChance(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const integer = (lowest: number, highest: number): number =>
    lowest + Math.floor(next() * (highest - lowest + 1));
  return {
    next,
    integer,
    happens: (probability) => next() < probability,
    pick: (list) => {
      const item = list[Math.floor(next() * list.length)];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
    fork: () => seededChance(Math.floor(next() * 4_294_967_296)),
  };
}
