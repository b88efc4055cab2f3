import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Evidence, FindingName, HeardLine, OrderAccount, SpeakerEvidence } from './audit-evidence.ts';
import { audit, verdictText } from './auditor.ts';
import type { CoreOrder, OrderMoment } from './callback-maker.ts';
import type { CoreEntry } from './core-log.ts';

/** 2026-01-05 10:00:00 in Shanghai. */
const OPEN_MS = Date.UTC(2026, 0, 5, 2);
const DAY_MS = 86_400_000;
const sn = (number: number): string => `78${String(number).padStart(14, '0')}`;

type Mutable<Value> =
  Value extends ReadonlyMap<infer Key, infer Held>
    ? Map<Key, Mutable<Held>>
    : Value extends object
      ? { -readonly [Name in keyof Value]: Mutable<Value[Name]> }
      : Value;
type Shop = Mutable<Evidence>;

/**
 * A shop in which all went well, written out by hand: order 1 fresh; 2 told late; 3 to 8 in a summary, 8 with its
 * refund; 9 cut off and said again; 10 a day too old; 11 of a terminal that nobody serves; and one forgery, refused.
 */
function goodShop(): Shop {
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
  ];
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
    known.notices.push({ deviceId: 'SPK-1', event, receipts: [receipt] });
    accounts.set(sn(number), known);
  };
  notice(1, 'PAID', 'announced');
  notice(2, 'PAID', 'announced_late');
  for (let number = 3; number <= 8; number++) notice(number, 'PAID', 'summarised');
  notice(8, 'PARTIAL_REFUNDED:105', 'summarised');
  notice(9, 'PAID', 'announced');
  notice(10, 'PAID', 'handed_over');
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
      ordersAccepted: { count: 12, sumFen: 105 + 205 + 3330 + 700 + 905 + 1005 + 1105 },
      notices: { count: 11, sumFen: 105 + 205 + 3330 + 700 + 905 + 1005 },
      receipts: {
        announced: { count: 2, sumFen: 105 + 905 },
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
function lineOf(shop: Shop, number: number): Mutable<HeardLine> {
  const found = shop.speakers[0]?.heard.find(({ sns }) => sns.includes(sn(number)));
  if (found === undefined) throw new Error(`nothing was heard of ${number}`);
  return found;
}

function accountOf(shop: Shop, number: number): Mutable<OrderAccount> {
  const found = shop.orders.get(sn(number));
  if (found === undefined) throw new Error(`no account of ${number}`);
  return found;
}

const namesOf = (shop: Shop): FindingName[] => [
  ...new Set(audit(shop as Evidence).findings.map(({ finding }) => finding)),
];

test('a good shop is found clean, and counted right', () => {
  const verdict = audit(goodShop() as Evidence);
  assert.equal(verdict.findings, []);
  assert.ok(verdict.clean);
  assert.equal(verdict.figures, {
    orders: 11,
    callbacks: 12,
    attempts: 13,
    successes: 12,
    forgeriesRefused: 1,
    heardLines: 5,
    noticesHeard: 10,
    repeats: 1,
    late: 1,
    summaries: 1,
    handedOver: 2,
  });
  assert.match(verdictText(verdict), /^verdict: clean\n/);
});

/** Each defect by itself: what spoils the shop, and what must be found, about which order. */
const DEFECTS: readonly [string, (shop: Shop) => void, FindingName[], number?][] = [
  ['a payment is lost', (shop) => shop.speakers[0]?.heard.splice(1, 1), ['lost'], 1],
  ['the last one is lost', (shop) => shop.speakers[0]?.heard.pop(), ['lost'], 9],
  [
    'heard twice, unmarked',
    (shop) =>
      shop.speakers[0]?.heard.push({
        ...lineOf(shop, 1),
        startedAtMs: OPEN_MS + 50_000,
        endedAtMs: OPEN_MS + 52_000,
      }),
    ['doubled'],
    1,
  ],
  [
    'heard twice under two seqs',
    (shop) =>
      shop.speakers[0]?.heard.push({
        ...lineOf(shop, 1),
        seqs: [11],
        startedAtMs: OPEN_MS + 50_000,
        endedAtMs: OPEN_MS + 52_000,
      }),
    ['forged'],
    1,
  ],
  [
    'marked as a repeat, and nothing was cut',
    (shop) =>
      shop.speakers.forEach((one) => {
        one.repeatsAllowed = 0;
      }),
    ['repeat_without_cause'],
  ],
  [
    'a repeat that does not say so',
    (shop) => {
      lineOf(shop, 9).text = '收款，九点零五元';
    },
    ['repeat_not_said'],
    9,
  ],
  [
    'ten times the amount',
    (shop) => {
      lineOf(shop, 1).text = '支付宝到账，十点零五元';
    },
    ['wrong_amount'],
    1,
  ],
  [
    'an amount that can be misheard',
    (shop) => {
      lineOf(shop, 1).text = '支付宝到账，一百一元';
    },
    ['unreadable_text', 'lost'],
    1,
  ],
  [
    'a payment told as a refund',
    (shop) => {
      lineOf(shop, 1).text = '支付宝退款，一点零五元';
    },
    ['wrong_kind'],
    1,
  ],
  [
    'another wallet',
    (shop) => {
      lineOf(shop, 1).text = '微信到账，一点零五元';
    },
    ['wrong_wallet'],
    1,
  ],
  [
    'an unknown wallet gets a name',
    (shop) => {
      lineOf(shop, 9).text = '重播，微信到账，九点零五元';
    },
    ['wrong_wallet'],
    9,
  ],
  [
    'the summary counts one less',
    (shop) => {
      lineOf(shop, 3).text = '离线期间收到六笔，共三十三点三元，其中退款一笔，共七元';
    },
    ['wrong_count'],
    3,
  ],
  [
    'the summary adds up wrongly',
    (shop) => {
      lineOf(shop, 3).text = '离线期间收到七笔，共四十点三元，其中退款一笔，共七元';
    },
    ['wrong_sum'],
    3,
  ],
  [
    'the summary hides a refund',
    (shop) => {
      lineOf(shop, 3).text = '离线期间收到七笔，共三十三点三元';
    },
    ['wrong_sum', 'wrong_count'],
    3,
  ],
  [
    'the summary leaves one out',
    (shop) => {
      const line = lineOf(shop, 3);
      line.seqs.splice(2, 1);
      line.sns.splice(2, 1);
      line.text = '离线期间收到六笔，共二十八点二五元，其中退款一笔，共七元';
    },
    ['lost'],
    5,
  ],
  [
    'a payment that nobody made',
    (shop) =>
      shop.speakers[0]?.heard.push({
        ...lineOf(shop, 1),
        seqs: [12],
        sns: [sn(500)],
        startedAtMs: OPEN_MS + 50_000,
        endedAtMs: OPEN_MS + 52_000,
      }),
    ['forged'],
    500,
  ],
  [
    'a forgery is answered success',
    (shop) => {
      const last = shop.core.at(-1);
      if (last?.entry === 'answer') last.answer = 'success';
    },
    ['forgery_accepted'],
    99,
  ],
  [
    'another shop’s payment',
    (shop) => {
      for (const entry of shop.core)
        if (entry.entry === 'moment' && entry.order.sn === sn(1)) entry.order.terminalSn = 'T-9';
    },
    ['wrong_speaker', 'order_unaccounted'],
    1,
  ],
  [
    'late, and not said to be',
    (shop) => {
      const line = lineOf(shop, 2);
      line.text = '微信到账，两点零五元';
      line.receipt = 'announced';
    },
    ['late_unmarked'],
    2,
  ],
  [
    'late, with the wrong time',
    (shop) => {
      lineOf(shop, 2).text = '补报，九点五十一分，微信到账，两点零五元';
    },
    ['wrong_time'],
    2,
  ],
  [
    'fresh, and said to be late',
    (shop) => {
      const line = lineOf(shop, 1);
      line.text = '补报，十点整，支付宝到账，一点零五元';
      line.receipt = 'late';
    },
    ['fresh_marked_late'],
    1,
  ],
  [
    'another receipt than what was said',
    (shop) => {
      lineOf(shop, 2).receipt = 'announced';
    },
    ['wrong_receipt'],
    2,
  ],
  [
    'a prompt about money',
    (shop) => {
      const line = shop.speakers[0]?.heard[0];
      line?.seqs.push(1);
      line?.sns.push(sn(1));
    },
    ['wrong_receipt'],
  ],
  [
    'older than a day, and spoken',
    (shop) =>
      shop.speakers[0]?.heard.push({
        ...lineOf(shop, 2),
        seqs: [11],
        sns: [sn(10)],
        text: '补报，十点整，微信到账，十点零五元',
        startedAtMs: OPEN_MS + 60_000,
        endedAtMs: OPEN_MS + 62_000,
      }),
    ['too_old_spoken'],
    10,
  ],
  [
    'the second before the first',
    (shop) => {
      const heard = shop.speakers[0]?.heard ?? [];
      lineOf(shop, 1).startedAtMs = OPEN_MS + 15_000;
      lineOf(shop, 1).endedAtMs = OPEN_MS + 16_000;
      heard.splice(1, 2, lineOf(shop, 2), lineOf(shop, 1));
    },
    ['out_of_order'],
    1,
  ],
  [
    'two voices at once',
    (shop) => {
      lineOf(shop, 2).startedAtMs = OPEN_MS + 1_000;
    },
    ['overlap'],
  ],
  [
    'half a line',
    (shop) =>
      shop.speakers.forEach((one) => {
        one.unreadableLines = 1;
      }),
    ['unreadable_line'],
  ],
  ['a line with too few sns', (shop) => lineOf(shop, 3).sns.pop(), ['unreadable_line', 'lost'], 3],
  [
    'no receipt',
    (shop) => {
      accountOf(shop, 1).notices[0]?.receipts.pop();
    },
    ['receipt_missing'],
    1,
  ],
  [
    'two receipts',
    (shop) => {
      accountOf(shop, 1).notices[0]?.receipts.push('summarised');
    },
    ['receipt_doubled'],
    1,
  ],
  [
    'receipts that contradict',
    (shop) => {
      accountOf(shop, 1).contradictions = 1;
    },
    ['receipt_contradicted'],
    1,
  ],
  [
    'heard, and handed over as well',
    (shop) => {
      accountOf(shop, 1).notices[0]?.receipts.splice(0, 1, 'handed_over');
    },
    ['wrong_receipt'],
    1,
  ],
  [
    'the relay does not know the order',
    (shop) => {
      shop.orders.delete(sn(1));
    },
    ['order_unaccounted'],
    1,
  ],
  [
    'dropped, because nobody serves the terminal',
    (shop) => {
      accountOf(shop, 11).handedOver = false;
    },
    ['order_unaccounted'],
    11,
  ],
  [
    'the ledger does not balance',
    (shop) => {
      shop.ledger.notices.count = 12;
    },
    ['unbalanced', 'ledger_differs'],
  ],
  [
    'the ledger says so itself',
    (shop) => {
      shop.ledger.balanced = false;
    },
    ['unbalanced'],
  ],
  [
    'balanced on a wrong sum',
    (shop) => {
      shop.ledger.notices.sumFen += 5;
      shop.ledger.receipts.announced.sumFen += 5;
    },
    ['ledger_differs'],
  ],
  [
    'late counted as fresh',
    (shop) => {
      shop.ledger.receipts.announced.count++;
      shop.ledger.receipts.announced_late.count--;
    },
    ['ledger_differs'],
  ],
  [
    'orders handed over that were not',
    (shop) => {
      shop.ledger.ordersHandedOver.count = 2;
    },
    ['ledger_differs'],
  ],
  [
    'something is still open',
    (shop) => {
      shop.ledger.open.count = 1;
      shop.ledger.notices.count = 12;
    },
    ['still_open', 'ledger_differs'],
  ],
];

for (const [name, spoil, wanted, number] of DEFECTS) {
  test(`found: ${name}`, () => {
    const shop = goodShop();
    spoil(shop);
    assert.equal(namesOf(shop).sort(), [...wanted].sort());
    if (number === undefined) return;
    const about = audit(shop as Evidence).findings.map((finding) => finding.sn);
    assert.ok(about.includes(sn(number)), `${sn(number)} among ${about.join(', ')}`);
    assert.match(verdictText(audit(shop as Evidence)), new RegExp(sn(number)));
  });
}

test('said again by the button, a minute later, is no defect', () => {
  const shop = goodShop();
  const [speaker] = shop.speakers;
  if (speaker === undefined) throw new Error('no speaker');
  speaker.repeatsAllowed = 2;
  speaker.heard.push({
    ...lineOf(shop, 1),
    text: '重播，支付宝到账，一点零五元',
    repeat: true,
    startedAtMs: OPEN_MS + 100_000,
    endedAtMs: OPEN_MS + 102_000,
  });
  assert.equal(audit(shop as Evidence).findings, []);
});

test('said as fresh, cut before it was written down, and said again as late: either receipt will do', () => {
  for (const kind of ['announced', 'announced_late'] as const) {
    const shop = goodShop();
    const [speaker] = shop.speakers;
    if (speaker === undefined) throw new Error('no speaker');
    speaker.repeatsAllowed = 2;
    speaker.heard.splice(2, 0, {
      ...lineOf(shop, 1),
      text: '重播，补报，十点整，支付宝到账，一点零五元',
      receipt: 'late',
      repeat: true,
      startedAtMs: OPEN_MS + 65_000,
      endedAtMs: OPEN_MS + 67_000,
    });
    speaker.heard.slice(3).forEach((line) => {
      line.startedAtMs += 100_000;
      line.endedAtMs += 100_000;
    });
    if (kind === 'announced_late') {
      shop.ledger.receipts.announced = { count: 1, sumFen: 905 };
      shop.ledger.receipts.announced_late = { count: 2, sumFen: 310 };
      accountOf(shop, 1).notices[0]?.receipts.splice(0, 1, kind);
    }
    assert.equal(
      audit(shop as Evidence).findings.filter(({ finding }) => finding !== 'late_unmarked'),
      [],
    );
  }
});

test.run();
