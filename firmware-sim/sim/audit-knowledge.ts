import { expectations, type OrderExpectation } from '../audit/expectation.ts';
import type { SimEvidence } from './sim-evidence.ts';

/** What an auditor has to know of a run to be fair. */
export interface Knowledge {
  readonly orders: ReadonlyMap<string, OrderExpectation>;
  /** By how much a device may be wrong about an age, ms. */
  readonly ageToleranceMs: number;
  /** By how much what is said may come after what was decided, ms. */
  readonly delayToleranceMs: number;
  /** When the core first sent anything of an order, and by when it had its `success` for all of it. */
  readonly spans: ReadonlyMap<string, { readonly fromMs: number; readonly byMs: number }>;
  /** Since when what a device did may be forgotten, for each device whose disk was put back. */
  readonly forgottenSinceMs: ReadonlyMap<string, number>;
  /** The relay lost what it had accepted in between. */
  readonly isRelayRestored: boolean;
}

const SLOW_NETWORK = ['loss', 'delay', 'wild_wire', 'link_down', 'partition', 'replayed_frames'];

export function knowledgeOf(evidence: SimEvidence): Knowledge {
  const has = (kinds: readonly string[]): boolean => evidence.faults.some((kind) => kinds.includes(kind));
  const delayToleranceMs = 2_000 + (has(['freeze']) ? 41_000 : 0) + (has(['slow_disk']) ? 25_000 : 0);
  // A device knows the time no better than the way to the relay is long; half of the longest answer that counts.
  const ageToleranceMs = delayToleranceMs + evidence.relayClockErrorMs + (has(SLOW_NETWORK) ? 13_000 : 0);
  const spans = new Map<string, { fromMs: number; byMs: number }>();
  const bySentId = new Map<number, string>();
  for (const entry of evidence.core) {
    if (entry.entry === 'sent') {
      bySentId.set(entry.id, entry.sn);
      const span = spans.get(entry.sn) ?? { fromMs: entry.atMs, byMs: entry.atMs };
      spans.set(entry.sn, {
        fromMs: Math.min(span.fromMs, entry.atMs),
        byMs: Math.max(span.byMs, entry.atMs),
      });
    }
    if (entry.entry === 'answer') {
      const sn = bySentId.get(entry.id);
      const span = sn === undefined ? undefined : spans.get(sn);
      if (span !== undefined) span.byMs = Math.max(span.byMs, entry.startedAtMs + entry.tookMs);
    }
  }
  const forgottenSinceMs = new Map<string, number>();
  for (const { device, event, sinceMs } of evidence.deviceEvents) {
    if (event !== 'disk_restored' || sinceMs === undefined) continue;
    forgottenSinceMs.set(device, Math.min(sinceMs, forgottenSinceMs.get(device) ?? sinceMs));
  }
  return {
    orders: expectations(evidence.core),
    ageToleranceMs,
    delayToleranceMs,
    spans,
    forgottenSinceMs,
    isRelayRestored: evidence.relayRestores.length > 0,
  };
}

/** Whether a device had to tell of an order, could, or must not: its terminals may have changed meanwhile. */
export function serves(
  evidence: SimEvidence,
  knowledge: Knowledge,
  device: string,
  order: OrderExpectation,
): 'yes' | 'maybe' | 'no' {
  const span = knowledge.spans.get(order.sn);
  if (span === undefined) return 'no';
  const events = evidence.roster.filter((one) => one.device === device);
  // What certainly held when the order's time began, and whatever may have come about since, until its time ended.
  const last = events.findLast(({ doneAtMs }) => doneAtMs !== undefined && doneAtMs <= span.fromMs);
  const since = events.filter(
    ({ askedAtMs, doneAtMs }) =>
      askedAtMs <= span.byMs &&
      (doneAtMs === undefined ? askedAtMs >= (last?.askedAtMs ?? 0) : doneAtMs > span.fromMs),
  );
  const candidates = [...(last === undefined ? [] : [last]), ...since];
  const answers = candidates.map(({ terminals }) => terminals.includes(order.terminalSn));
  if (answers.every((one) => one)) return answers.length > 0 ? 'yes' : 'no';
  return answers.some((one) => one) ? 'maybe' : 'no';
}
