import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type LogId, logId, orderSn } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { NO_NOTICES, noticeFingerprint, withNotice } from '../../shared/log-fingerprint.ts';
import type { Notice } from '../../shared/notice.ts';
import { fen, fenSum, seq, unixMs } from '../../shared/quantities.ts';
import { seededChance } from '../../shared/seeded-chance.ts';
import { Inbox } from './inbox.ts';
import type { SeqRanges } from './seq-ranges.ts';

const LOG = logId('00000000000000aa');
const OTHER_LOG = logId('00000000000000bb');
const ROOM = 1_000_000;

function noticeOf(position: number, log: LogId = LOG, sumFen = position * 100): Notice {
  return {
    logId: log,
    seq: seq(position),
    kind: 'payment',
    sn: orderSn(String(position).padStart(16, '0')),
    event: 'PAID',
    amountFen: fen(100),
    payway: '3',
    paidAtMs: unixMs(1_000),
    sumFen: fenSum(sumFen),
  };
}

function inboxAt(upTo: number): Inbox {
  return new Inbox([{ logId: LOG, upTo: seq(upTo), sumFen: fenSum(upTo * 100), beyond: [] }], LOG);
}

const plain = (ranges: SeqRanges): number[][] => ranges.map(({ first, last }) => [first, last]);

function store(inbox: Inbox, positions: readonly number[], nowMs = 0): void {
  for (const position of positions) assert.is(inbox.receive(noticeOf(position), 0, 0, ROOM), 'new');
  while (inbox.takeBatch() !== undefined) inbox.batchCommitted(nowMs);
}

test('promise 4: nothing is acknowledged before its commit, and nothing twice', () => {
  const inbox = inboxAt(0);
  assert.is(inbox.receive(noticeOf(1), 0, 7, ROOM), 'new');
  const batch = inbox.takeBatch();
  assert.equal([batch?.upTo, batch?.sumFen], [1, 100]);
  assert.is(inbox.position?.upTo, 0, 'not ours before the commit');
  assert.is(inbox.takeBatch(), undefined, 'one batch at a time');
  assert.is(inbox.receive(noticeOf(1), 1, 9, ROOM), 'arriving');
  assert.equal(inbox.batchCommitted(0), [
    { path: 0, logId: LOG, seqs: [1], receivedAtUs: [7] },
    { path: 1, logId: LOG, seqs: [1], receivedAtUs: [9] },
  ]);
  assert.is(inbox.position?.upTo, 1);
  assert.is(inbox.receive(noticeOf(1), 0, 11, ROOM), 'repeat');
  assert.equal(inbox.batchCommitted(0), []);
});

test('promise 3: a hole is seen at once and exactly the missing seqs are asked for, once', () => {
  const inbox = inboxAt(3);
  inbox.receive(noticeOf(4), 0, 0, ROOM);
  assert.is(inbox.sawGap, false);
  inbox.receive(noticeOf(7), 0, 0, ROOM);
  assert.is(inbox.sawGap, true);
  assert.equal(plain(inbox.ask(1_000)), [[5, 6]]);
  inbox.receive(noticeOf(10), 0, 0, ROOM);
  assert.equal(plain(inbox.ask(1_001)), [[8, 9]], 'not the first hole again');
  assert.equal(plain(inbox.ask(1_002)), []);
  inbox.receive(noticeOf(6), 0, 0, ROOM);
  assert.equal(plain(inbox.missing()), [
    [5, 5],
    [8, 9],
  ]);
});

test('a hole that nothing fills is asked for again, ever more slowly; progress makes it quick again', () => {
  const inbox = inboxAt(0);
  inbox.logEnds(LOG, seq(3));
  assert.equal(plain(inbox.ask(0)), [[1, 3]]);
  assert.equal(plain(inbox.ask(limits.resyncFirstMs - 1)), []);
  assert.equal(plain(inbox.ask(limits.resyncFirstMs)), [[1, 3]]);
  assert.is(inbox.askAgainAtMs, 3 * limits.resyncFirstMs);
  store(inbox, [1], 1_500);
  assert.equal(plain(inbox.ask(1_500)), []);
  assert.is(inbox.askAgainAtMs, 1_500 + limits.resyncFirstMs);
  store(inbox, [2, 3], 1_600);
  assert.equal(plain(inbox.ask(9_999)), []);
  assert.is(inbox.askAgainAtMs, undefined);
});

test('promise 3: a lost tail is seen when a pulse says where the log ends', () => {
  const inbox = inboxAt(5);
  assert.is(inbox.hasHoles, false);
  assert.is(inbox.logEnds(LOG, seq(8)), false);
  assert.equal(plain(inbox.ask(0)), [[6, 8]]);
});

