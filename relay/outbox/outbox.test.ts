import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { trialLogId } from '../../firmware-sim/trial-outbox.ts';
import { deviceId, orderSn } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { noticeFingerprint, withNotice } from '../../shared/log-fingerprint.ts';
import { FEN_MAX, fen, fenSum, seq, unixMs } from '../../shared/quantities.ts';
import {
  appendNotice,
  handOverDetails,
  type LogTail,
  mergeRanges,
  type OrderEvent,
  spreadOverSpeakers,
} from './outbox.ts';

const tail = (change: Partial<LogTail> = {}): LogTail => ({
  logId: trialLogId(1),
  deviceId: deviceId('SPK-1'),
  lastSeq: seq(0),
  sumFen: fenSum(0),
  fingerprint: undefined,
  openNotices: 0,
  ...change,
});

const event = (amountFen: number): OrderEvent => ({
  sn: orderSn('7895252018360178'),
  event: 'PAID',
  payway: '3',
  saying: { kind: 'payment', amountFen: fen(amountFen), atMs: unixMs(5_000) },
});

test('a log counts 1, 2, 3 and sums as it goes', () => {
  let log = tail();
  const notices = [500, 0, 25].map((amountFen) => {
    const appended = appendNotice(log, event(amountFen));
    assert.ok(appended);
    log = appended.tail;
    return appended.notice;
  });
  assert.equal(
    notices.map(({ seq, amountFen, sumFen }) => [seq, amountFen, sumFen]),
    [
      [1, 500, 500],
      [2, 0, 500],
      [3, 25, 525],
    ],
  );
  const fingerprint = notices.map(noticeFingerprint).reduce(withNotice);
  assert.equal(log, tail({ lastSeq: seq(3), sumFen: fenSum(525), fingerprint, openNotices: 3 }));
  assert.is(notices.at(-1)?.fingerprint, fingerprint);
});

test('a full log takes no more, nor one whose sum would no longer be exact', () => {
  const room = limits.openNoticesPerDevice;
  assert.ok(appendNotice(tail({ openNotices: room - 1 }), event(1)));
  assert.is(appendNotice(tail({ openNotices: room }), event(1)), undefined);
  const sumFen = fenSum(Number.MAX_SAFE_INTEGER - FEN_MAX);
  assert.ok(appendNotice(tail({ sumFen }), event(FEN_MAX)));
  assert.is(appendNotice(tail({ sumFen: fenSum(sumFen + 1) }), event(FEN_MAX)), undefined);
});

test('every speaker of the terminal gets a notice; a full one is named for the human', () => {
  const other = tail({ deviceId: deviceId('SPK-2'), logId: trialLogId(2), lastSeq: seq(41) });
  const full = tail({ deviceId: deviceId('SPK-3'), openNotices: limits.openNoticesPerDevice });
  const both = spreadOverSpeakers([tail(), other], event(7));
  assert.equal(
    both.appended.map(({ tail: { deviceId }, notice }) => [deviceId, notice.logId, notice.seq]),
    [
      ['SPK-1', trialLogId(1), 1],
      ['SPK-2', trialLogId(2), 42],
    ],
  );
  assert.is(both.handedOver, undefined);
  const partly = spreadOverSpeakers([tail(), full], event(7));
  assert.is(partly.appended.length, 1);
  assert.match(partly.handedOver ?? '', /SPK-3/);
  assert.match(spreadOverSpeakers([], event(7)).handedOver ?? '', /no speaker/);
});

test('ranges are asked for once, in order', () => {
  const range = (first: number, last: number) => ({ first: seq(first), last: seq(last) });
  assert.equal(mergeRanges([range(9, 9), range(1, 3), range(3, 5), range(6, 6), range(2, 4)]), [
    range(1, 6),
    range(9, 9),
  ]);
  assert.equal(mergeRanges([range(1, 10), range(3, 4)]), [range(1, 10)]);
  assert.equal(mergeRanges([range(5, 4)]), [], 'an empty range');
});

test('what is handed over is named whole, in as many alarms as it takes', () => {
  const all = Array.from({ length: limits.handOverAlarmNotices * 2 + 1 }, (_, at) => ({
    sn: orderSn(String(7_890_000_000_000_000 + at)),
    event: `PARTIAL_REFUNDED:${FEN_MAX}`,
    amountFen: fen(FEN_MAX),
  }));
  const details = handOverDetails(all, 'their speaker was taken off the roster');
  assert.is(details.length, 3);
  for (const { sn } of all) assert.is(details.filter((detail) => detail.includes(sn)).length, 1, sn);
  for (const detail of details) assert.ok(detail.length <= limits.alarmDetailCharacters);
});

test.run();
