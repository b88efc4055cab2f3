import {
  type Evidence,
  type Finding,
  type FindingName,
  type LedgerCount,
  type OrderAccount,
  RECEIPTS,
  type ReceiptKind,
} from './evidence.ts';
import type { OrderExpectation, Saying } from './expectation.ts';
import type { HeardNotice, Hearing } from './hearing.ts';

const HEARD_AS: Readonly<Record<string, ReceiptKind>> = {
  announced: 'announced',
  late: 'announced_late',
  summary: 'summarised',
};

interface Tally {
  notices: { count: number; sumFen: number };
  receipts: Record<ReceiptKind, Bounds>;
  /** Steps of orders with something to say, and those of them that no speaker serves. */
  accepted: Bounds;
  handedOver: Bounds;
}

/** Where states may have overtaken each other there is more than one right answer. */
interface Bounds {
  least: { count: number; sumFen: number };
  most: { count: number; sumFen: number };
}

const noBounds = (): Bounds => ({ least: { count: 0, sumFen: 0 }, most: { count: 0, sumFen: 0 } });

function addOrder(bounds: Bounds, { ways }: OrderExpectation): void {
  const counts = ways.map((way) => way.length);
  const sums = ways.map((way) => way.reduce((sum, { amountFen }) => sum + amountFen, 0));
  bounds.least.count += Math.min(...counts);
  bounds.least.sumFen += Math.min(...sums);
  bounds.most.count += Math.max(...counts);
  bounds.most.sumFen += Math.max(...sums);
}

const isWithin = (its: LedgerCount, { least, most }: Bounds): boolean =>
  its.count >= least.count &&
  its.count <= most.count &&
  its.sumFen >= least.sumFen &&
  its.sumFen <= most.sumFen;

/**
 * Judges the relay's books: that they balance in themselves, that each notice has one receipt, and that they
 * tell the same as what the auditor counted in the shop.
 */
export function auditLedger(
  evidence: Evidence,
  orders: ReadonlyMap<string, OrderExpectation>,
  hearings: ReadonlyMap<string, Hearing>,
): Finding[] {
  const findings: Finding[] = [];
  const report = (finding: FindingName, detail: string, sn?: string): void => {
    findings.push({ finding, detail, ...(sn === undefined ? {} : { sn }) });
  };
  auditBalance(evidence, report);
  const tally = tallyOf(evidence, orders, hearings, report);
  // Where something was lost or said wrongly, the difference in the books is the same finding twice.
  if ([...hearings.values()].some(({ findings: own }) => own.length > 0)) return findings;
  const { ledger } = evidence;
  if (!same(ledger.notices, tally.notices)) {
    report('ledger_differs', `notices ${told(ledger.notices)}, counted ${told(tally.notices)}`);
  }
  const compare = (name: string, its: LedgerCount, bounds: Bounds): void => {
    if (isWithin(its, bounds)) return;
    report('ledger_differs', `${name} ${told(its)}, counted ${told(bounds.least)} to ${told(bounds.most)}`);
  };
  for (const kind of RECEIPTS) compare(kind, ledger.receipts[kind], tally.receipts[kind]);
  compare('orders accepted', ledger.ordersAccepted, tally.accepted);
  compare('orders handed over', ledger.ordersHandedOver, tally.handedOver);
  return findings;
}

type Report = (finding: FindingName, detail: string, sn?: string) => void;

const same = (one: LedgerCount, other: LedgerCount): boolean =>
  one.count === other.count && one.sumFen === other.sumFen;
const told = ({ count, sumFen }: LedgerCount): string => `${count} (${sumFen} fen)`;

function auditBalance({ ledger }: Evidence, report: Report): void {
  const parts = [...RECEIPTS.map((kind) => ledger.receipts[kind]), ledger.open];
  const sum = {
    count: parts.reduce((total, part) => total + part.count, 0),
    sumFen: parts.reduce((total, part) => total + part.sumFen, 0),
  };
  if (!ledger.balanced) report('unbalanced', 'the ledger says so itself');
  if (!same(sum, ledger.notices)) {
    report('unbalanced', `notices ${told(ledger.notices)}, receipts and open ones ${told(sum)}`);
  }
  if (ledger.open.count > 0) report('still_open', `${ledger.open.count} notices`);
}

