import { understand } from '../audit/heard-text.ts';
import type { Knowledge } from './audit-knowledge.ts';
import type { Report } from './sim-auditor.ts';
import type { SimEvidence, Sounded } from './sim-evidence.ts';

const DAY_MS = 86_400_000;
const FRESH_MS = 60_000;
const SHOP_CLOCK_MS = 8 * 3_600_000;

/** Each utterance by itself, and each speaker's one after the other. */
export function auditSound(evidence: SimEvidence, knowledge: Knowledge, report: Report): void {
  const lastEnd = new Map<string, number>();
  for (const sounded of evidence.sounded) {
    const { device, beganAtMs, endedAtMs } = sounded;
    if (beganAtMs < (lastEnd.get(device) ?? 0)) report('overlap', sounded.text, { device });
    lastEnd.set(device, endedAtMs ?? Number.POSITIVE_INFINITY);
    if (sounded.saidAs !== 'system') auditMoney(knowledge, sounded, report);
  }
}

function auditMoney(knowledge: Knowledge, sounded: Sounded, report: Report): void {
  const { device, notices, text } = sounded;
  const [first] = notices;
  const where = { device, ...(first === undefined ? {} : { sn: first.sn }) };
  const meaning = understand(text);
  if (meaning === undefined || first === undefined) {
    report('not_understood', text, where);
    return;
  }
  for (const { sn, paidAtMs } of notices) {
    const ageMs = sounded.beganAtMs - paidAtMs;
    if (ageMs > DAY_MS + knowledge.ageToleranceMs && !meaning.repeat)
      report('too_old_spoken', `${(ageMs / 3_600_000).toFixed(1)} h: ${text}`, { device, sn });
  }
  if (meaning.says === 'summary') {
    auditSummary(sounded, meaning, report);
    return;
  }
  if (notices.length !== 1 || meaning.kind !== first.kind || meaning.amountFen !== first.amountFen)
    report('wrong_words', `${text}, for ${first.kind} of ${first.amountFen}`, where);
  const saidLate = meaning.paidAtMinute !== undefined;
  const minute = Math.floor((first.paidAtMs + SHOP_CLOCK_MS) / 60_000) % 1_440;
  if (saidLate && meaning.paidAtMinute !== minute) report('wrong_time', text, where);
  const ageMs = sounded.beganAtMs - first.paidAtMs;
  if (!saidLate && !meaning.repeat && ageMs > FRESH_MS + knowledge.ageToleranceMs)
    report('late_unmarked', `${Math.round(ageMs / 1_000)} s old: ${text}`, where);
  const isEarly = ageMs < FRESH_MS - knowledge.ageToleranceMs;
  // Asked for by the button of a speaker that has just been switched on and does not know the time: its own time is true.
  if (saidLate && isEarly && !meaning.repeat)
    report('fresh_marked_late', `${Math.round(ageMs / 1_000)} s old: ${text}`, where);
}

function auditSummary(
  { device, notices, text }: Sounded,
  meaning: Extract<ReturnType<typeof understand>, { says: 'summary' }>,
  report: Report,
): void {
  const sum = (some: Sounded['notices']): number =>
    some.reduce((total, { amountFen }) => total + amountFen, 0);
  const back = notices.filter(({ kind }) => kind !== 'payment');
  const paid = notices.filter(({ kind }) => kind === 'payment');
  const isRight =
    meaning.count === notices.length &&
    meaning.sumFen === sum(paid) &&
    meaning.refundCount === back.length &&
    meaning.refundSumFen === sum(back);
  const [first] = notices;
  if (!isRight) report('wrong_sum', text, { device, ...(first === undefined ? {} : { sn: first.sn }) });
}
