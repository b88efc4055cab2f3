import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openTrialOutbox, type TrialOutbox } from '../../firmware-sim/trial-outbox.ts';
import type { CabinetEvent, CabinetReport } from '../../shared/cabinet-report.ts';
import { bankId, deviceId, logId, moduleSerial, rentalId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { seq, unixMs } from '../../shared/quantities.ts';
import type { RentalOrder } from '../cabinet/cabinet-memory.ts';

const rentals = suite<{ outbox: TrialOutbox }>('rentals and reports');
rentals.before.each((context) => {
  context.outbox = openTrialOutbox();
  context.outbox.addDevice(1, { id: CABINET, role: 'cabinet', terminals: [] });
  context.outbox.addDevice(2, { id: OTHER, role: 'cabinet', terminals: [] });
  context.outbox.addDevice(3);
});
rentals.after.each(({ outbox }) => outbox.close());

const CABINET = deviceId('CAB-1');
const OTHER = deviceId('CAB-2');
const LOG = logId('00000000000000aa');
const at = unixMs;
const place = { module: moduleSerial('0a1b2c3d'), slot: 3 };
const bank = bankId('PB1');

const order = (number = 1, change: Partial<RentalOrder> = {}): RentalOrder => ({
  rentalId: rentalId(`R-${number}`),
  cabinet: CABINET,
  expiresAtMs: at(30_000),
  minimumLevelPercent: 60,
  ...change,
});
const request = (outbox: TrialOutbox, one = order(), nowMs = 1_000) =>
  outbox.call('requestRental', { order: one, nowMs: at(nowMs) });
const ended = (number: number, outcome: 'taken' | 'not_taken' | 'failed' = 'taken'): CabinetEvent => ({
  kind: 'rental_ended',
  rentalId: rentalId(`R-${number}`),
  outcome,
  ...(outcome === 'failed' ? { code: 'no_bank' } : { at: place, bankId: bank }),
});
const returned: CabinetEvent = { kind: 'bank_returned', bankId: bank, at: place, levelPercent: 20 };
const report = (number: number, event: CabinetEvent, atMs = 5_000): CabinetReport => ({
  seq: seq(number),
  atMs: at(atMs),
  isTimeUncertain: false,
  event,
});
const tell = (outbox: TrialOutbox, one: CabinetReport, nowMs = 6_000, device = CABINET) =>
  outbox.call('recordReports', {
    batch: [{ deviceId: device, reportLog: LOG, report: one }],
    nowMs: at(nowMs),
  })[0];
const hooks = (outbox: TrialOutbox) =>
  outbox.call('readDueWebhooks', { nowMs: at(9_999_999), most: 99 }).map(({ type, webhookId, data }) => ({
    type,
    webhookId,
    data: JSON.parse(data) as Record<string, unknown>,
  }));
const types = (outbox: TrialOutbox): string[] => hooks(outbox).map(({ type }) => type);
const read = (outbox: TrialOutbox, number = 1) => outbox.call('readRental', rentalId(`R-${number}`));

rentals('a rental goes from its request to its end, and each step stands with its time', ({ outbox }) => {
  assert.equal(request(outbox), { answer: 'recorded', isEnded: false });
  assert.is(read(outbox)?.state, 'requested');
  const { rentalId: id } = order();
  outbox.call('markRentals', [{ rentalId: id, step: 'sent', atMs: at(1_010) }]);
  assert.is(read(outbox)?.state, 'sent');
  outbox.call('markRentals', [
    { rentalId: id, step: 'sent', atMs: at(1_510) },
    { rentalId: id, step: 'stored', atMs: at(1_520) },
    { rentalId: rentalId('R-77'), step: 'stored', atMs: at(1_520) },
  ]);
  assert.is(read(outbox)?.state, 'stored');
  assert.equal(outbox.call('readOpenRentals', 9), [{ ...order(), askedAtMs: at(1_000), isStored: true }]);
  assert.is(tell(outbox, report(1, ended(1))), 'recorded');
  const life = read(outbox);
  assert.is(life?.state, 'ended');
  assert.equal(life?.end, {
    outcome: 'taken',
    at: place,
    bankId: bank,
    endedAtMs: 5_000,
    isTimeUncertain: false,
    isLate: false,
  });
  const [hook] = outbox.call('readDueWebhooks', { nowMs: at(9_000), most: 9 });
  outbox.call('settleWebhook', { id: hook?.id ?? 0, outcome: { deliveredAtMs: at(7_000) } });
  assert.equal(
    read(outbox)?.steps.map(({ step, atMs }) => [step, atMs]),
    [
      ['requested', 1_000],
      ['sent', 1_010],
      ['stored', 1_520],
      ['ended', 6_000],
      ['told', 7_000],
    ],
  );
  assert.equal(outbox.call('readOpenRentals', 9), []);
});

rentals(
  'promise 11: a repeat changes nothing; another content is refused, told once, and moves nothing',
  ({ outbox }) => {
    request(outbox);
    assert.equal(request(outbox, order(), 2_000), { answer: 'already_recorded' });
    const other = order(1, { minimumLevelPercent: 61 });
    for (const nowMs of [3_000, 4_000]) assert.is(request(outbox, other, nowMs).answer, 'conflict');
    assert.equal(types(outbox), ['alarm.rental_conflict']);
    assert.is(read(outbox)?.minimumLevelPercent, 60);
    assert.equal(
      read(outbox)?.steps.map(({ step, atMs }) => [step, atMs]),
      [
        ['requested', 1_000],
        ['conflict_refused', 3_000],
      ],
    );
  },
);

rentals('who cannot rent is told why, and nothing is recorded', ({ outbox }) => {
  assert.equal(request(outbox, order(1, { cabinet: deviceId('CAB-9') })), { answer: 'unknown_cabinet' });
  assert.equal(request(outbox, order(1, { cabinet: deviceId('SPK-3') })), { answer: 'not_a_cabinet' });
  assert.equal(request(outbox, order(), 30_000), { answer: 'expired' });
  assert.is(read(outbox), undefined);
  for (let number = 1; number <= limits.rentalsOpenPerCabinet; number += 1) request(outbox, order(number));
  assert.equal(request(outbox, order(99)), { answer: 'too_many_open' });
  assert.is(request(outbox, order(99, { cabinet: OTHER })).answer, 'recorded');
  tell(outbox, report(1, ended(1)));
  assert.is(request(outbox, order(100)).answer, 'recorded');
});

rentals('promise 12: a return is recorded once and told once, however often it is reported', ({ outbox }) => {
  assert.is(tell(outbox, report(1, returned)), 'recorded');
  assert.is(tell(outbox, report(1, returned), 7_000), 'already_recorded');
  // The cabinet has learned the relay's time meanwhile.
  assert.is(tell(outbox, report(1, returned, 5_500), 8_000), 'already_recorded');
  const [hook, ...more] = hooks(outbox);
  assert.equal(more, []);
  assert.is(hook?.webhookId, `report_CAB-1_${LOG}_1`);
  assert.equal([hook?.type, hook?.data.at], ['bank.returned', new Date(5_000).toISOString()]);
  assert.is(tell(outbox, report(1, returned), 9_000, OTHER), 'recorded', 'another cabinet’s first report');
  assert.is(types(outbox).length, 2);
});

rentals('one batch with a report twice in it records it once', ({ outbox }) => {
  const one = { deviceId: CABINET, reportLog: LOG, report: report(1, returned) };
  const answers = outbox.call('recordReports', { batch: [one, one], nowMs: at(6_000) });
  assert.equal(answers, ['recorded', 'already_recorded']);
  assert.is(types(outbox).length, 1);
});

rentals(
  'an end told again under another seq is told on once; another end is kept apart, with an alarm',
  ({ outbox }) => {
    request(outbox);
    assert.is(tell(outbox, report(1, ended(1))), 'recorded');
    assert.is(tell(outbox, report(2, ended(1))), 'recorded');
    assert.is(tell(outbox, report(3, ended(1, 'not_taken'))), 'contradicted');
    assert.is(tell(outbox, report(3, ended(1, 'not_taken'))), 'already_recorded');
    assert.equal(types(outbox), ['rental.taken', 'alarm.rental_contradicted']);
    assert.is(read(outbox)?.end?.outcome, 'taken');
    assert.ok(read(outbox)?.steps.some(({ step }) => step === 'contradicted'));
  },
);

rentals('another cabinet cannot end a rental', ({ outbox }) => {
  request(outbox);
  assert.is(tell(outbox, report(1, ended(1)), 6_000, OTHER), 'contradicted');
  assert.is(read(outbox)?.state, 'requested');
  assert.equal(types(outbox), ['alarm.rental_contradicted']);
  assert.is(tell(outbox, report(1, ended(1))), 'recorded');
  assert.is(read(outbox)?.state, 'ended');
});

rentals(
  'given up is not the last word: the cabinet’s late report counts, and says that it is late',
  ({ outbox }) => {
    request(outbox);
    const { rentalId: id } = order();
    const giveUp = (nowMs: number): void =>
      outbox.call('giveUpRentals', { rentalIds: [id, rentalId('R-77')], nowMs: at(nowMs) });
    giveUp(33_000);
    giveUp(34_000);
    assert.is(read(outbox)?.state, 'expired_unanswered');
    assert.equal(outbox.call('readOpenRentals', 9), []);
    assert.is(tell(outbox, report(1, ended(1), 29_000), 90_000), 'recorded');
    assert.equal([read(outbox)?.state, read(outbox)?.end?.isLate], ['ended', true]);
    giveUp(95_000);
    assert.equal(types(outbox), ['rental.unanswered', 'rental.taken']);
    assert.equal(
      hooks(outbox).map(({ data }) => [data.reachedCabinet, data.late]),
      [
        [false, undefined],
        [undefined, true],
      ],
    );
  },
);

rentals('a rental that reached the cabinet and has no end is an alarm: a bank may be out', ({ outbox }) => {
  request(outbox);
  outbox.call('markRentals', [{ rentalId: order().rentalId, step: 'stored', atMs: at(1_100) }]);
  outbox.call('giveUpRentals', { rentalIds: [order().rentalId], nowMs: at(99_000) });
  assert.equal(types(outbox), ['rental.unanswered', 'alarm.rental_unanswered']);
});

rentals(
  'an end of a rental that this disk does not know is told, and stands when the core asks again',
  ({ outbox }) => {
    assert.is(tell(outbox, report(1, ended(1))), 'recorded');
    assert.is(tell(outbox, report(2, ended(1))), 'recorded', 'the same again');
    assert.is(tell(outbox, report(3, ended(1, 'failed'))), 'contradicted');
    assert.equal(types(outbox), ['rental.taken', 'alarm.rental_unknown', 'alarm.rental_contradicted']);
    assert.is(hooks(outbox)[0]?.data.unknown, true);
    assert.equal(request(outbox), { answer: 'recorded', isEnded: true });
    assert.equal([read(outbox)?.state, read(outbox)?.end?.outcome], ['ended', 'taken']);
    assert.is(types(outbox).length, 3);
  },
);

rentals(
  'a cabinet whose disk was put back tells a return again: billing hears it once, until the bank is out again',
  ({ outbox }) => {
    const back: CabinetEvent = { ...returned, rentalId: rentalId('R-1') } as CabinetEvent;
    const skipped = limits.reportSeqsSkipped;
    request(outbox);
    tell(outbox, report(1, ended(1)));
    tell(outbox, report(2, back));
    const count = (): number => types(outbox).filter((type) => type === 'bank.returned').length;
    tell(outbox, report(skipped + 2, ended(1)), 6_900);
    assert.is(tell(outbox, report(skipped + 3, back), 7_000), 'recorded');
    assert.is(count(), 1);
    tell(outbox, report(skipped + 4, { ...back, bankId: bankId('PB2') } as CabinetEvent), 7_100);
    tell(outbox, report(skipped + 5, returned), 7_200);
    assert.is(count(), 3, 'another bank, and one that nobody can tell whose rental it ends');
    tell(outbox, report(skipped + 6, { kind: 'bank_missing', bankId: bank, at: place }), 7_300);
    tell(outbox, report(skipped + 7, back), 7_400);
    assert.is(count(), 4, 'it was out again');
    tell(outbox, report(skipped + 8, ended(2)), 7_500);
    tell(outbox, report(skipped + 9, back), 7_600);
    assert.is(count(), 5, 'with a rental that the disk has forgotten');
  },
);

rentals(
  'a seq that tells of something else is another event: both count, a human is told, and there is an end',
  ({ outbox }) => {
    tell(outbox, report(1, returned));
    const other = (number: number): CabinetEvent => ({ ...returned, bankId: bankId(`PB${number}`) });
    for (let number = 2; number <= limits.variantsPerReport; number += 1) {
      assert.is(tell(outbox, report(1, other(number))), 'contradicted');
    }
    assert.is(tell(outbox, report(1, other(99))), 'refused');
    assert.is(tell(outbox, report(1, other(2))), 'already_recorded');
    const told = types(outbox);
    assert.is(told.filter((type) => type === 'bank.returned').length, limits.variantsPerReport);
    assert.is(told.filter((type) => type === 'alarm.cabinet_reports_disagree').length, 1);
    assert.is(new Set(hooks(outbox).map(({ webhookId }) => webhookId)).size, told.length);
  },
);

rentals('a slot that refuses again and again is one alarm an hour', ({ outbox }) => {
  const refused = (slot: number): CabinetEvent => ({
    kind: 'return_refused',
    code: 'upside_down',
    at: { ...place, slot },
  });
  let number = 0;
  const refuse = (slot: number, atMs: number): unknown => {
    number += 1;
    return tell(outbox, report(number, refused(slot), atMs));
  };
  refuse(1, 1_000);
  refuse(1, 2_000);
  refuse(2, 3_000);
  refuse(1, 900_000);
  assert.equal(types(outbox), []);
  refuse(1, 901_000);
  refuse(1, 902_000);
  refuse(1, 903_000);
  assert.equal(types(outbox), ['alarm.cabinet_returns_refused']);
});

rentals(
  'what the cabinet could not take is a step, once for each reason, and never too many',
  ({ outbox }) => {
    request(outbox);
    const { rentalId: id } = order();
    const refuse = (code: string): void =>
      outbox.call('markRentals', [{ rentalId: id, step: 'refused', code, atMs: at(2_000) }]);
    refuse('store_failed');
    refuse('store_failed');
    assert.equal(types(outbox), []);
    refuse('conflict');
    refuse('conflict');
    assert.equal(types(outbox), ['alarm.rental_conflict']);
    for (let number = 0; number < 99; number += 1) refuse(`code_${number}`);
    const steps = read(outbox)?.steps.filter(({ step }) => step === 'refused') ?? [];
    assert.is(steps.length, limits.notesKeptPerRental);
    assert.is(steps.filter(({ detail }) => detail === 'store_failed').length, 1);
  },
);

rentals('rentals and reports are listed in pages', ({ outbox }) => {
  for (let number = 1; number <= 5; number += 1) {
    request(outbox, order(number), number <= 3 ? 1_000 : number * 1_000);
    tell(outbox, report(number, ended(number)), 5_000 + number);
  }
  const page = (query: object) =>
    outbox
      .call('readRentals', { query: { cabinet: CABINET, ...query }, most: 2 })
      .map(({ rentalId: id }) => id as string);
  assert.equal(page({}), ['R-1', 'R-2']);
  assert.equal(page({ after: 'R-2' }), ['R-3', 'R-4']);
  assert.equal(page({ after: 'R-4' }), ['R-5']);
  assert.equal(page({ after: 'R-5' }), []);
  assert.equal(page({ fromMs: 4_000 }), ['R-4', 'R-5']);
  assert.equal(page({ cabinet: OTHER }), []);
  const reports = (query: object) =>
    outbox.call('readReports', { query: { cabinet: CABINET, ...query }, most: 3 });
  const first = reports({});
  assert.equal(
    first.map((one) => one.report.seq),
    [1, 2, 3],
  );
  assert.equal(first[0]?.report, report(1, ended(1)));
  assert.equal(
    reports({ after: first[2]?.id }).map((one) => one.report.seq),
    [4, 5],
  );
  assert.equal(
    reports({ fromMs: 5_004 }).map((one) => one.report.seq),
    [4, 5],
  );
});

rentals.run();
