import type { Evidence, HeardLine, OrderAccount, SpeakerEvidence } from './audit/evidence.ts';
import type { CoreOrder, OrderMoment } from './core/callback-maker.ts';
import type { CoreEntry } from './core/log.ts';

/** 2026-01-05 10:00:00 in Shanghai. */
export const OPEN_MS = Date.UTC(2026, 0, 5, 2);
const DAY_MS = 86_400_000;
export const sn = (number: number): string => `78${String(number).padStart(14, '0')}`;

export type Mutable<Value> =
  Value extends ReadonlyMap<infer Key, infer Held>
    ? Map<Key, Mutable<Held>>
    : Value extends object
      ? { -readonly [Name in keyof Value]: Mutable<Value[Name]> }
      : Value;
export type Shop = Mutable<Evidence>;

/**
 * A shop in which all went well, written out by hand: orders 1 and 12 fresh; 2 told late; 3 to 8 in a summary, 8 with its
 * refund; 9 cut off and said again; 10 a day too old; 11 of a terminal that nobody serves; and one forgery, refused.
 */
export function goodShop(): Shop {
  const core: Mutable<CoreEntry>[] = [];
  const accounts = new Map<string, Mutable<OrderAccount>>();
  let id = 0;
  const accept = (number: number, over: Partial<CoreOrder & OrderMoment>, atS: number): void => {
    const order: CoreOrder = {
      sn: sn(number),
      terminalSn: 'T-1',
      totalFen: number * 100 + 5,
      payway: '3',
      fields: {},
      ...over,
    };
    const moment: OrderMoment = {
      state: over.state ?? 'PAID',
      netFen: over.netFen ?? order.totalFen,
      finishedAtMs: over.finishedAtMs ?? OPEN_MS + atS * 1_000,
    };
    const atMs = OPEN_MS + atS * 1_000;
    id++;
    core.push({ entry: 'moment', order, moment, atMs });
    core.push({ entry: 'sent', id, sn: order.sn, moment, atMs });
    core.push({
      entry: 'answer',
      id,
      attempt: 0,
      startedAtMs: atMs,
      tookMs: 4,
      answer: 'success',
      httpStatus: 200,
      text: 'success',
    });
  };
  accept(1, { payway: '2' }, 0);
  accept(2, { finishedAtMs: OPEN_MS - 600_000 }, 10);
  for (let number = 3; number <= 8; number++) accept(number, {}, 20);
  accept(8, { state: 'PARTIAL_REFUNDED', netFen: 105, totalFen: 805 }, 22);
  accept(9, { payway: '23' }, 40);
  accept(10, { finishedAtMs: OPEN_MS - 2 * DAY_MS }, 60);
  accept(11, { terminalSn: 'T-9' }, 70);
  accept(12, {}, 50);
  core.push({
    entry: 'forged',
    id: 99,
    kind: 'wrong_key',
    order: { sn: sn(99), terminalSn: 'T-1', totalFen: 1, payway: '3', fields: {} },
    moment: { state: 'PAID', netFen: 1, finishedAtMs: OPEN_MS },
    atMs: OPEN_MS,
  });
  core.push({
    entry: 'answer',
    id: 99,
    attempt: 0,
    startedAtMs: OPEN_MS,
    tookMs: 2,
    answer: 'refused',
    httpStatus: 401,
    text: '',
  });

  const line = (
    seqs: number[],
    sns: number[],
    text: string,
    atS: number,
    over: Partial<HeardLine> = {},
  ): HeardLine => ({
    seqs,
    sns: sns.map(sn),
    text,
    receipt: 'announced',
    repeat: false,
    startedAtMs: OPEN_MS + atS * 1_000,
    endedAtMs: OPEN_MS + atS * 1_000 + 2_500,
    ...over,
  });
  const heard = [
    line([], [], '到账铃已就绪', -10, { receipt: 'system' }),
    line([1], [1], '支付宝到账，一点零五元', 0.1),
    line([2], [2], '补报，九点五十分，微信到账，两点零五元', 10.1, { receipt: 'late' }),
    line(
      [3, 4, 5, 6, 7, 8, 9],
      [3, 4, 5, 6, 7, 8, 8],
      '离线期间收到七笔，共三十三点三元，其中退款一笔，共七元',
      30,
      { receipt: 'summary' },
    ),
    line([10], [9], '重播，收款，九点零五元', 45, { repeat: true }),
    line([12], [12], '微信到账，十二点零五元', 50.2),
  ];
  let seq = 0;
  const notice = (
    number: number,
    event: string,
    receipt: OrderAccount['notices'][number]['receipts'][number],
  ): void => {
    const known = accounts.get(sn(number)) ?? {
      sn: sn(number),
      notices: [],
      handedOver: false,
      contradictions: 0,
    };
    seq++;
    known.notices.push({ deviceId: 'SPK-1', event, seq, storedAtMs: OPEN_MS + 5, receipts: [receipt] });
    accounts.set(sn(number), known);
  };
  notice(1, 'PAID', 'announced');
  notice(2, 'PAID', 'announced_late');
  for (let number = 3; number <= 8; number++) notice(number, 'PAID', 'summarised');
  notice(8, 'PARTIAL_REFUNDED:105', 'summarised');
  notice(9, 'PAID', 'announced');
  notice(10, 'PAID', 'handed_over');
  notice(12, 'PAID', 'announced');
  accounts.set(sn(11), { sn: sn(11), notices: [], handedOver: true, contradictions: 0 });
  const speaker: SpeakerEvidence = {
    id: 'SPK-1',
    terminals: ['T-1', 'T-2'],
    heard,
    unreadableLines: 0,
    repeatsAllowed: 1,
  };
  return {
    core,
    speakers: [speaker as Mutable<SpeakerEvidence>],
    orders: accounts,
    ledger: {
      ordersAccepted: { count: 13, sumFen: 105 + 205 + 3330 + 700 + 905 + 1005 + 1105 + 1205 },
      notices: { count: 12, sumFen: 105 + 205 + 3330 + 700 + 905 + 1005 + 1205 },
      receipts: {
        announced: { count: 3, sumFen: 105 + 905 + 1205 },
        announced_late: { count: 1, sumFen: 205 },
        summarised: { count: 7, sumFen: 3330 + 700 },
        handed_over: { count: 1, sumFen: 1005 },
      },
      open: { count: 0, sumFen: 0 },
      ordersHandedOver: { count: 1, sumFen: 1105 },
      balanced: true,
    },
  };
}

/** The line that tells of order `number`, in a shop that a test may spoil. */
export function lineOf(shop: Shop, number: number): Mutable<HeardLine> {
  const found = shop.speakers[0]?.heard.find(({ sns }) => sns.includes(sn(number)));
  if (found === undefined) throw new Error(`nothing was heard of ${number}`);
  return found;
}

export function accountOf(shop: Shop, number: number): Mutable<OrderAccount> {
  const found = shop.orders.get(sn(number));
  if (found === undefined) throw new Error(`no account of ${number}`);
  return found;
}
