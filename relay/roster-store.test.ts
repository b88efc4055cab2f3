import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  openTrialOutbox,
  type TrialOutbox,
  trialCallback,
  trialLogId,
} from '../firmware-sim/trial-outbox.ts';
import { type FailureCode, isFailure } from '../shared/failure.ts';
import { deviceId, storeId, terminalSn } from '../shared/ids.ts';
import { limits } from '../shared/limits.ts';
import { unixMs } from '../shared/quantities.ts';

const roster = suite<{ outbox: TrialOutbox }>('roster');
roster.before.each((context) => {
  context.outbox = openTrialOutbox();
});
roster.after.each(({ outbox }) => outbox.close());

function refused(code: FailureCode, says: RegExp, attempt: () => unknown): void {
  try {
    attempt();
  } catch (thrown) {
    assert.ok(isFailure(thrown, code), String(thrown));
    assert.match((thrown as Error).message, says);
    return;
  }
  assert.unreachable('it was accepted');
}

const devices = (outbox: TrialOutbox) => outbox.call('readDevices', null);
const NOW = unixMs(50_000);

roster('a new device has its entry, its key and an empty log', ({ outbox }) => {
  const entry = outbox.addDevice(1, { terminals: [terminalSn('T-2'), terminalSn('T-1')] });
  assert.equal(devices(outbox), [{ ...entry, terminals: ['T-1', 'T-2'] }]);
  assert.equal(outbox.call('readSecrets', null), [{ id: entry.id, key: new Uint8Array(32).fill(1) }]);
  assert.is(outbox.call('readLogEnd', entry.id)?.logId, trialLogId(1));
  assert.not.match(JSON.stringify(devices(outbox)), /key/);
});

roster('putting it again changes the entry, and keeps its key and its log', ({ outbox }) => {
  const entry = outbox.addDevice(1);
  outbox.call('acceptOrders', { batch: [trialCallback(1)], nowMs: NOW });
  const changed = {
    ...entry,
    terminals: [terminalSn('T-7')],
    store: storeId('other'),
    language: 'yue',
  } as const;
  const put = { entry: changed, key: new Uint8Array(32).fill(9), newLog: trialLogId(9), nowMs: NOW };
  assert.is(outbox.call('putDevice', put), 'changed');
  assert.equal(devices(outbox), [changed]);
  assert.equal(outbox.call('readSecrets', null)[0]?.key, new Uint8Array(32).fill(1));
  assert.equal(
    [outbox.call('readLogEnd', entry.id)?.logId, outbox.call('readLogEnd', entry.id)?.lastSeq],
    [trialLogId(1), 1],
  );
  const [answer] = outbox.call('acceptOrders', { batch: [trialCallback(2)], nowMs: NOW });
  assert.ok(answer?.answer === 'recorded' && answer.handedOver, 'T-1 has no speaker any more');
});

roster('a terminal that is named twice is served once', ({ outbox }) => {
  outbox.addDevice(1, { terminals: [terminalSn('T-1'), terminalSn('T-1')] });
  const [answer] = outbox.call('acceptOrders', { batch: [trialCallback(1)], nowMs: NOW });
  assert.is(answer?.answer === 'recorded' && answer.notices.length, 1);
});

roster('one is read by its id, and a page behind another, as all are', ({ outbox }) => {
  for (const number of [3, 1, 2])
    outbox.addDevice(number, { terminals: [terminalSn('T-2'), terminalSn('T-1')] });
  const all = devices(outbox);
  const [one, two, three] = all.map(({ id }) => id);
  assert.equal([one, two, three], ['SPK-1', 'SPK-2', 'SPK-3']);
  assert.equal(outbox.call('readDevice', deviceId('SPK-2')), all[1]);
  assert.equal(outbox.call('readSecret', deviceId('SPK-2')), outbox.call('readSecrets', null)[1]);
  assert.is(outbox.call('readDevice', deviceId('SPK-9')), undefined);
  assert.is(outbox.call('readSecret', deviceId('SPK-9')), undefined);
  assert.equal(outbox.call('listDevices', { after: '', count: 2 }), all.slice(0, 2));
  assert.equal(outbox.call('listDevices', { after: 'SPK-2', count: 2 }), all.slice(2));
});

