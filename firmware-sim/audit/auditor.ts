import type { Evidence, Finding } from './evidence.ts';
import { expectations, type OrderExpectation, type Saying } from './expectation.ts';
import { auditHearing, type Hearing } from './hearing.ts';
import { auditLedger } from './ledger.ts';

export interface VerdictFigures {
  readonly orders: number;
  readonly callbacks: number;
  readonly attempts: number;
  readonly successes: number;
  readonly forgeriesRefused: number;
  readonly heardLines: number;
  readonly noticesHeard: number;
  readonly repeats: number;
  readonly late: number;
  readonly summaries: number;
  readonly handedOver: number;
}

export interface Verdict {
  /** Nothing was found. */
  readonly clean: boolean;
  readonly findings: readonly Finding[];
  readonly figures: VerdictFigures;
}

/**
 * Judges a shop from outside: what the payment core was told, what the speakers made heard, and what the relay's
 * books say. It shares no logic with the product, only the formats that the product promises.
 */
export function audit(evidence: Evidence): Verdict {
  const orders = withLateHandOvers(expectations(evidence.core), evidence);
  const hearings = new Map(
    evidence.speakers.map((speaker) => [speaker.id, auditHearing(speaker, orders, evidence.orders)] as const),
  );
  const findings = [
    ...auditForgeries(evidence, orders),
    ...[...hearings.values()].flatMap((hearing) => hearing.findings),
    ...auditLedger(evidence, orders, hearings),
  ];
  return { clean: findings.length === 0, findings, figures: figuresOf(evidence, hearings) };
}

const TOO_OLD_MS = 24 * 3_600_000;

/**
 * A notice that was fresh when it came may have waited for a speaker that was switched off: after a day it goes to a
 * human too. The books have to say when that was, and it has to be a day.
 */
function withLateHandOvers(
  orders: ReadonlyMap<string, OrderExpectation>,
  evidence: Evidence,
): Map<string, OrderExpectation> {
  const isHandedOver = (sn: string, { state, paidAtMs }: Saying): boolean =>
    evidence.orders
      .get(sn)
      ?.notices.some(
        ({ event, handedOverAtMs }) =>
          event.split(':')[0] === state && (handedOverAtMs ?? 0) - paidAtMs > TOO_OLD_MS,
      ) === true;
  return new Map(
    [...orders].map(([sn, order]) => {
      const ways = order.ways.map((way) =>
        way.map((saying) => ({ ...saying, tooOld: saying.tooOld || isHandedOver(sn, saying) })),
      );
      return [sn, { ...order, ways }];
    }),
  );
}

/** What was signed by a stranger, changed or contradicts itself must never be answered `success`. */
function auditForgeries({ core }: Evidence, orders: ReadonlyMap<string, OrderExpectation>): Finding[] {
  const forged = new Map(
    core.flatMap((entry) => (entry.entry === 'forged' ? [[entry.id, entry] as const] : [])),
  );
  return core.flatMap((entry) => {
    const forgery = entry.entry === 'answer' && entry.answer === 'success' ? forged.get(entry.id) : undefined;
    if (forgery === undefined) return [];
    const known = orders.has(forgery.order.sn) ? 'of an order that exists' : 'of an invented order';
    return [
      { finding: 'forgery_accepted' as const, sn: forgery.order.sn, detail: `${forgery.kind}, ${known}` },
    ];
  });
}

function figuresOf(evidence: Evidence, hearings: ReadonlyMap<string, Hearing>): VerdictFigures {
  const { core, speakers, ledger } = evidence;
  const forged = new Set(core.flatMap((entry) => (entry.entry === 'forged' ? [entry.id] : [])));
  const answers = core.flatMap((entry) => (entry.entry === 'answer' ? [entry] : []));
  const lines = speakers.flatMap(({ heard }) => heard);
  const heard = [...hearings.values()];
  return {
    orders: new Set(core.flatMap((entry) => (entry.entry === 'moment' ? [entry.order.sn] : []))).size,
    callbacks: core.filter(({ entry }) => entry === 'sent').length,
    attempts: answers.length,
    successes: answers.filter(({ answer }) => answer === 'success').length,
    forgeriesRefused: answers.filter(({ id, answer }) => forged.has(id) && answer === 'refused').length,
    heardLines: lines.length,
    noticesHeard: heard.reduce((total, { notices }) => total + notices.length, 0),
    repeats: lines.filter(({ repeat }) => repeat).length,
    late: lines.filter(({ receipt }) => receipt === 'late').length,
    summaries: lines.filter(({ receipt }) => receipt === 'summary').length,
    handedOver: ledger.receipts.handed_over.count + ledger.ordersHandedOver.count,
  };
}

const FINDINGS_SHOWN = 40;

/** The verdict for a person: the findings by name, then a short table. */
export function verdictText({ clean, findings, figures }: Verdict): string {
  const lines = findings.slice(0, FINDINGS_SHOWN).map(({ finding, sn, deviceId, detail }) => {
    const where = [sn, deviceId].filter(Boolean).join(' ');
    return `  ${finding.padEnd(20)} ${where === '' ? '' : `${where}: `}${detail}`;
  });
  if (findings.length > FINDINGS_SHOWN) lines.push(`  … and ${findings.length - FINDINGS_SHOWN} more`);
  const row = (name: string, value: string): string => `  ${name.padEnd(20)} ${value}`;
  return [
    clean
      ? 'verdict: clean'
      : `verdict: ${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`,
    ...lines,
    row('orders', `${figures.orders}, in ${figures.callbacks} callbacks`),
    row('attempts', `${figures.attempts}, answered success ${figures.successes}`),
    row('forgeries refused', `${figures.forgeriesRefused}`),
    row('notices heard', `${figures.noticesHeard}, in ${figures.heardLines} utterances`),
    row('repeated, marked', `${figures.repeats}`),
    row('late · summaries', `${figures.late} · ${figures.summaries}`),
    row('handed to a human', `${figures.handedOver}`),
  ].join('\n');
}
