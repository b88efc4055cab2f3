import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { logId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { seq } from '../../shared/quantities.ts';
import { codes, LOG, marks, pretendPush, sends } from './pretended-push.ts';
import { latestSeq } from './pusher.ts';

test('a notice is sent again at growing intervals until it is stored', () => {
  const { greet, deliver, pass, stored } = pretendPush();
  greet(1);
  assert.equal(sends(deliver()), ['1>1']);
  assert.equal(sends(pass(limits.pushResendFirstMs - 1)), []);
  assert.equal(sends(pass(1)), ['1>1!']);
  assert.equal(sends(pass(2 * limits.pushResendFirstMs - 1)), []);
  assert.equal(sends(pass(1)), ['1>1!']);
  assert.equal(marks(stored(1, [1])), [1]);
  assert.equal(sends(pass(3_600_000)), []);
});

test('resends never come further apart than the bound', () => {
  const { greet, deliver, pass } = pretendPush();
  greet(1);
  deliver();
  pass(3_600_000);
  for (let count = 0; count < 20; count += 1) pass(limits.pushResendMaxMs);
  for (let count = 0; count < 5; count += 1) assert.equal(sends(pass(limits.pushResendMaxMs)), ['1>1!']);
});

test('nothing is sent before the hello was answered, nor to a device that is away', () => {
  const { take, device, deliver, greet, state } = pretendPush();
  assert.equal(deliver(), []);
  assert.is(state.devices.size, 0);
  take({ input: 'connected', device, connection: 1 });
  assert.equal(deliver(), []);
  assert.equal(greet(1), []);
  assert.equal(sends(deliver()), ['3>1']);
});

test('what was delivered while the store was being asked belongs to the welcome', () => {
  const { take, device, deliver, state, logs } = pretendPush();
  take({ input: 'connected', device, connection: 1 });
  deliver();
  deliver();
  assert.is(latestSeq(state, device, LOG, seq(1)), 2);
  assert.is(latestSeq(state, device, LOG, seq(3)), 3);
  assert.is(latestSeq(state, device, logId('ffffffffffffffff'), seq(1)), 1);
  assert.is(logs.append(device).notice.seq, 3);
});

/** Two paths of known length: each has answered a few times. */
function twoPaths(roundTripMs: number) {
  const world = pretendPush();
  for (const connection of [1, 2]) {
    world.greet(connection);
    for (let count = 0; count < 40; count += 1) {
      world.deliver();
      world.pass(roundTripMs);
      world.stored(connection, [world.logs.logs.get(world.device)?.notices.length ?? 0]);
    }
  }
  return world;
}

test('on short paths the second is asked when the first is overdue, and only then', () => {
  const { deliver, pass, stored } = twoPaths(2);
  const [first] = sends(deliver());
  assert.match(first ?? '', /^81>\d$/);
  assert.equal(sends(pass(limits.hedgeFirstMs - 1)), []);
  const [hedge] = sends(pass(1));
  assert.match(hedge ?? '', /^81>\d!$/);
  assert.is.not(hedge?.slice(0, -1), first);
  const [asked, answering] = first === '81>1' ? [1, 2] : [2, 1];
  pass(20);
  stored(answering, [81]);
  assert.is(
    sends(deliver())[0],
    `82>${answering}`,
    'the slow one that answered comes before the one that did not',
  );
  stored(asked, [82]);
  assert.is(sends(deliver())[0], `83>${asked}`, 'until that one answers again');
});

test('on mobile paths both are asked at once', () => {
  const { deliver } = twoPaths(42);
  const sent = sends(deliver());
  assert.match(sent[0] ?? '', /^81>\d$/);
  assert.match(sent[1] ?? '', /^81>\d!$/);
  assert.is.not(sent[0], sent[1]?.slice(0, -1));
});

test('lost on both paths, it is sent again on both as soon as both are overdue, and then slowly', () => {
  const { deliver, pass } = twoPaths(42);
  deliver();
  assert.equal(sends(pass(42)), []);
  const quick = pass(20).filter((one) => one.effect === 'send');
  assert.equal(sends(quick).sort(), ['81>1!', '81>2!']);
  assert.equal(
    quick.map((one) => one.effect === 'send' && one.again),
    ['resend', 'resend'],
  );
  assert.equal(sends(pass(limits.pushResendFirstMs - 20)), []);
  assert.equal(sends(pass(20)).sort(), ['81>1!', '81>2!']);
  assert.equal(sends(pass(2 * limits.pushResendFirstMs - 20)), []);
  assert.equal(sends(pass(20)).sort(), ['81>1!', '81>2!']);
});

test('paths longer than anybody would guess are learned, and not sent everything twice for ever', () => {
  const { greet, deliver, pass, stored } = pretendPush();
  greet(1);
  greet(2);
  let copies = 0;
  for (let count = 1; count <= 60; count += 1) {
    const sent = [...deliver(), ...pass(250)];
    stored(1, [count]);
    sent.push(...stored(2, [count]), ...pass(1_000));
    if (count > 40) copies += sends(sent).length;
  }
  assert.is(copies, 40, 'one on each path, at once, for each notice');
});

test('what was on a lost path goes out on the other at once', () => {
  const { greet, deliver, take, device } = pretendPush();
  greet(1);
  deliver();
  deliver();
  greet(2);
  assert.equal(sends(take({ input: 'closed', device, connection: 1 })), ['1>2!', '2>2!']);
  assert.equal(sends(take({ input: 'closed', device, connection: 2 })), []);
});

test('a live notice that a sync has brought already is not sent again', () => {
  const { greet, take, logs, device } = pretendPush();
  greet(1);
  const logged = logs.append(device);
  take({ input: 'reached', device, logId: LOG, upTo: seq(1) });
  assert.equal(take({ input: 'delivered', logged, lastByteAtMs: 0, queuedAtMs: 0 }), []);
});

test('a log that was begun anew at a heartbeat is served at once, without another connect', () => {
  const { greet, take, device, deliver } = pretendPush();
  const newLog = logId('ffffffffffffffff');
  greet(1);
  deliver();
  take({ input: 'reached', device, logId: newLog, upTo: seq(0) });
  const ranges = [{ first: seq(1), last: seq(1) }];
  const [read] = take({ input: 'sync', device, logId: newLog, ranges });
  assert.is(read?.effect, 'read');
  assert.equal(codes(take({ input: 'sync', device, logId: LOG, ranges })), ['sync_other_log']);
});

test('nothing of a device that is away stays but the age of a few unanswered notices', () => {
  const { greet, deliver, take, device, state } = pretendPush();
  greet(1);
  for (let count = 0; count < 300; count += 1) deliver();
  take({ input: 'closed', device, connection: 1 });
  const kept = state.devices.get(device);
  assert.is(kept?.inFlight.size, 0);
  assert.is(kept?.bornAtMs.size, limits.unansweredKept);
  assert.ok(kept?.bornAtMs.has(seq(300)), 'the newest are kept');
  take({ input: 'forgotten', device });
  assert.is(state.devices.size, 0);
});

test.run();
