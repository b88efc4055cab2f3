import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { accountOf, goodShop, lineOf, type Mutable, OPEN_MS, type Shop, sn } from '../sample-shop.ts';
import { audit, verdictText } from './auditor.ts';
import type { Evidence, FindingName, HeardLine } from './evidence.ts';

const namesOf = (shop: Shop): FindingName[] => [
  ...new Set(audit(shop as Evidence).findings.map(({ finding }) => finding)),
];

test('a good shop is found clean, and counted right', () => {
  const verdict = audit(goodShop() as Evidence);
  assert.equal(verdict.findings, []);
  assert.ok(verdict.clean);
  assert.equal(verdict.figures, {
    orders: 12,
    callbacks: 13,
    attempts: 14,
    successes: 13,
    forgeriesRefused: 1,
    heardLines: 6,
    noticesHeard: 11,
    repeats: 1,
    late: 1,
    summaries: 1,
    handedOver: 2,
  });
  assert.match(verdictText(verdict), /^verdict: clean\n/);
});

type Spoil = (shop: Shop) => void;
const speakerOf = (shop: Shop): Shop['speakers'][number] => {
  const [speaker] = shop.speakers;
  if (speaker === undefined) throw new Error('no speaker');
  return speaker;
};
const say =
  (number: number, text: string, receipt?: HeardLine['receipt']): Spoil =>
  (shop) => {
    Object.assign(lineOf(shop, number), { text, ...(receipt === undefined ? {} : { receipt }) });
  };
/** Order 1 is heard once more, at the end, in another way. */
const sayMore =
  (over: Partial<HeardLine>): Spoil =>
  (shop) => {
    const times = { startedAtMs: OPEN_MS + 55_000, endedAtMs: OPEN_MS + 57_000 };
    speakerOf(shop).heard.push({ ...lineOf(shop, 1), ...times, ...over } as Mutable<HeardLine>);
  };
const spoil =
  <Part extends object>(part: (shop: Shop) => Part, over: Partial<Part>): Spoil =>
  (shop) => {
    Object.assign(part(shop), over);
  };
const receiptsOf = (shop: Shop, number: number): string[] =>
  accountOf(shop, number).notices[0]?.receipts ?? [];

/** Order 12 is said first, and order 1 when it was its turn. */
const swapFirstAndLast: Spoil = (shop) => {
  const [first, last] = [lineOf(shop, 1), lineOf(shop, 12)];
  const times = { startedAtMs: first.startedAtMs, endedAtMs: first.endedAtMs };
  Object.assign(first, { startedAtMs: last.startedAtMs, endedAtMs: last.endedAtMs });
  Object.assign(last, times);
  speakerOf(shop).heard.splice(1, 1, last);
  speakerOf(shop).heard.splice(5, 1, first);
};

