import type { OrderExpectation, Saying } from '../audit/expectation.ts';
import { understand } from '../audit/heard-text.ts';
import { type Knowledge, serves } from './audit-knowledge.ts';
import type { Report } from './sim-auditor.ts';
import type { MeantNotice, SimEvidence, Sounded } from './sim-evidence.ts';

const DAY_MS = 86_400_000;
const ORDER_TOLERANCE_MS = 1_500;

/** One sounding of one notice. */
interface Telling {
  readonly sounded: Sounded;
  readonly notice: MeantNotice;
  readonly isMarked: boolean;
}

const keyOf = ({ kind, amountFen }: Pick<Saying, 'kind' | 'amountFen'>): string => `${kind} ${amountFen}`;
const counted = (keys: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
};

/** What each speaker told of each order: nothing lost, nothing doubled unmarked, nothing that nobody paid. */
export function auditTellings(evidence: SimEvidence, knowledge: Knowledge, report: Report): void {
  const devices = [...new Set(evidence.roster.map(({ device }) => device))];
  for (const device of devices) {
    const tellings = tellingsOf(evidence, device);
    const bySn = new Map<string, Telling[]>();
    for (const telling of tellings) {
      const own = bySn.get(telling.notice.sn);
      if (own === undefined) bySn.set(telling.notice.sn, [telling]);
      else own.push(telling);
    }
    for (const [sn, own] of bySn) {
      if (!knowledge.orders.has(sn)) report('forged', textsOf(own), { sn, device });
    }
    for (const order of knowledge.orders.values())
      auditOrder(evidence, knowledge, device, order, bySn.get(order.sn) ?? [], report);
    auditRepeats(evidence, device, tellings, report);
    auditOrderOfSpeaking(evidence, knowledge, device, tellings, report);
  }
}

function tellingsOf(evidence: SimEvidence, device: string): Telling[] {
  return evidence.sounded
    .filter((sounded) => sounded.device === device && sounded.saidAs !== 'system')
    .flatMap((sounded) => {
      const isMarked = understand(sounded.text)?.repeat === true;
      return sounded.notices.map((notice) => ({ sounded, notice, isMarked }));
    });
}

const textsOf = (tellings: readonly Telling[]): string =>
  tellings
    .map(({ sounded, notice }) => `${sounded.text}${sounded.isWhole ? '' : ' (cut off)'} [${keyOf(notice)}]`)
    .join(' | ') || 'nothing';

function auditOrder(
  evidence: SimEvidence,
  knowledge: Knowledge,
  device: string,
  order: OrderExpectation,
  tellings: readonly Telling[],
  report: Report,
): void {
  const { sn } = order;
  const where = { sn, device };
  const service = serves(evidence, knowledge, device, order);
  if (service === 'no' && tellings.length > 0) report('wrong_speaker', textsOf(tellings), where);
  const keys = counted(tellings.map(({ notice }) => keyOf(notice)));
  const forgottenSinceMs = knowledge.forgottenSinceMs.get(device) ?? Number.POSITIVE_INFINITY;
  // Every saying that any way allows, as often as one way has it.
  const allowed = new Map<string, number>();
  for (const way of order.ways)
    for (const [key, count] of counted(way.map(keyOf)))
      allowed.set(key, Math.max(count, allowed.get(key) ?? 0));
  for (const key of keys.keys()) {
    if (!allowed.has(key) && !knowledge.isRelayRestored) report('wrong_amount', textsOf(tellings), where);
  }
  for (const [key, most] of allowed) {
    const unmarked = tellings.filter(
      ({ notice, isMarked, sounded }) =>
        keyOf(notice) === key && !isMarked && sounded.beganAtMs < forgottenSinceMs,
    );
    if (unmarked.length > most) report('doubled', textsOf(tellings), where);
  }
  if (service !== 'yes' || evidence.settledAtMs === undefined || knowledge.isRelayRestored) return;
  const account = evidence.accounts.get(sn)?.notices.filter((notice) => notice.deviceId === device) ?? [];
  const isTold = (way: readonly Saying[]): boolean =>
    [...counted(way.map(keyOf))].every(([key, count]) => {
      const whole = tellings.filter(({ notice, sounded }) => keyOf(notice) === key && sounded.isWhole).length;
      const handedOver = way.filter(
        (saying) => keyOf(saying) === key && isHandedOver(knowledge, account, saying),
      ).length;
      return whole + handedOver >= count;
    });
  if (!order.ways.some(isTold)) {
    const wanted = order.ways.map((way) => way.map(keyOf).join(' + ') || 'nothing').join(' or ');
    report('lost', `wanted ${wanted}; heard ${textsOf(tellings)}`, where);
  }
}