function tallyOf(
  evidence: Evidence,
  orders: ReadonlyMap<string, OrderExpectation>,
  hearings: ReadonlyMap<string, Hearing>,
  report: Report,
): Tally {
  const tally: Tally = {
    notices: { count: 0, sumFen: 0 },
    receipts: {
      announced: noBounds(),
      announced_late: noBounds(),
      summarised: noBounds(),
      handed_over: noBounds(),
    },
    accepted: noBounds(),
    handedOver: noBounds(),
  };
  const served = new Set(evidence.speakers.flatMap(({ terminals }) => terminals));
  for (const order of orders.values()) {
    const account = evidence.orders.get(order.sn);
    addOrder(tally.accepted, order);
    if (!served.has(order.terminalSn)) {
      addOrder(tally.handedOver, order);
      if (order.ways.every((way) => way.length > 0) && account?.handedOver !== true) {
        report('order_unaccounted', 'no speaker serves it, and no human was told', order.sn);
      }
    }
    for (const { id } of evidence.speakers) {
      const hearing = hearings.get(id);
      const sayings = hearing?.matched.get(order.sn);
      if (hearing === undefined || sayings === undefined || sayings.length === 0) continue;
      auditAccount(order.sn, id, account, sayings, report);
      countSayings(tally, sayings, noticesOf(hearing, order.sn));
    }
  }
  return tally;
}

const noticesOf = (hearing: Hearing, sn: string): HeardNotice[] =>
  hearing.notices.filter((notice) => notice.sn === sn).sort((one, other) => one.seq - other.seq);

function countSayings(tally: Tally, sayings: readonly Saying[], heard: readonly HeardNotice[]): void {
  const waiting = [...heard];
  for (const { amountFen, tooOld } of sayings) {
    tally.notices.count++;
    tally.notices.sumFen += amountFen;
    const notice = tooOld ? undefined : waiting.shift();
    // Said twice, once as late and once not: the receipt is either.
    const kinds = new Set(
      notice?.lines.map(({ line }) => HEARD_AS[line.receipt] ?? 'handed_over') ?? ['handed_over' as const],
    );
    for (const kind of kinds) {
      const bounds = [tally.receipts[kind].most, ...(kinds.size === 1 ? [tally.receipts[kind].least] : [])];
      for (const bound of bounds) {
        bound.count++;
        bound.sumFen += amountFen;
      }
    }
  }
}

/** Each notice has exactly one receipt in the order's account. */
function auditAccount(
  sn: string,
  deviceId: string,
  account: OrderAccount | undefined,
  sayings: readonly Saying[],
  report: Report,
): void {
  if (account === undefined) {
    report('order_unaccounted', 'the relay does not know it', sn);
    return;
  }
  const notices = account.notices.filter((notice) => notice.deviceId === deviceId);
  if (notices.length !== sayings.length) {
    report('order_unaccounted', `${notices.length} notices for ${sayings.length} sayings`, sn);
  }
  for (const { event, receipts } of notices) {
    if (receipts.length === 0) report('receipt_missing', `${event} at ${deviceId}`, sn);
    if (receipts.length > 1) report('receipt_doubled', `${event} at ${deviceId}: ${receipts.join(', ')}`, sn);
  }
  if (account.contradictions > 0) report('receipt_contradicted', `${account.contradictions} times`, sn);
  const handedOver = notices.filter(({ receipts }) => receipts.includes('handed_over')).length;
  const tooOld = sayings.filter((saying) => saying.tooOld).length;
  if (handedOver !== tooOld) {
    report('wrong_receipt', `${handedOver} handed over, ${tooOld} were a day old`, sn);
  }
}
