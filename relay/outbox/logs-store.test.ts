import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  openTrialOutbox,
  type TrialOutbox,
  trialCallback,
  trialLogId,
} from '../../firmware-sim/trial-outbox.ts';
import { isFailure } from '../../shared/failure.ts';
import { deviceId } from '../../shared/ids.ts';
import { noticeFingerprint, withNotice } from '../../shared/log-fingerprint.ts';
import type { Notice, Outcome } from '../../shared/notice.ts';
import { fen, seq, unixMs } from '../../shared/quantities.ts';

const logs = suite<{ outbox: TrialOutbox }>('logs');
logs.before.each((context) => {
  context.outbox = openTrialOutbox();
  context.outbox.addDevice(1);
});
logs.after.each(({ outbox }) => outbox.close());

const ONE = deviceId('SPK-1');
const LOG = trialLogId(1);
const NEW_LOG = trialLogId(0xabc);
const range = (first: number, last: number) => ({ first: seq(first), last: seq(last) });

/** `count` payments of 1, 2, 3 … fen for SPK-1. */
function fill(outbox: TrialOutbox, count: number, from = 1): void {
  const batch = Array.from({ length: count }, (_, index) =>
    trialCallback(from + index, 'PAID', { totalAmountFen: fen(from + index) }),
  );
  outbox.call('acceptOrders', { batch, nowMs: unixMs(10_000) });
}

const read = (outbox: TrialOutbox, ranges: ReturnType<typeof range>[], most = 100, log = LOG) =>
  outbox.call('readNotices', { device: ONE, log, ranges, most });

/** As anybody adds it up who has these notices only. */
const fingerprintOf = (notices: readonly Notice[]) => notices.map(noticeFingerprint).reduce(withNotice);

function settle(outbox: TrialOutbox, at: number, outcome: Outcome = 'announced'): void {
  const receipt = { seq: seq(at), outcome, repeat: false, atMs: unixMs(11_000) };
  outbox.call('recordReceipts', { batch: [{ deviceId: ONE, logId: LOG, receipt }], nowMs: unixMs(11_000) });
}

logs('the end of a log is its last seq and its sum', ({ outbox }) => {
  assert.equal(outbox.call('readLogEnd', ONE), { logId: LOG, lastSeq: 0, sumFen: 0 });
  fill(outbox, 4);
  const fingerprint = fingerprintOf(read(outbox, [range(1, 4)]));
  const end = { logId: LOG, lastSeq: 4, sumFen: 10, fingerprint, oldestOpen: 1 };
  assert.equal(outbox.call('readLogEnd', ONE), end);
  assert.is(outbox.call('readLogEnd', deviceId('SPK-9')), undefined);
});

logs('the sum up to any seq is known, and none beyond the end', ({ outbox }) => {
  fill(outbox, 4);
  const sumAt = (upTo: number) => outbox.call('readSumsUpTo', { device: ONE, upTo: seq(upTo) })?.sumFen;
  assert.equal([0, 1, 2, 3, 4, 5].map(sumAt), [0, 1, 3, 6, 10, undefined]);
  const third = outbox.call('readSumsUpTo', { device: ONE, upTo: seq(3) });
  assert.is(third?.fingerprint, fingerprintOf(read(outbox, [range(1, 3)])));
  assert.is(outbox.call('readSumsUpTo', { device: deviceId('SPK-9'), upTo: seq(0) }), undefined);
});

logs('exactly the missing notices are read, once, in order and bounded', ({ outbox }) => {
  fill(outbox, 10);
  const seqs = (...ranges: ReturnType<typeof range>[]) => read(outbox, ranges).map((notice) => notice.seq);
  assert.equal(seqs(range(9, 12), range(2, 3), range(3, 4)), [2, 3, 4, 9, 10]);
  assert.equal(seqs(range(11, 99)), []);
  assert.equal(
    read(outbox, [range(1, 2), range(5, 10)], 4).map((notice) => notice.seq),
    [1, 2, 5, 6],
  );
  assert.equal(read(outbox, [range(1, 9)], 0), []);
});

logs('a notice that is read is the one that was pushed', ({ outbox }) => {
  const [answer] = outbox.call('acceptOrders', { batch: [trialCallback(1)], nowMs: unixMs(10_000) });
  assert.ok(answer?.answer === 'recorded');
  assert.equal(read(outbox, [range(1, 1)]), [answer.notices[0]?.notice]);
});

logs('a notice with a receipt says so, so that no device speaks it again', ({ outbox }) => {
  fill(outbox, 2);
  settle(outbox, 1, 'announced_late');
  assert.equal(
    read(outbox, [range(1, 2)]).map(({ settled }) => settled),
    ['announced_late', undefined],
  );
});

logs('another device’s log, or an ended one, is not read', ({ outbox }) => {
  fill(outbox, 2);
  outbox.addDevice(2);
  assert.equal(
    outbox.call('readNotices', { device: deviceId('SPK-2'), log: LOG, ranges: [range(1, 2)], most: 9 }),
    [],
  );
  outbox.call('rebuildLog', { device: ONE, newLog: NEW_LOG, nowMs: unixMs(12_000) });
  assert.equal(read(outbox, [range(1, 2)]), []);
});

