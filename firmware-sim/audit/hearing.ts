import type { Finding, FindingName, OrderAccount, SpeakerEvidence } from './evidence.ts';
import type { OrderExpectation, Saying } from './expectation.ts';
import { auditOrderOfSpeaking, auditOverlaps } from './order.ts';
import { auditSentence, type Report, type UnderstoodLine, understandLine } from './sentence.ts';

/** A notice as its speaker made it heard, with all the lines that told of it. */
export interface HeardNotice {
  readonly seq: number;
  readonly sn: string;
  readonly lines: readonly UnderstoodLine[];
}

export interface Hearing {
  readonly findings: readonly Finding[];
  /** In the order of their first line. */
  readonly notices: readonly HeardNotice[];
  /** For each order the list that was matched, where one was. */
  readonly matched: ReadonlyMap<string, readonly Saying[]>;
}

/** Judges what one speaker made heard against what the core's orders call for. */
export function auditHearing(
  speaker: SpeakerEvidence,
  orders: ReadonlyMap<string, OrderExpectation>,
  accounts: ReadonlyMap<string, OrderAccount>,
): Hearing {
  const findings: Finding[] = [];
  const report = (finding: FindingName, detail: string, sn?: string): void => {
    findings.push({ finding, deviceId: speaker.id, detail, ...(sn === undefined ? {} : { sn }) });
  };
  if (speaker.unreadableLines > 0) report('unreadable_line', `${speaker.unreadableLines} in heard.jsonl`);
  const lines = speaker.heard.flatMap((line) => understandLine(line, report));
  auditOverlaps(speaker, report);
  auditRepeats(speaker, lines, report);
  auditOrderOfSpeaking(speaker, lines, accounts, orders, report);
  const notices = noticesOf(lines);
  const matched = new Map<string, readonly Saying[]>();
  const heardBySn = bySn(notices);
  for (const [sn, heard] of heardBySn) {
    const order = orders.get(sn);
    if (order === undefined) report('forged', `the core has no such order: ${textsOf(heard)}`, sn);
    else if (!speaker.terminals.includes(order.terminalSn)) {
      report('wrong_speaker', `it is of terminal ${order.terminalSn}`, sn);
    }
  }
  for (const order of orders.values()) {
    if (!speaker.terminals.includes(order.terminalSn)) continue;
    const booked = bookedStates(accounts.get(order.sn), speaker.id);
    const list = auditOrder(order, heardBySn.get(order.sn) ?? [], booked, speaker.clockDoubtMs ?? 0, report);
    if (list !== undefined) matched.set(order.sn, list);
  }
  auditSummaries(lines, heardBySn, matched, report);
  return { findings, notices, matched };
}

/** Nothing is said twice without a reason and without saying so. */
function auditRepeats(speaker: SpeakerEvidence, lines: readonly UnderstoodLine[], report: Report): void {
  const heard = new Set<number>();
  for (const { line } of lines) {
    for (const [index, seq] of line.seqs.entries()) {
      if (heard.has(seq) && !line.repeat) report('doubled', line.text, line.sns[index]);
      heard.add(seq);
    }
  }
  const repeats = lines.filter(({ line }) => line.repeat).length;
  if (repeats > speaker.repeatsAllowed) {
    report('repeat_without_cause', `${repeats} repeats, ${speaker.repeatsAllowed} kills and presses`);
  }
}

function noticesOf(lines: readonly UnderstoodLine[]): HeardNotice[] {
  const bySeq = new Map<string, { seq: number; sn: string; lines: UnderstoodLine[] }>();
  for (const one of lines) {
    for (const [index, seq] of one.line.seqs.entries()) {
      const sn = one.line.sns[index] ?? '';
      const key = `${seq} ${sn}`;
      const notice = bySeq.get(key) ?? { seq, sn, lines: [] };
      bySeq.set(key, notice);
      notice.lines.push(one);
    }
  }
  return [...bySeq.values()];
}

/** The notices of each order, in the order of its steps. */
function bySn(notices: readonly HeardNotice[]): Map<string, HeardNotice[]> {
  const orders = new Map<string, HeardNotice[]>();
  for (const notice of notices) orders.set(notice.sn, [...(orders.get(notice.sn) ?? []), notice]);
  for (const heard of orders.values()) heard.sort((one, other) => one.seq - other.seq);
  return orders;
}

