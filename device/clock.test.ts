import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { adoptSample, type ClockStart, clockToRemember, relayTime, startClock } from './clock.ts';

const NOON = 1_800_000_000_000;
const start = (other: Partial<ClockStart> = {}): ClockStart => ({
  bootId: 'boot-2',
  monotonicMs: 5_000,
  wallMs: NOON,
  remembered: undefined,
  newestKnownMs: 0,
  ...other,
});

test('a first start can only guess by the wall clock', () => {
  const clock = startClock(start());
  assert.is(clock.confirmed, false);
  assert.is(relayTime(clock, 6_000), NOON + 1_000);
});

test('a wall clock that woke up in 1970 is not believed behind what is known to have passed', () => {
  const clock = startClock(start({ wallMs: 3_000, newestKnownMs: NOON }));
  assert.is(clock.confirmed, false);
  assert.is(relayTime(clock, 5_000), NOON);
});

test('a wall clock that is always eight hours off is put right by what was learnt before', () => {
  const remembered = { bootId: 'boot-1', offsetMs: 77, skewMs: -8 * 3_600_000 };
  const clock = startClock(start({ wallMs: NOON + 8 * 3_600_000, remembered }));
  assert.is(clock.confirmed, false);
  assert.is(relayTime(clock, 5_000), NOON);
});

test('a process that starts again in the same boot knows the time, whatever the wall clock says', () => {
  const remembered = { bootId: 'boot-2', offsetMs: NOON, skewMs: 0 };
  const clock = startClock(start({ wallMs: 9_999, remembered, newestKnownMs: 3 * NOON }));
  assert.is(clock.confirmed, true);
  assert.is(relayTime(clock, 5_000), NOON + 5_000);
});

test('a machine that cannot name its boot never claims to know', () => {
  const remembered = { bootId: '', offsetMs: NOON, skewMs: 0 };
  assert.is(startClock(start({ bootId: '', remembered })).confirmed, false);
});

test('an answer of the relay is taken at the middle of the wait', () => {
  const clock = adoptSample(startClock(start()), {
    relayTimeMs: NOON + 60_000,
    askedAtMs: 5_000,
    answeredAtMs: 5_040,
  });
  assert.is(clock.confirmed, true);
  assert.is(relayTime(clock, 5_020), NOON + 60_000);
});

test('a slow answer that agrees changes nothing; one that contradicts is believed', () => {
  const quick = adoptSample(startClock(start()), {
    relayTimeMs: NOON,
    askedAtMs: 5_000,
    answeredAtMs: 5_002,
  });
  const slow = { relayTimeMs: NOON + 1_000, askedAtMs: 5_900, answeredAtMs: 9_900 };
  assert.is(adoptSample(quick, slow), quick);
  const jumped = adoptSample(quick, { relayTimeMs: NOON + 90_000, askedAtMs: 6_000, answeredAtMs: 6_010 });
  assert.is(relayTime(jumped, 6_005), NOON + 90_000);
});

test('a jump of the wall clock moves nothing once the relay has spoken', () => {
  const clock = adoptSample(startClock(start()), {
    relayTimeMs: NOON,
    askedAtMs: 5_000,
    answeredAtMs: 5_000,
  });
  assert.is(relayTime(clock, 65_000), NOON + 60_000);
});

test('what is learnt is remembered when it is new, not with each answer', () => {
  const now = { bootId: 'boot-2', monotonicMs: 5_000, wallMs: NOON };
  assert.is(clockToRemember(startClock(start()), now, undefined), undefined, 'a guess is not kept');
  const clock = { offsetMs: NOON + 2_000, confirmed: true };
  const kept = clockToRemember(clock, now, undefined);
  assert.equal(kept, { bootId: 'boot-2', offsetMs: NOON + 2_000, skewMs: 7_000 });
  assert.is(clockToRemember({ ...clock, offsetMs: clock.offsetMs + 30 }, now, kept), undefined);
  assert.ok(clockToRemember(clock, { ...now, wallMs: NOON - 60_000 }, kept), 'the wall clock was set');
  assert.ok(clockToRemember(clock, { ...now, bootId: 'boot-3' }, kept));
});

test.run();