logs('stored is marked once, and only by the device whose log it is', ({ outbox }) => {
  fill(outbox, 2);
  outbox.addDevice(2);
  const mark = (device: string, at: number, atMs: number, logId = LOG) => ({
    deviceId: deviceId(device),
    logId,
    seq: seq(at),
    atMs: unixMs(atMs),
  });
  outbox.call('markStored', [
    mark('SPK-1', 1, 20_000),
    mark('SPK-1', 1, 30_000),
    mark('SPK-2', 2, 20_000),
    mark('SPK-1', 99, 20_000),
    mark('SPK-1', 2, 20_000, trialLogId(77)),
  ]);
  const stored = outbox.database.prepare('SELECT stored_at_ms FROM notice ORDER BY seq').pluck().all();
  assert.equal(stored, [20_000, null]);
});

logs('a rebuilt log begins with the open notices, without a gap and with its own sums', ({ outbox }) => {
  fill(outbox, 5);
  settle(outbox, 2);
  settle(outbox, 4);
  outbox.call('markStored', [{ deviceId: ONE, logId: LOG, seq: seq(1), atMs: unixMs(10_500) }]);
  const end = outbox.call('rebuildLog', { device: ONE, newLog: NEW_LOG, nowMs: unixMs(12_000) });
  const moved = read(outbox, [range(1, 9)], 9, NEW_LOG);
  assert.equal(end, { logId: NEW_LOG, lastSeq: 3, sumFen: 9, fingerprint: fingerprintOf(moved) });
  assert.equal(
    moved.map(({ logId, seq, amountFen, sumFen }) => [logId, seq, amountFen, sumFen]),
    [
      [NEW_LOG, 1, 1, 1],
      [NEW_LOG, 2, 3, 4],
      [NEW_LOG, 3, 5, 9],
    ],
  );
  assert.equal(
    moved.map(({ event }) => event),
    ['PAID', 'PAID', 'PAID'],
    'the keys stay',
  );
  const stored = outbox.database.prepare('SELECT count(*) FROM notice WHERE stored_at_ms IS NOT NULL');
  assert.is(stored.pluck().get(), 2, 'only the settled ones: the new log is on no disk yet');
  fill(outbox, 1, 6);
  const fingerprint = fingerprintOf(read(outbox, [range(1, 9)], 9, NEW_LOG));
  const longer = { logId: NEW_LOG, lastSeq: 4, sumFen: 15, fingerprint, oldestOpen: 1 };
  assert.equal(outbox.call('readLogEnd', ONE), longer);
  const open = outbox.database.prepare(
    'SELECT log, count(*) AS count FROM notice WHERE settled IS NULL GROUP BY log',
  );
  assert.equal(open.all(), [{ log: 2, count: 4 }]);
  const [alarm] = outbox.call('readAlarms', 9);
  assert.is(alarm?.kind, 'log_rebuilt');
  assert.ok(outbox.call('readLedgerStep', { query: {}, after: undefined }).orders.length === 6);
});

logs('a rebuild that is asked for again, its answer lost, is the same rebuild', ({ outbox }) => {
  fill(outbox, 3);
  const first = outbox.call('rebuildLog', { device: ONE, newLog: NEW_LOG, nowMs: unixMs(12_000) });
  fill(outbox, 1, 4);
  const second = outbox.call('rebuildLog', { device: ONE, newLog: NEW_LOG, nowMs: unixMs(12_100) });
  assert.equal([first.lastSeq, second.lastSeq], [3, 4]);
  assert.is(outbox.call('readAlarms', 9).length, 1);
});

logs('a receipt for a log that has ended settles nothing in the new one', ({ outbox }) => {
  fill(outbox, 1);
  outbox.call('rebuildLog', { device: ONE, newLog: NEW_LOG, nowMs: unixMs(12_000) });
  const receipt = { seq: seq(1), outcome: 'announced', repeat: false, atMs: unixMs(1) } as const;
  const answers = outbox.call('recordReceipts', {
    batch: [{ deviceId: ONE, logId: LOG, receipt }],
    nowMs: unixMs(13_000),
  });
  assert.equal(answers, ['unknown']);
  assert.is(read(outbox, [range(1, 1)], 9, NEW_LOG)[0]?.settled, undefined);
});

logs('rebuilding moves more notices than are moved at once', ({ outbox }) => {
  for (let from = 1; from < 2_500; from += 500) fill(outbox, 500, from);
  const end = outbox.call('rebuildLog', { device: ONE, newLog: NEW_LOG, nowMs: unixMs(12_000) });
  const { lastSeq, sumFen, fingerprint } = end;
  assert.equal([lastSeq, sumFen], [2_500, (2_500 * 2_501) / 2]);
  assert.is(fingerprint, fingerprintOf(read(outbox, [range(1, 2_500)], 2_500, NEW_LOG)));
});

logs('there is nothing to rebuild for a device that is not on the roster', ({ outbox }) => {
  try {
    outbox.call('rebuildLog', { device: deviceId('SPK-9'), newLog: NEW_LOG, nowMs: unixMs(1) });
    assert.unreachable();
  } catch (thrown) {
    assert.ok(isFailure(thrown, 'not_found'));
  }
});

logs.run();