const textsOf = (heard: readonly HeardNotice[]): string =>
  heard.flatMap(({ lines }) => lines.map(({ line }) => line.text)).join(' | ') || 'nothing';

/**
 * Which steps of an order a speaker was told of, as the books have them. A summary does not say; the books only choose
 * between ways that are right each by itself.
 */
function bookedStates(account: OrderAccount | undefined, deviceId: string): string {
  const own = account?.notices.filter((notice) => notice.deviceId === deviceId) ?? [];
  return own
    .toSorted((one, other) => one.seq - other.seq)
    .map(({ event }) => event.split(':')[0])
    .join();
}

/** Compares what was heard of an order with each way in which it may rightly have gone. */
function auditOrder(
  order: OrderExpectation,
  heard: readonly HeardNotice[],
  booked: string,
  clockDoubtMs: number,
  report: Report,
): readonly Saying[] | undefined {
  const spoken = (way: readonly Saying[]): Saying[] => way.filter(({ tooOld }) => !tooOld);
  const ways = order.ways.filter((way) => spoken(way).length === heard.length);
  const fittings = ways.filter((way) => spoken(way).every((saying, index) => fits(heard[index], saying)));
  const fitting = fittings.find((way) => way.map(({ state }) => state).join() === booked) ?? fittings[0];
  if (fitting !== undefined) {
    spoken(fitting).forEach((saying, index) => {
      for (const one of heard[index]?.lines ?? []) auditSentence(order, saying, one, clockDoubtMs, report);
    });
    return fitting;
  }
  const wanted = order.ways.map((way) =>
    way.map(({ kind, amountFen }) => `${kind} ${amountFen}`).join(' + '),
  );
  const detail = `wanted ${wanted.join(' or ') || 'nothing'}; heard ${textsOf(heard)}`;
  const lengths = order.ways.map((way) => spoken(way).length);
  if (heard.length < Math.min(...lengths)) report('lost', detail, order.sn);
  else if (heard.length > Math.max(...lengths)) {
    const old = order.ways.some((way) => way.some(({ tooOld }) => tooOld));
    report(old ? 'too_old_spoken' : 'forged', detail, order.sn);
  } else {
    const amounts = ways.some((way) => spoken(way).every((saying, index) => kindFits(heard[index], saying)));
    report(amounts ? 'wrong_amount' : 'wrong_kind', detail, order.sn);
  }
  return undefined;
}

/** What was heard only within a summary fits any saying; the summary's sum is judged as a whole. */
const kindFits = (notice: HeardNotice | undefined, saying: Saying): boolean =>
  notice?.lines.every(({ meaning }) => meaning.says === 'summary' || meaning.kind === saying.kind) === true;

const fits = (notice: HeardNotice | undefined, saying: Saying): boolean =>
  kindFits(notice, saying) &&
  notice?.lines.every(
    ({ meaning }) => meaning.says === 'summary' || meaning.amountFen === saying.amountFen,
  ) === true;

function auditSummaries(
  lines: readonly UnderstoodLine[],
  heardBySn: ReadonlyMap<string, readonly HeardNotice[]>,
  matched: ReadonlyMap<string, readonly Saying[]>,
  report: Report,
): void {
  for (const { line, meaning } of lines) {
    if (meaning.says !== 'summary') continue;
    const sayings = line.seqs.map((seq, index) => {
      const sn = line.sns[index] ?? '';
      const spoken = matched.get(sn)?.filter(({ tooOld }) => !tooOld);
      return spoken?.[heardBySn.get(sn)?.findIndex((notice) => notice.seq === seq) ?? -1];
    });
    // Something in it is reported already; its sum cannot be judged.
    if (!sayings.every((saying) => saying !== undefined)) continue;
    const sum = (back: boolean): number =>
      sayings
        .filter(({ kind }) => (kind !== 'payment') === back)
        .reduce((total, { amountFen }) => total + amountFen, 0);
    const refundCount = sayings.filter(({ kind }) => kind !== 'payment').length;
    if (meaning.sumFen !== sum(false) || meaning.refundSumFen !== sum(true)) {
      report('wrong_sum', `${line.text}: it was ${sum(false)} and ${sum(true)} back`, line.sns[0]);
    }
    if (meaning.refundCount !== refundCount) {
      report('wrong_count', `${line.text}: ${refundCount} refunds`, line.sns[0]);
    }
  }
}
