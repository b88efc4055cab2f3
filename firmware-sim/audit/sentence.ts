import type { FindingName, HeardLine } from './evidence.ts';
import type { OrderExpectation, Saying } from './expectation.ts';
import { type HeardMeaning, understand } from './heard-text.ts';

export type Report = (finding: FindingName, detail: string, sn?: string) => void;

export interface UnderstoodLine {
  readonly line: HeardLine;
  readonly meaning: HeardMeaning;
}

/** Up to this age a payment is said plainly. */
export const FRESH_MS = 60_000;
/** Between the decision and the first sample; the clock of decisions may be the relay's. */
const CLOCK_TOLERANCE_MS = 2_000;
const TOO_OLD_MS = 24 * 3_600_000;
const SHOP_CLOCK_MS = 8 * 3_600_000;

const minuteOfDay = (atMs: number): number => Math.floor((atMs + SHOP_CLOCK_MS) / 60_000) % 1_440;

const WALLETS: Readonly<Record<string, string>> = {
  '1': '支付宝',
  '2': '支付宝',
  '3': '微信',
  '4': '百度钱包',
  '5': '京东钱包',
  '6': 'QQ钱包',
  '7': 'NFC',
  '8': '拉卡拉',
  '9': '和包',
  '15': '拉卡拉微信',
  '16': '招商银行',
  '17': '云闪付',
  '18': '翼支付',
  '19': '微信',
  '100': '储值',
};

/** Listens to one line and judges whether it agrees with itself; nothing when it is not about money. */
export function understandLine(line: HeardLine, report: Report): UnderstoodLine[] {
  if (line.receipt === 'system') {
    if (line.seqs.length > 0 || line.sns.length > 0) report('wrong_receipt', 'a system prompt names orders');
    return [];
  }
  const [sn] = line.sns;
  if (line.seqs.length === 0 || line.seqs.length !== line.sns.length) {
    report('unreadable_line', `${line.seqs.length} seqs for ${line.sns.length} sns`, sn);
    return [];
  }
  const meaning = understand(line.text);
  if (meaning === undefined) {
    report('unreadable_text', line.text, sn);
    return [];
  }
  if ((meaning.says === 'summary') !== (line.receipt === 'summary')) {
    report('wrong_receipt', `${line.receipt}: ${line.text}`, sn);
  }
  const wantedCount = meaning.says === 'summary' ? meaning.count : 1;
  if (wantedCount !== line.seqs.length) report('wrong_count', `${line.text}: it was ${line.seqs.length}`, sn);
  if (meaning.repeat !== line.repeat) report('repeat_not_said', line.text, sn);
  return [{ line, meaning }];
}

/** Judges one sentence about an order against what it should have told. */
export function auditSentence(
  order: OrderExpectation,
  saying: Saying,
  one: UnderstoodLine,
  clockDoubtMs: number,
  report: Report,
): void {
  const { line, meaning } = one;
  const toleranceMs = CLOCK_TOLERANCE_MS + clockDoubtMs;
  const ageMs = line.startedAtMs - saying.paidAtMs;
  if (ageMs > TOO_OLD_MS + toleranceMs && !line.repeat) {
    report('too_old_spoken', `${Math.round(ageMs / 3_600_000)} h old: ${line.text}`, order.sn);
  }
  if (meaning.says === 'summary') return;
  const wallet = WALLETS[order.payway] ?? '';
  if (meaning.wallet !== wallet) report('wrong_wallet', `payway ${order.payway}: ${line.text}`, order.sn);
  const saidLate = meaning.paidAtMinute !== undefined;
  if (saidLate !== (line.receipt === 'late')) {
    report('wrong_receipt', `${line.receipt}: ${line.text}`, order.sn);
  }
  const minute = minuteOfDay(saying.paidAtMs);
  // A relay whose clock is slow cannot believe a payment from its future, and dates it now.
  const earliest = minuteOfDay(saying.paidAtMs - clockDoubtMs);
  if (saidLate && meaning.paidAtMinute !== minute && meaning.paidAtMinute !== earliest) {
    report('wrong_time', `it was ${Math.floor(minute / 60)}:${minute % 60}: ${line.text}`, order.sn);
  }
  // Pressing the button a minute later says again what was said.
  if (!saidLate && !line.repeat && ageMs > FRESH_MS + toleranceMs) {
    report('late_unmarked', `${Math.round(ageMs / 1_000)} s old: ${line.text}`, order.sn);
  }
  if (saidLate && ageMs < FRESH_MS - toleranceMs) {
    report('fresh_marked_late', `${Math.round(ageMs / 1_000)} s old: ${line.text}`, order.sn);
  }
}
