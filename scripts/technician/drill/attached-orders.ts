import type { HeardLine } from '../../../firmware-sim/audit/evidence.ts';
import type { CoreEntry } from '../../../firmware-sim/core/log.ts';

/** Orders that some sentence tells of together with one of these: a summary’s sum is judged as a whole. */
export function toldWith(
  payments: ReadonlySet<string>,
  heard: readonly Pick<HeardLine, 'sns'>[],
): Set<string> {
  const touched = new Set(payments);
  for (let before = -1; before !== touched.size; ) {
    before = touched.size;
    for (const { sns } of heard) {
      if (sns.some((sn) => touched.has(sn))) for (const sn of sns) touched.add(sn);
    }
  }
  return touched;
}

/** What a core’s log says of some orders; forgeries are of none. */
export function entriesOf(sns: ReadonlySet<string>, entries: readonly CoreEntry[]): CoreEntry[] {
  const ids = new Set(
    entries.flatMap((entry) => (entry.entry === 'sent' && sns.has(entry.sn) ? [entry.id] : [])),
  );
  return entries.filter((entry) => {
    if (entry.entry === 'moment') return sns.has(entry.order.sn);
    if (entry.entry === 'sent' || entry.entry === 'query_answered') return sns.has(entry.sn);
    return entry.entry !== 'forged' && ids.has(entry.id);
  });
}
