import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openTrialOutbox, type TrialOutbox } from '../../firmware-sim/trial-outbox.ts';
import { limits } from '../../shared/limits.ts';
import { unixMs } from '../../shared/quantities.ts';
import type { AlarmKind } from '../store.ts';

const alarms = suite<{ outbox: TrialOutbox }>('alarms');
alarms.before.each((context) => {
  context.outbox = openTrialOutbox();
});
alarms.after.each(({ outbox }) => outbox.close());

const at = unixMs;
function raise(outbox: TrialOutbox, kind: AlarmKind, detail: string, nowMs: number, subject = 'SPK-1'): void {
  outbox.call('raiseAlarms', { batch: [{ kind, subject, detail }], nowMs: at(nowMs) });
}
const due = (outbox: TrialOutbox, nowMs: number, most = 9) =>
  outbox.call('readDueWebhooks', { nowMs: at(nowMs), most });

alarms('a condition that lasts is raised once, however often and with whatever words', ({ outbox }) => {
  raise(outbox, 'device_offline', 'silent for 35 s', 1_000);
  raise(outbox, 'device_offline', 'silent for 70 s', 2_000);
  raise(outbox, 'device_offline', 'silent for 35 s', 2_000, 'SPK-2');
  raise(outbox, 'device_volume_zero', '', 3_000);
  assert.equal(
    outbox.call('readAlarms', 9).map(({ kind, subject, raisedAtMs }) => [kind, subject, raisedAtMs]),
    [
      ['device_volume_zero', 'SPK-1', 3_000],
      ['device_offline', 'SPK-2', 2_000],
      ['device_offline', 'SPK-1', 1_000],
    ],
  );
  assert.is(due(outbox, 9_000).length, 3);
});

alarms('an alarm that was cleared can be raised again; clearing is told apart from holding', ({ outbox }) => {
  raise(outbox, 'device_offline', 'silent', 1_000);
  outbox.call('clearAlarms', { batch: [{ kind: 'device_offline', subject: 'SPK-1' }], nowMs: at(2_000) });
  outbox.call('clearAlarms', { batch: [{ kind: 'device_offline', subject: 'SPK-1' }], nowMs: at(3_000) });
  raise(outbox, 'device_offline', 'silent', 4_000);
  assert.equal(
    outbox.call('readAlarms', 9).map((alarm) => [alarm.raisedAtMs, alarm.clearedAtMs]),
    [
      [4_000, undefined],
      [1_000, 2_000],
    ],
  );
  assert.is(due(outbox, 9_000).length, 2);
});

alarms('two happenings are two alarms, the same one told twice is one', ({ outbox }) => {
  raise(outbox, 'notice_handed_over', 'order 1', 1_000);
  raise(outbox, 'notice_handed_over', 'order 1', 2_000);
  raise(outbox, 'notice_handed_over', 'order 2', 3_000);
  assert.is(outbox.call('readAlarms', 9).length, 2);
});

alarms('alarms are listed newest first, and no more than asked for', ({ outbox }) => {
  for (let number = 1; number <= 5; number += 1) raise(outbox, 'device_offline', '', number, `SPK-${number}`);
  assert.equal(
    outbox.call('readAlarms', 2).map(({ subject }) => subject),
    ['SPK-5', 'SPK-4'],
  );
});

alarms('a detail is cut to its bound', ({ outbox }) => {
  raise(outbox, 'device_store_failed', 'x'.repeat(limits.alarmDetailCharacters + 1), 1_000);
  assert.is(outbox.call('readAlarms', 1)[0]?.detail.length, limits.alarmDetailCharacters);
});

alarms('an alarm and its webhook are one commit, and say the same', ({ outbox }) => {
  raise(outbox, 'device_offline', 'silent', 1_000);
  const [webhook] = due(outbox, 1_000);
  const [alarm] = outbox.call('readAlarms', 1);
  assert.ok(webhook && alarm);
  const { id, kind, subject, detail, raisedAtMs } = alarm;
  assert.is(webhook.webhookId, `alarm_${raisedAtMs}_${id}`);
  assert.is(webhook.type, `alarm.${kind}`);
  assert.is(webhook.atMs, raisedAtMs);
  assert.equal(JSON.parse(webhook.data), { id, kind, subject, detail });
});

alarms.run();
