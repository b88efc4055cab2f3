/**
 * A small generator of reproducible chance for simulations and tests (mulberry32, T. Ettinger 2017): the same seed
 * gives the same run. Never for secrets.
 *
 * @returns a function that yields uniform numbers in [0, 1)
 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** An integer in [lowest, highest]. */
export const randomInteger = (random: () => number, lowest: number, highest: number): number =>
  lowest + Math.floor(random() * (highest - lowest + 1));