test('after each connect everything missing is asked for, whoever was asked before', () => {
  const inbox = inboxAt(0);
  inbox.logEnds(LOG, seq(2));
  inbox.ask(0);
  assert.equal(plain(inbox.askAnew(1)), [[1, 2]]);
});

test('one sync request is bounded; the rest is asked for when the first holes are filled', () => {
  const inbox = inboxAt(0);
  const odd = Array.from({ length: 100 }, (_, index) => 2 * index + 2);
  store(inbox, odd);
  const first = inbox.ask(0);
  assert.is(first.length, limits.syncRanges);
  assert.equal(plain(inbox.ask(1)), []);
  store(inbox, [1, 3, 5]);
  assert.equal(plain(inbox.ask(2)), [
    [129, 129],
    [131, 131],
    [133, 133],
  ]);
});

test('a notice of another log is refused; another log begins beside the old one', () => {
  const inbox = inboxAt(2);
  assert.is(inbox.receive(noticeOf(1, OTHER_LOG), 0, 0, ROOM), 'wrong_log');
  assert.is(inbox.logEnds(OTHER_LOG, seq(1)), true);
  assert.is(inbox.receive(noticeOf(3), 0, 0, ROOM), 'wrong_log');
  assert.equal(plain(inbox.ask(0)), [[1, 1]]);
  assert.is(inbox.receive(noticeOf(1, OTHER_LOG), 0, 0, ROOM), 'new');
  inbox.takeBatch();
  assert.is(inbox.logEnds(LOG, seq(2)), true, 'and back');
  assert.equal(inbox.batchCommitted(0)[0]?.logId, OTHER_LOG, 'a commit under way belongs to its own log');
  assert.equal(inbox.position, { logId: LOG, upTo: 2, sumFen: 200 });
  inbox.logEnds(OTHER_LOG, seq(1));
  assert.is(inbox.position?.upTo, 1);
});

test('before there is a log nothing is taken', () => {
  const inbox = new Inbox([], undefined);
  assert.is(inbox.position, undefined);
  assert.is(inbox.receive(noticeOf(1), 0, 0, ROOM), 'wrong_log');
  assert.is(inbox.takeBatch(), undefined);
});

test('what the disk refuses was never here: it is a hole again', () => {
  const inbox = inboxAt(0);
  inbox.receive(noticeOf(1), 0, 0, ROOM);
  inbox.takeBatch();
  assert.equal(plain(inbox.ask(0)), []);
  inbox.batchRefused();
  assert.equal(plain(inbox.ask(0)), [[1, 1]]);
  assert.is(inbox.receive(noticeOf(1), 0, 0, ROOM), 'new');
});

test('promise 15: too many uncommitted notices, and too many unheard ones, are refused aloud', () => {
  const inbox = inboxAt(0);
  for (let position = 1; position <= limits.inboxUncommittedNotices; position += 1) {
    assert.is(inbox.receive(noticeOf(position), 0, 0, ROOM), 'new');
  }
  assert.is(inbox.receive(noticeOf(limits.inboxUncommittedNotices + 1), 0, 0, ROOM), 'overloaded');
  assert.is(inboxAt(0).receive(noticeOf(1), 0, 0, 0), 'full');
});

test('a sum that is not ours is told with the first seq where it differs', () => {
  const inbox = inboxAt(1);
  inbox.receive(noticeOf(2), 0, 0, ROOM);
  inbox.receive(noticeOf(3, LOG, 301), 0, 0, ROOM);
  inbox.receive(noticeOf(4, LOG, 401), 0, 0, ROOM);
  const batch = inbox.takeBatch();
  assert.is(batch?.differsAt, 3);
  assert.is(batch?.sumFen, 400, 'ours, so that the heartbeat shows the difference');
});

/** Notices from `first` to `last` as a relay tells them that has fingerprints since the first of these. */
function named(first: number, last: number): Notice[] {
  let log = NO_NOTICES;
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const notice = noticeOf(first + index);
    log = withNotice(log, noticeFingerprint(notice));
    return { ...notice, fingerprint: log };
  });
}

/** Stores one after the other. */
function storeAll(inbox: Inbox, notices: readonly Notice[]): (number | undefined)[] {
  return notices.map((notice) => {
    assert.is(inbox.receive(notice, 0, 0, ROOM), 'new');
    const batch = inbox.takeBatch();
    inbox.batchCommitted(0);
    return batch?.differsAt;
  });
}

test('a copy adds up what it has, in whatever order it comes', () => {
  const notices = named(1, 5);
  for (const order of [
    [1, 2, 3, 4, 5],
    [5, 3, 4, 1, 2],
  ]) {
    const inbox = inboxAt(0);
    const differs = storeAll(
      inbox,
      order.flatMap((position) => notices[position - 1] ?? []),
    );
    assert.equal([...new Set(differs)], [undefined]);
    assert.is(inbox.position?.fingerprint, notices[4]?.fingerprint);
  }
});

