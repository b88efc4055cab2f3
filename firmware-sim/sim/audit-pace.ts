import { type Knowledge, serves } from './audit-knowledge.ts';
import type { Report } from './sim-auditor.ts';
import type { SimEvidence } from './sim-evidence.ts';

/** A speaker that has been on for so long is connected, where nothing is broken. */
const SETTLED_IN_MS = 10_000;
const STORED_WITHIN_MS = 500;
/** One that is being switched off takes nothing new, and may need so long. */
const SWITCHING_OFF_MS = 8_000;

/** Where nothing is broken, what the core has its `success` for is on every speaker's disk at once. */
export function auditPace(evidence: SimEvidence, knowledge: Knowledge, report: Report): void {
  if (evidence.faults.length > 0) return;
  const storedAtMs = new Map<string, number>();
  for (const { device, sn, atMs } of evidence.durable) {
    const key = `${device} ${sn}`;
    if (!storedAtMs.has(key)) storedAtMs.set(key, atMs);
  }
  const snOf = new Map(
    evidence.core.flatMap((entry) =>
      entry.entry === 'sent' && entry.moment.state === 'PAID' ? [[entry.id, entry.sn] as const] : [],
    ),
  );
  for (const entry of evidence.core) {
    if (entry.entry !== 'answer' || entry.answer !== 'success') continue;
    const order = knowledge.orders.get(snOf.get(entry.id) ?? '');
    if (order === undefined) continue;
    const byMs = entry.startedAtMs + entry.tookMs + STORED_WITHIN_MS;
    for (const device of new Set(evidence.roster.map((one) => one.device))) {
      if (serves(evidence, knowledge, device, order) !== 'yes') continue;
      if (!isOn(evidence, device, entry.startedAtMs - SETTLED_IN_MS, byMs + SWITCHING_OFF_MS)) continue;
      const stored = storedAtMs.get(`${device} ${order.sn}`) ?? Number.POSITIVE_INFINITY;
      // A payment that a later state has overtaken is not told.
      if (stored > byMs && order.ways.every((way) => way.some(({ kind }) => kind === 'payment')))
        report('slow', `stored ${Math.round(stored - entry.startedAtMs)} ms after its callback`, {
          device,
          sn: order.sn,
        });
    }
  }
}

/** From before the first moment to after the second. */
function isOn(evidence: SimEvidence, device: string, fromMs: number, untilMs: number): boolean {
  const events = evidence.deviceEvents.filter((one) => one.device === device);
  const before = events.findLast(
    ({ event, atMs }) => (event === 'started' || event === 'died') && atMs <= fromMs,
  );
  return (
    before?.event === 'started' &&
    !events.some(({ event, atMs }) => event === 'died' && atMs > fromMs && atMs <= untilMs)
  );
}