roster('a new key replaces the old one', ({ outbox }) => {
  const { id } = outbox.addDevice(1);
  assert.ok(outbox.call('replaceKey', { device: id, key: new Uint8Array(32).fill(7) }));
  assert.equal(outbox.call('readSecrets', null)[0]?.key, new Uint8Array(32).fill(7));
  assert.not(outbox.call('replaceKey', { device: deviceId('SPK-9'), key: new Uint8Array(32) }));
  assert.throws(() => outbox.call('replaceKey', { device: id, key: new Uint8Array(31) }), /CHECK/);
});

roster('a device that is deleted hands over what it had not said, and is forgotten', ({ outbox }) => {
  const { id } = outbox.addDevice(1);
  outbox.call('acceptOrders', { batch: [1, 2, 3].map((number) => trialCallback(number)), nowMs: NOW });
  assert.ok(outbox.call('deleteDevice', { device: id, nowMs: NOW }));
  assert.equal(devices(outbox), []);
  assert.equal(outbox.call('readSecrets', null), []);
  assert.is(outbox.call('readLogEnd', id), undefined);
  const [alarm] = outbox.call('readAlarms', 9);
  assert.equal([alarm?.kind, alarm?.subject], ['notice_handed_over', id]);
  for (const number of [1, 2, 3]) assert.match(alarm?.detail ?? '', trialCallback(number).sn);
  assert.is(outbox.call('readOrder', trialCallback(1).sn)?.steps.at(-1)?.step, 'handed_over');
  assert.not(outbox.call('deleteDevice', { device: id, nowMs: NOW }));
});

roster('a device that comes back under its name begins a new log', ({ outbox }) => {
  const { id } = outbox.addDevice(1);
  outbox.call('acceptOrders', { batch: [trialCallback(1)], nowMs: NOW });
  outbox.call('deleteDevice', { device: id, nowMs: NOW });
  const entry = { id, role: 'speaker', terminals: [], store: storeId('s'), language: 'en' } as const;
  const put = { entry, key: new Uint8Array(32), newLog: trialLogId(2), nowMs: NOW };
  assert.is(outbox.call('putDevice', put), 'made');
  assert.equal(outbox.call('readLogEnd', id), { logId: trialLogId(2), lastSeq: 0, sumFen: 0 });
});

roster('a role is not changed under a device’s open notices', ({ outbox }) => {
  outbox.addDevice(1);
  refused('conflict', /delete it first/, () => outbox.addDevice(1, { role: 'cabinet' }));
  assert.is(devices(outbox)[0]?.role, 'speaker');
});

roster(
  'one terminal rings a bounded number of speakers, and a refused device leaves nothing behind',
  ({ outbox }) => {
    const shared = { terminals: [terminalSn('T-1')] };
    for (let number = 1; number <= limits.speakersPerTerminal; number += 1) outbox.addDevice(number, shared);
    outbox.addDevice(1, shared);
    refused('conflict', /T-1 has 16 speakers/, () => outbox.addDevice(99, shared));
    assert.is(devices(outbox).length, limits.speakersPerTerminal);
    outbox.addDevice(98, { ...shared, role: 'cabinet' });
  },
);

roster('a device serves a bounded number of terminals', ({ outbox }) => {
  const many = (count: number) => Array.from({ length: count }, (_, at) => terminalSn(`T-${at}`));
  outbox.addDevice(1, { terminals: many(limits.terminalsPerDevice) });
  refused('malformed', /at most 256/, () =>
    outbox.addDevice(2, { terminals: many(limits.terminalsPerDevice + 1) }),
  );
  assert.is(devices(outbox)[0]?.terminals.length, limits.terminalsPerDevice);
});

roster('the roster is bounded', ({ outbox }) => {
  outbox.addDevice(1);
  outbox.database.exec(`
    WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ${limits.devices})
    INSERT INTO device SELECT 'X-' || i, role, store, language, key, log, made_at_ms FROM n, device WHERE id = 'SPK-1'`);
  refused('conflict', /roster is full/, () => outbox.addDevice(2));
  outbox.addDevice(1, { store: storeId('changed') });
});

roster.run();