test('another notice than the one that the relay went on from shows with the next one of the relay', () => {
  const inbox = inboxAt(0);
  const [first, , third] = named(1, 3);
  assert.ok(first !== undefined && third !== undefined);
  const other = { ...noticeOf(2), sn: orderSn('9'.repeat(16)) };
  const log = withNotice(first.fingerprint ?? NO_NOTICES, noticeFingerprint(other));
  assert.equal(storeAll(inbox, [first, { ...other, fingerprint: log }, third]), [undefined, undefined, 3]);
  assert.is.not(inbox.position?.fingerprint, third.fingerprint, 'ours, so that the heartbeat shows it');
});

test('a log that is older than fingerprints are takes up the relay’s where they begin, on either side', () => {
  // A relay without: none is known, although the log was empty.
  const plainRelay = inboxAt(0);
  storeAll(plainRelay, [noticeOf(1), noticeOf(2)]);
  assert.not.ok('fingerprint' in (plainRelay.position ?? {}));
  // It is upgraded, and begins with the third.
  assert.equal(storeAll(plainRelay, named(3, 5)), [undefined, undefined, undefined]);
  assert.is(plainRelay.position?.fingerprint, named(3, 5).at(-1)?.fingerprint);
  // A relay with them since the first, and a device that was upgraded behind the second.
  const late = inboxAt(2);
  assert.equal(storeAll(late, named(1, 4).slice(2)), [undefined, undefined]);
  assert.is(late.position?.fingerprint, named(1, 4).at(-1)?.fingerprint);
});

test('a copy loaded with holes goes on where it was', () => {
  const beyond = [4, 6].map((position) => ({
    seq: seq(position),
    amountFen: fen(100),
    sumFen: fenSum(position * 100),
  }));
  const inbox = new Inbox([{ logId: LOG, upTo: seq(2), sumFen: fenSum(200), beyond }], LOG);
  assert.is(inbox.receive(noticeOf(4), 0, 0, ROOM), 'repeat');
  assert.equal(plain(inbox.ask(0)), [
    [3, 3],
    [5, 5],
  ]);
  store(inbox, [5, 3]);
  assert.equal(inbox.position, { logId: LOG, upTo: 6, sumFen: 600 });
});

test('promise 3: whatever is lost, doubled, reordered or refused by the disk, the copy converges and asks only for what is missing (300 seeds)', () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const random = seededChance(seed).next;
    const inbox = inboxAt(0);
    const onDisk = new Set<number>();
    const total = 1 + Math.floor(random() * 60);
    const air: number[] = [];
    const answer = (ranges: SeqRanges): void => {
      for (const { first, last } of ranges) {
        for (let position: number = first; position <= last; position += 1) {
          assert.not.ok(onDisk.has(position), `seed ${seed}: asked for ${position}, which is on disk`);
          assert.ok(position <= total, `seed ${seed}: asked for ${position} of ${total}`);
          air.push(position);
        }
      }
    };
    let committing: readonly Notice[] = [];
    const settleDisk = (works: boolean): void => {
      if (committing.length === 0) return;
      if (works) {
        for (const notice of committing) onDisk.add(notice.seq);
        for (const { seqs } of inbox.batchCommitted(nowMs)) {
          for (const position of seqs)
            assert.ok(onDisk.has(position), `seed ${seed}: acknowledged too early`);
        }
      } else inbox.batchRefused();
      committing = [];
    };
    let made = 0;
    let nowMs = 0;
    // A stormy phase, then a calm one in which everything must heal.
    for (let step = 0; step < 2_000 && inbox.position?.upTo !== total; step += 1) {
      const isCalm = step > 400;
      nowMs += Math.floor(random() * 200);
      if (made < total && random() < 0.5) {
        made += 1;
        if (isCalm || random() < 0.7) air.push(made);
      }
      if (air.length > 0 && random() < 0.8) {
        const [position] = air.splice(isCalm ? 0 : Math.floor(random() * air.length), 1);
        if (position !== undefined && (isCalm || random() < 0.8)) {
          if (!isCalm && random() < 0.2) air.push(position);
          inbox.receive(noticeOf(position), 0, 0, ROOM);
        }
      }
      if (committing.length === 0) committing = inbox.takeBatch()?.notices ?? [];
      else settleDisk(isCalm || random() < 0.8);
      if (random() < 0.1) inbox.logEnds(LOG, seq(made));
      answer(random() < 0.02 ? inbox.askAnew(nowMs) : inbox.ask(nowMs));
    }
    assert.equal(
      inbox.position,
      { logId: LOG, upTo: total, sumFen: total * 100 },
      `seed ${seed}: did not converge`,
    );
    assert.equal(inbox.missing(), [], `seed ${seed}`);
    assert.is(onDisk.size, total, `seed ${seed}`);
  }
});

test.run();