/** Each defect by itself: what spoils the shop, what must be found, and about which order. */
const DEFECTS: readonly [string, Spoil, FindingName[], number?][] = [
  ['a payment is lost', (shop) => speakerOf(shop).heard.splice(1, 1), ['lost'], 1],
  ['the last one is lost', (shop) => speakerOf(shop).heard.pop(), ['lost'], 12],
  ['heard twice, unmarked', sayMore({}), ['doubled'], 1],
  ['heard twice under two seqs', sayMore({ seqs: [13] }), ['forged'], 1],
  ['a repeat, and nothing was cut', spoil(speakerOf, { repeatsAllowed: 0 }), ['repeat_without_cause']],
  ['a repeat that does not say so', say(9, '收款，九点零五元'), ['repeat_not_said'], 9],
  ['ten times the amount', say(1, '支付宝到账，十点零五元'), ['wrong_amount'], 1],
  ['an amount that can be misheard', say(1, '支付宝到账，一百一元'), ['unreadable_text', 'lost'], 1],
  ['a payment told as a refund', say(1, '支付宝退款，一点零五元'), ['wrong_kind'], 1],
  ['another wallet', say(1, '微信到账，一点零五元'), ['wrong_wallet'], 1],
  ['an unknown wallet gets a name', say(9, '重播，微信到账，九点零五元'), ['wrong_wallet'], 9],
  [
    'the summary counts one less',
    say(3, '离线期间收到六笔，共三十三点三元，其中退款一笔，共七元'),
    ['wrong_count'],
    3,
  ],
  [
    'the summary adds up wrongly',
    say(3, '离线期间收到七笔，共四十点三元，其中退款一笔，共七元'),
    ['wrong_sum'],
    3,
  ],
  ['the summary hides a refund', say(3, '离线期间收到七笔，共三十三点三元'), ['wrong_sum', 'wrong_count'], 3],
  [
    'the summary leaves one out',
    (shop) => {
      lineOf(shop, 3).seqs.splice(2, 1);
      lineOf(shop, 3).sns.splice(2, 1);
      say(3, '离线期间收到六笔，共二十八点二五元，其中退款一笔，共七元')(shop);
    },
    ['lost'],
    5,
  ],
  ['a payment that nobody made', sayMore({ seqs: [13], sns: [sn(500)] }), ['forged'], 500],
  [
    'a forgery is answered success',
    (shop) => Object.assign(shop.core.at(-1) ?? {}, { answer: 'success' }),
    ['forgery_accepted'],
    99,
  ],
  [
    'another shop’s payment',
    ({ core }) => {
      const [first] = core;
      if (first?.entry === 'moment') first.order.terminalSn = 'T-9';
    },
    ['wrong_speaker', 'order_unaccounted'],
    1,
  ],
  ['late, and not said to be', say(2, '微信到账，两点零五元', 'announced'), ['late_unmarked'], 2],
  ['late, with the wrong time', say(2, '补报，九点五十一分，微信到账，两点零五元'), ['wrong_time'], 2],
  [
    'fresh, and said to be late',
    say(1, '补报，十点整，支付宝到账，一点零五元', 'late'),
    ['fresh_marked_late'],
    1,
  ],
  [
    'another receipt than what was said',
    spoil((shop) => lineOf(shop, 2), { receipt: 'announced' }),
    ['wrong_receipt'],
    2,
  ],
  [
    'a prompt about money',
    (shop) => Object.assign(speakerOf(shop).heard[0] ?? {}, { seqs: [1], sns: [sn(1)] }),
    ['wrong_receipt'],
  ],
  [
    'older than a day, and spoken',
    sayMore({ seqs: [11], sns: [sn(10)], text: '补报，十点整，微信到账，十点零五元', receipt: 'late' }),
    ['too_old_spoken'],
    10,
  ],
  [
    'the last before the first, which was there',
    (shop) => {
      swapFirstAndLast(shop);
      Object.assign(accountOf(shop, 1).notices[0] ?? {}, { storedAtMs: OPEN_MS - 500 });
    },
    ['out_of_order'],
    1,
  ],
  [
    'a refund before its own payment',
    (shop) => {
      swapFirstAndLast(shop);
      Object.assign(lineOf(shop, 12), { sns: [sn(1)], text: '支付宝退款，十二点零五元' });
    },
    ['out_of_order', 'forged', 'lost'],
    1,
  ],
  ['two voices at once', spoil((shop) => lineOf(shop, 2), { startedAtMs: OPEN_MS + 1_000 }), ['overlap']],
  ['half a line', spoil(speakerOf, { unreadableLines: 1 }), ['unreadable_line']],
  ['a line with too few sns', (shop) => lineOf(shop, 3).sns.pop(), ['unreadable_line', 'lost'], 3],
  ['no receipt', (shop) => receiptsOf(shop, 1).pop(), ['receipt_missing'], 1],
  ['two receipts', (shop) => receiptsOf(shop, 1).push('summarised'), ['receipt_doubled'], 1],
  [
    'receipts that contradict',
    spoil((shop) => accountOf(shop, 1), { contradictions: 1 }),
    ['receipt_contradicted'],
    1,
  ],
  [
    'heard, and handed over as well',
    (shop) => receiptsOf(shop, 1).splice(0, 1, 'handed_over'),
    ['wrong_receipt'],
    1,
  ],
  ['the relay does not know the order', (shop) => shop.orders.delete(sn(1)), ['order_unaccounted'], 1],
  [
    'dropped, as nobody serves the terminal',
    spoil((shop) => accountOf(shop, 11), { handedOver: false }),
    ['order_unaccounted'],
    11,
  ],
  ['the ledger does not balance', ({ ledger }) => ledger.notices.count++, ['unbalanced', 'ledger_differs']],
  ['the ledger says so itself', spoil(({ ledger }) => ledger, { balanced: false }), ['unbalanced']],
  [
    'balanced on a wrong sum',
    ({ ledger }) => {
      ledger.notices.sumFen += 5;
      ledger.receipts.announced.sumFen += 5;
    },
    ['ledger_differs'],
  ],
  [
    'late counted as fresh',
    ({ ledger }) => {
      ledger.receipts.announced.count++;
      ledger.receipts.announced_late.count--;
    },
    ['ledger_differs'],
  ],
  ['orders handed over that were not', ({ ledger }) => ledger.ordersHandedOver.count++, ['ledger_differs']],
  ['orders accepted that were none', ({ ledger }) => ledger.ordersAccepted.count++, ['ledger_differs']],
  [
    'something is still open',
    ({ ledger }) => {
      ledger.open.count++;
      ledger.notices.count++;
    },
    ['still_open', 'ledger_differs'],
  ],
];

