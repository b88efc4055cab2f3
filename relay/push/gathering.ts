/**
 * Items on their way to the store, in batches: while one batch is being written the next gathers, so that the batches
 * grow with the load and no timer is needed. Changed in place.
 */
export interface Gathering<Item> {
  waiting: Item[];
  /** In the batch that is being written. */
  underWay: number;
}

export const createGathering = <Item>(): Gathering<Item> => ({ waiting: [], underWay: 0 });

/** @returns false, with nothing taken, when `most` already wait */
export function gather<Item>(gathering: Gathering<Item>, item: Item, most: number): boolean {
  if (gathering.waiting.length + gathering.underWay >= most) return false;
  gathering.waiting.push(item);
  return true;
}

/** The next batch to write; undefined while one is under way or nothing waits. End it with {@link batchEnded}. */
export function takeBatch<Item>(gathering: Gathering<Item>, most: number): readonly Item[] | undefined {
  if (gathering.underWay > 0 || gathering.waiting.length === 0) return undefined;
  const batch = gathering.waiting.length <= most ? gathering.waiting : gathering.waiting.slice(0, most);
  gathering.waiting = gathering.waiting.slice(batch.length);
  gathering.underWay = batch.length;
  return batch;
}

export function batchEnded(gathering: Gathering<unknown>): void {
  gathering.underWay = 0;
}
