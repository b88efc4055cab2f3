import type { DeviceId, LogId } from '../shared/ids.ts';
import type { Seq } from '../shared/quantities.ts';
import { batchEnded, createGathering, type Gathering, gather, takeBatch } from './push/gathering.ts';

/** Something that a device says until it is confirmed, and the connection that is to hear of it. */
export interface Told {
  readonly deviceId: DeviceId;
  readonly connection: number;
}

export interface BatchBounds {
  /** In all and of one device. */
  readonly waiting: number;
  readonly waitingPerDevice: number;
  readonly perCall: number;
}

/** What devices have told, on its way to the disk. Changed in place. */
export interface ConfirmedBatches<Item extends Told> {
  readonly gathering: Gathering<Item>;
  readonly waitingOf: Map<DeviceId, number>;
  batch: readonly Item[];
}

export const createBatches = <Item extends Told>(): ConfirmedBatches<Item> => ({
  gathering: createGathering(),
  waitingOf: new Map(),
  batch: [],
});

/** @returns false when too many wait: the rest is not taken, hence not confirmed, and the device says it again */
export function takeTold<Item extends Told>(
  state: ConfirmedBatches<Item>,
  items: readonly Item[],
  bounds: BatchBounds,
): boolean {
  for (const item of items) {
    const waiting = state.waitingOf.get(item.deviceId) ?? 0;
    if (waiting >= bounds.waitingPerDevice || !gather(state.gathering, item, bounds.waiting)) return false;
    state.waitingOf.set(item.deviceId, waiting + 1);
  }
  return true;
}

/** The next batch to record; undefined while one is under way or nothing waits. */
export function nextBatch<Item extends Told>(
  state: ConfirmedBatches<Item>,
  bounds: BatchBounds,
): readonly Item[] | undefined {
  const batch = takeBatch(state.gathering, bounds.perCall);
  if (batch !== undefined) state.batch = batch;
  return batch;
}

/** The batch under way has ended, recorded or not. */
export function endBatch<Item extends Told>(state: ConfirmedBatches<Item>): readonly Item[] {
  const { batch } = state;
  state.batch = [];
  batchEnded(state.gathering);
  for (const { deviceId } of batch) {
    const rest = (state.waitingOf.get(deviceId) ?? 1) - 1;
    if (rest === 0) state.waitingOf.delete(deviceId);
    else state.waitingOf.set(deviceId, rest);
  }
  return batch;
}

/** One message that confirms: for one connection and one log. */
export interface Confirmation {
  readonly device: DeviceId;
  readonly connection: number;
  readonly log: LogId;
  readonly seqs: readonly Seq[];
}

/** @param most seqs in one message */
export function confirmations<Item extends Told>(
  items: readonly Item[],
  nameOf: (item: Item) => { readonly log: LogId; readonly seq: Seq },
  most: number,
): readonly Confirmation[] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = `${item.connection} ${nameOf(item).log}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const seqs = [...new Set(group.map((item) => nameOf(item).seq))];
    const { deviceId: device, connection } = first;
    return Array.from({ length: Math.ceil(seqs.length / most) }, (_, page) => ({
      device,
      connection,
      log: nameOf(first).log,
      seqs: seqs.slice(page * most, (page + 1) * most),
    }));
  });
}
