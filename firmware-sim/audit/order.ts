import type { OrderAccount, SpeakerEvidence } from './evidence.ts';
import type { OrderExpectation } from './expectation.ts';
import { FRESH_MS, type Report, type UnderstoodLine } from './sentence.ts';

/** The clock of what is spoken is the relay's as the speaker knows it; after a restart it is a guess for a moment. */
const CLOCK_TOLERANCE_MS = 250;
const OVERLAP_TOLERANCE_MS = 50;
/** A refund beyond a hole in the log waits so long for the payment that may be in it. */
const HOLE_PATIENCE_MS = 30_000;

/** Utterances come one after the other. */
export function auditOverlaps({ heard, clockDoubtMs = 0 }: SpeakerEvidence, report: Report): void {
  let lastEndMs = Number.NEGATIVE_INFINITY;
  for (const { startedAtMs, endedAtMs, text } of heard) {
    // Two times of one clock, each of which may have been wrong to the other side.
    const doubtMs = 2 * clockDoubtMs;
    const toleranceMs = OVERLAP_TOLERANCE_MS + doubtMs;
    if (startedAtMs < lastEndMs - toleranceMs || endedAtMs < startedAtMs - doubtMs) {
      report('overlap', `began ${lastEndMs - startedAtMs} ms before the last one ended: ${text}`);
    }
    lastEndMs = Math.max(lastEndMs, endedAtMs);
  }
}

interface FirstTelling {
  readonly seq: number;
  readonly sn: string;
  readonly line: UnderstoodLine['line'];
}

/**
 * What is there is said in order: fresh payments among themselves, late ones among themselves. What comes before the
 * hole behind it is filled is said at once (it is the customer at the counter), but for what takes money back, which
 * waits a while. A refund never goes before its own payment. What was cut off goes first, so repeats are left out.
 */
export function auditOrderOfSpeaking(
  speaker: SpeakerEvidence,
  lines: readonly UnderstoodLine[],
  accounts: ReadonlyMap<string, OrderAccount>,
  orders: ReadonlyMap<string, OrderExpectation>,
  report: Report,
): void {
  const toleranceMs = CLOCK_TOLERANCE_MS + (speaker.clockDoubtMs ?? 0);
  const dueAt = dueTimes(speaker.id, accounts);
  const heard = new Set<number>();
  const told: Record<'fresh' | 'late', FirstTelling[]> = { fresh: [], late: [] };
  const lastSeqOfOrder = new Map<string, number>();
  for (const { line } of lines) {
    const before = told[line.receipt === 'announced' ? 'fresh' : 'late'];
    for (const [index, seq] of line.seqs.entries()) {
      if (heard.has(seq)) continue;
      heard.add(seq);
      const sn = line.sns[index] ?? '';
      const ownBefore = lastSeqOfOrder.get(sn) ?? 0;
      if (seq < ownBefore) report('out_of_order', `seq ${seq} after ${ownBefore} of the same order`, sn);
      lastSeqOfOrder.set(sn, seq);
      if (line.repeat) continue;
      const dueAtMs = dueAt.get(seq) ?? Number.POSITIVE_INFINITY;
      const overtaker = before.findLast(
        (other) => other.seq > seq && other.line.startedAtMs > dueAtMs + toleranceMs,
      );
      if (overtaker !== undefined && !isOnTheEdge(speaker, orders.get(sn), overtaker.line.startedAtMs)) {
        report('out_of_order', `seq ${seq} after ${overtaker.seq}, though it was there: ${line.text}`, sn);
      }
      before.push({ seq, sn, line });
    }
  }
}

/**
 * A notice that is about to turn late while the clock is put right may count as late in one moment and as fresh in the
 * next: what was fresh all the time rightly goes between.
 */
function isOnTheEdge(speaker: SpeakerEvidence, order: OrderExpectation | undefined, atMs: number): boolean {
  const doubtMs = speaker.clockDoubtMs ?? 0;
  const times = order?.ways.flat().map(({ paidAtMs }) => paidAtMs) ?? [];
  return doubtMs > 0 && times.some((paidAtMs) => Math.abs(atMs - paidAtMs - FRESH_MS) <= doubtMs);
}

/**
 * From when on each notice of a speaker may not be overtaken any more: it is there, and what takes money back has waited
 * for a hole before it to be filled.
 */
function dueTimes(deviceId: string, accounts: ReadonlyMap<string, OrderAccount>): Map<number, number> {
  const notices = [...accounts.values()]
    .flatMap((account) => account.notices.filter((notice) => notice.deviceId === deviceId))
    .toSorted((one, other) => one.seq - other.seq);
  const due = new Map<number, number>();
  let gaplessAtMs = 0;
  for (const { seq, event, storedAtMs = Number.POSITIVE_INFINITY } of notices) {
    const waitsUntilMs = event === 'PAID' ? 0 : Math.min(gaplessAtMs, storedAtMs + HOLE_PATIENCE_MS);
    due.set(seq, Math.max(storedAtMs, waitsUntilMs));
    gaplessAtMs = Math.max(gaplessAtMs, storedAtMs);
  }
  return due;
}