/** A human got it: rightly so when it was a day old. */
function isHandedOver(
  knowledge: Knowledge,
  account: readonly { event: string; receipts: readonly string[]; handedOverAtMs?: number }[],
  saying: Saying,
): boolean {
  return account.some(
    ({ event, receipts, handedOverAtMs }) =>
      event.split(':')[0] === saying.state &&
      receipts.includes('handed_over') &&
      (handedOverAtMs ?? 0) - saying.paidAtMs > DAY_MS - knowledge.ageToleranceMs,
  );
}

/** A repeat has a cause: the power, the player, or the button. */
function auditRepeats(
  evidence: SimEvidence,
  device: string,
  tellings: readonly Telling[],
  report: Report,
): void {
  const repeats = new Set(tellings.filter(({ isMarked }) => isMarked).map(({ sounded }) => sounded)).size;
  const causes = evidence.deviceEvents.filter(
    (one) => one.device === device && ['died', 'voice_failed', 'replay_pressed'].includes(one.event),
  ).length;
  if (repeats > causes) report('repeat_without_cause', `${repeats} repeats, ${causes} causes`, { device });
}

/**
 * What is there is said in the order of the log, the fresh among themselves and the late among themselves. What
 * arrives behind its successor is said when it comes. Repeats go first; a refund waits for its own payment.
 */
function auditOrderOfSpeaking(
  evidence: SimEvidence,
  knowledge: Knowledge,
  device: string,
  tellings: readonly Telling[],
  report: Report,
): void {
  const durable = new Map<string, number>();
  for (const one of evidence.durable) {
    const key = `${one.logId} ${one.seq}`;
    if (one.device === device && !durable.has(key)) durable.set(key, one.atMs);
  }
  // A disk that was put back knows nothing of what was said since its copy was made, and gives numbers out again.
  const numberedUntilMs = Math.min(
    knowledge.forgottenSinceMs.get(device) ?? Number.POSITIVE_INFINITY,
    ...evidence.relayRestores.map(({ sinceMs }) => sinceMs),
  );
  // Where the relay's time jumps, what was late may be fresh again.
  const toleranceMs = ORDER_TOLERANCE_MS + knowledge.delayToleranceMs + evidence.relayClockErrorMs;
  const told = new Map<string, Telling[]>();
  const lastOfOrder = new Map<string, Telling>();
  for (const telling of tellings) {
    const { notice, sounded, isMarked } = telling;
    if (isMarked || sounded.beganAtMs >= numberedUntilMs) continue;
    const ofOrder = lastOfOrder.get(notice.sn);
    if (ofOrder !== undefined && ofOrder.notice.logId === notice.logId && ofOrder.notice.seq > notice.seq)
      report('out_of_order', `${sounded.text} after ${ofOrder.sounded.text}`, { device, sn: notice.sn });
    lastOfOrder.set(notice.sn, telling);
    const group = `${notice.logId} ${sounded.saidAs === 'announced' ? 'fresh' : 'late'}`;
    const before = told.get(group) ?? [];
    told.set(group, [...before, telling]);
    const thereSinceMs = durable.get(`${notice.logId} ${notice.seq}`) ?? Number.POSITIVE_INFINITY;
    const overtaker = before.find(
      (other) =>
        other.notice.seq > notice.seq &&
        other.sounded !== sounded &&
        other.sounded.beganAtMs > thereSinceMs + toleranceMs,
    );
    if (overtaker !== undefined && notice.kind === 'payment')
      report('out_of_order', `${sounded.text} after ${overtaker.sounded.text}`, { device, sn: notice.sn });
  }
}
