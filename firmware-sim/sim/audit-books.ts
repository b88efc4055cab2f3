import { isHeardLine } from '../audit/collector.ts';
import { type LedgerCount, RECEIPTS } from '../audit/evidence.ts';
import { understand } from '../audit/heard-text.ts';
import type { Knowledge } from './audit-knowledge.ts';
import type { Report } from './sim-auditor.ts';
import type { SimEvidence } from './sim-evidence.ts';

const HEARD_AS = { announced: 'announced', announced_late: 'late', summarised: 'summary' } as const;
const DAY_MS = 86_400_000;

/** What the relay's ledger, its receipts and the speakers' own logs say must be what was heard. */
export function auditBooks(evidence: SimEvidence, knowledge: Knowledge, report: Report): void {
  if (evidence.settledAtMs === undefined) return;
  auditLedger(evidence, knowledge, report);
  auditForgeries(evidence, knowledge, report);
  auditReceipts(evidence, knowledge, report);
  auditHeardLines(evidence, knowledge, report);
}

function auditLedger({ ledger, accounts }: SimEvidence, knowledge: Knowledge, report: Report): void {
  const parts = [...RECEIPTS.map((kind) => ledger.receipts[kind]), ledger.open];
  const sum = (of: (part: LedgerCount) => number): number =>
    parts.reduce((total, part) => total + of(part), 0);
  if (!ledger.balanced) report('unbalanced', 'the ledger says so itself');
  if (
    sum(({ count }) => count) !== ledger.notices.count ||
    sum(({ sumFen }) => sumFen) !== ledger.notices.sumFen
  )
    report('unbalanced', 'its parts are not its sum');
  if (ledger.open.count > 0) report('still_open', `${ledger.open.count} notices`);
  const notices = [...accounts.values()].flatMap((account) => account.notices);
  if (notices.length !== ledger.notices.count)
    report('ledger_differs', `${ledger.notices.count} notices, its orders have ${notices.length}`);
  if (knowledge.isRelayRestored) return;
  const counts = [...knowledge.orders.values()].map(({ ways }) => ways.map((way) => way.length));
  const least = counts.reduce((total, ways) => total + Math.min(...ways), 0);
  const most = counts.reduce((total, ways) => total + Math.max(...ways), 0);
  const { count } = ledger.ordersAccepted;
  if (count < least || count > most)
    report('ledger_differs', `${count} orders accepted, it must be ${least} to ${most}`);
}

/** A core that contradicts itself is not believed. */
function auditForgeries({ core }: SimEvidence, { isRelayRestored }: Knowledge, report: Report): void {
  if (isRelayRestored) return;
  const forged = new Map(
    core.flatMap((entry) => (entry.entry === 'forged' ? [[entry.id, entry.order.sn]] : [])),
  );
  for (const entry of core) {
    if (entry.entry !== 'answer' || entry.answer !== 'success') continue;
    const sn = forged.get(entry.id);
    if (sn !== undefined) report('forgery_accepted', entry.text, { sn });
  }
}

/** Each notice has one receipt, and it tells what was heard. */
function auditReceipts(evidence: SimEvidence, knowledge: Knowledge, report: Report): void {
  for (const { sn, notices, contradictions } of evidence.accounts.values()) {
    const isOld = notices.some(({ handedOverAtMs }) => handedOverAtMs !== undefined);
    if (contradictions > 0 && !isOld && knowledge.forgottenSinceMs.size === 0 && !knowledge.isRelayRestored)
      report('receipt_contradicted', `${contradictions} times`, { sn });
    for (const { deviceId: device, event, receipts, handedOverAtMs } of notices) {
      if (receipts.length !== 1) report('receipts', `${event} has ${receipts.length}`, { sn, device });
      const [receipt] = receipts;
      // Also where the relay's disk was put back: what it has settled since by what it was told was heard.
      if (receipt === undefined || knowledge.forgottenSinceMs.has(device)) continue;
      if (receipt === 'handed_over') {
        const paidAtMs = knowledge.orders
          .get(sn)
          ?.ways.flat()
          .find(({ state }) => state === event.split(':')[0])?.paidAtMs;
        const ageMs = (handedOverAtMs ?? 0) - (paidAtMs ?? 0);
        if (ageMs < DAY_MS - knowledge.ageToleranceMs)
          report('handed_over_early', `${event}, ${Math.round(ageMs / 60_000)} min old`, { sn, device });
        continue;
      }
      const wasHeard = evidence.sounded.some(
        (sounded) =>
          sounded.device === device &&
          sounded.isWhole &&
          sounded.saidAs === HEARD_AS[receipt] &&
          sounded.notices.some((notice) => notice.sn === sn),
      );
      if (!wasHeard) report('wrong_receipt', `${event}: ${receipt}, which was not heard`, { sn, device });
    }
  }
}

/** heard.jsonl holds what was heard, in that order, each once; only what a crash cut from its record is missing. */
function auditHeardLines(evidence: SimEvidence, knowledge: Knowledge, report: Report): void {
  for (const [device, lines] of evidence.heardLines) {
    if (knowledge.forgottenSinceMs.has(device)) continue;
    const whole = evidence.sounded.filter((sounded) => sounded.device === device && sounded.isWhole);
    let at = 0;
    for (const text of lines) {
      const line: unknown = JSON.parse(text);
      if (!isHeardLine(line)) {
        report('heard_line', text, { device });
        continue;
      }
      const found = whole.findIndex(
        (sounded, index) =>
          index >= at &&
          sounded.text === line.text &&
          sounded.notices.map(({ sn }) => sn).join() === line.sns.join(),
      );
      const [sn] = line.sns;
      if (found < 0) report('heard_line', `not heard, or twice: ${text}`, { device, ...(sn ? { sn } : {}) });
      else at = found + 1;
    }
    // Prompts and what the button asks for again wait for no disk, so that several may be lost while it refuses; of money
    // that is announced for the first time at most one utterance a death is not on it.
    const died = evidence.deviceEvents.filter((one) => one.device === device && one.event === 'died').length;
    const heardOf = whole.filter(
      ({ saidAs, text }) => saidAs !== 'system' && understand(text)?.repeat !== true,
    ).length;
    const writtenOf = lines.filter((line) => !/"receipt":"system"|"repeat":true/.test(line)).length;
    if (heardOf - writtenOf > died)
      report('heard_line', `${heardOf} heard, ${writtenOf} written, ${died} deaths`, { device });
  }
}
