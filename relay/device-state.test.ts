import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { limits } from '../shared/limits.ts';
import { seq, unixMs } from '../shared/quantities.ts';
import { describeDevice, heard, type Moment } from './device-state.ts';

const NOW_MS = unixMs(1_700_000_000_000);
const status = {
  volumePercent: 70,
  batteryMillivolts: 0,
  waiting: 0,
  inboxNotices: 3,
  language: 'yue',
  software: '1',
  panel: false,
  warnings: [],
};

const at = (ms: number): Moment => ({ wallMs: unixMs(NOW_MS + ms), steadyMs: 1_000 + ms });

test('what a device says stands until it says something else', () => {
  const hello = heard(undefined, { status }, at(0));
  assert.is(hello.spokenUpTo, 0);
  const later = heard(heard(hello, { spokenUpTo: seq(4) }, at(1)), {}, at(2));
  assert.equal(later, { spokenUpTo: 4, status, lastHeardAtMs: NOW_MS + 2, steadyHeardAtMs: 1_002 });
});

test('a device is online while it has a greeted path and is not silent', () => {
  const report = heard(undefined, {}, at(0));
  const link = { paths: 1, storedUpTo: seq(9), roundTripMs: 42 };
  const soon = at(limits.deviceSilenceMs).steadyMs;
  assert.equal(describeDevice(report, link, soon), {
    online: true,
    paths: 1,
    storedUpTo: 9,
    spokenUpTo: 0,
    roundTripMs: 42,
    lastHeardAtMs: NOW_MS,
  });
  assert.not(describeDevice(report, link, soon + 1).online);
  assert.not(describeDevice(report, { ...link, paths: 0 }, soon).online);
  assert.not(describeDevice(report, undefined, soon).online);
});

test.run();