for (const [name, change, wanted, number] of DEFECTS) {
  test(`found: ${name}`, () => {
    const shop = goodShop();
    change(shop);
    assert.equal(namesOf(shop).sort(), [...wanted].sort());
    if (number === undefined) return;
    const about = audit(shop as Evidence).findings.map((finding) => finding.sn);
    assert.ok(about.includes(sn(number)), `${sn(number)} among ${about.join(', ')}`);
    assert.match(verdictText(audit(shop as Evidence)), new RegExp(sn(number)));
  });
}

test('what comes before the hole behind it is filled is said at once', () => {
  const shop = goodShop();
  swapFirstAndLast(shop);
  assert.equal(audit(shop as Evidence).findings, []);
});

test('a speaker that is off for a day: what waited for it goes to a human, and not before', () => {
  for (const [hours, wanted] of [
    [25, []],
    [23, ['lost']],
  ] as const) {
    const shop = goodShop();
    speakerOf(shop).heard.splice(1, 1);
    const [notice] = accountOf(shop, 1).notices;
    Object.assign(notice ?? {}, { receipts: ['handed_over'], handedOverAtMs: OPEN_MS + hours * 3_600_000 });
    shop.ledger.receipts.announced = { count: 2, sumFen: 905 + 1205 };
    shop.ledger.receipts.handed_over = { count: 2, sumFen: 105 + 1005 };
    assert.equal(namesOf(shop), wanted);
  }
});

test('a payment that its refunds overtook, all in one summary: the books tell which of the two tales it was', () => {
  const shop = goodShop();
  const sent = shop.core.flatMap((one) => (one.entry === 'sent' && one.sn === sn(8) ? [one.id] : []));
  for (const one of shop.core) {
    if (one.entry === 'answer' && sent.includes(one.id)) one.answer = 'unreachable';
  }
  const moment = { state: 'REFUNDED' as const, netFen: 0, finishedAtMs: OPEN_MS + 23_000 };
  shop.core.push({ entry: 'sent', id: 500, sn: sn(8), moment, atMs: OPEN_MS + 23_000 });
  shop.core.push({
    ...{ entry: 'answer', id: 500, attempt: 0, startedAtMs: OPEN_MS + 23_000, tookMs: 4, answer: 'success' },
    ...{ httpStatus: 200, text: 'success' },
  });
  const [first, second] = accountOf(shop, 8).notices;
  if (first === undefined || second === undefined) throw new Error('order 8 has two notices');
  first.event = 'PARTIAL_REFUNDED:105';
  second.event = 'REFUNDED';
  const summary = lineOf(shop, 8);
  summary.text = '离线期间收到七笔，共二十五点二五元，其中退款两笔，共八点零五元';
  const wrong = (): FindingName[] => namesOf(shop).filter((name) => name.startsWith('wrong_'));
  assert.equal(wrong(), []);
  first.event = 'PAID';
  assert.equal(wrong(), ['wrong_sum', 'wrong_count']);
});

test('said again by the button, a minute later, is no defect', () => {
  const shop = goodShop();
  const speaker = speakerOf(shop);
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
    const speaker = speakerOf(shop);
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
      shop.ledger.receipts.announced = { count: 2, sumFen: 905 + 1205 };
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
