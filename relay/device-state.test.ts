import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { limits } from '../shared/limits.ts';
import { seq, unixMs } from '../shared/quantities.ts';
import { describeDevice, heard } from './device-state.ts';

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

test('what a device says stands until it says something else', () => {
  const hello = heard(undefined, { status }, NOW_MS);
  assert.is(hello.spokenUpTo, 0);
  const later = heard(heard(hello, { spokenUpTo: seq(4) }, unixMs(NOW_MS + 1)), {}, unixMs(NOW_MS + 2));
  assert.equal(later, { spokenUpTo: 4, status, lastHeardAtMs: NOW_MS + 2 });
});

test('a device is online while it has a greeted path and is not silent', () => {
  const report = heard(undefined, {}, NOW_MS);
  const link = { paths: 1, storedUpTo: seq(9), roundTripMs: 42 };
  const soon = unixMs(NOW_MS + limits.deviceSilenceMs);
  assert.equal(describeDevice(report, link, soon), {
    online: true,
    paths: 1,
    storedUpTo: 9,
    spokenUpTo: 0,
    roundTripMs: 42,
    lastHeardAtMs: NOW_MS,
  });
  assert.not(describeDevice(report, link, unixMs(soon + 1)).online);
  assert.not(describeDevice(report, { ...link, paths: 0 }, soon).online);
  assert.not(describeDevice(report, undefined, soon).online);
});

test.run();
