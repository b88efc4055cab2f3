import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { deviceId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { seq } from '../../shared/quantities.ts';
import { PretendedLogs } from './pretended-logs.ts';
import { LOG } from './pretended-push.ts';
import { createPushState, type PushInput } from './push-state.ts';
import { step } from './pusher.ts';

test('after an hour of losses on two flapping paths everything is stored, in bounded memory', () => {
  let seed = 20_250_630;
  const random = (): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const logs = new PretendedLogs();
  const device = deviceId('SPK-0001');
  logs.addDevice(device);
  const state = createPushState(0);
  const disk = new Set<number>();
  const open = new Set<number>();
  let connection = 0;
  let nowMs = 0;
  const upTo = (): number => {
    let at = 0;
    while (disk.has(at + 1)) at += 1;
    return at;
  };
  const run = (input: PushInput): void => {
    for (const effect of step(state, input, nowMs)) {
      if (effect.effect === 'read') {
        const notices = logs.logs.get(device)?.notices ?? [];
        const wanted = notices.filter(({ seq: at }) =>
          effect.ranges.some((range) => at >= range.first && at <= range.last),
        );
        run({ ...effect, input: 'read', notices: random() < 0.1 ? undefined : wanted.slice(0, effect.most) });
      }
      if (effect.effect !== 'send' || random() < 0.2) continue;
      assert.ok(open.has(effect.connection), 'only open connections are written to');
      disk.add(effect.notice.seq);
      const said = {
        device,
        connection: effect.connection,
        logId: LOG,
        seqs: [effect.notice.seq],
        heldUs: [0],
      };
      if (random() > 0.2) run({ input: 'stored', ...said });
    }
  };
  const holes = (): void => {
    const last = logs.logs.get(device)?.notices.length ?? 0;
    if (upTo() < last)
      run({ input: 'sync', device, logId: LOG, ranges: [{ first: seq(upTo() + 1), last: seq(last) }] });
  };
  const greet = (): void => {
    connection += 1;
    open.add(connection);
    run({ input: 'connected', device, connection });
    run({ input: 'greeted', device, connection, logId: LOG, upTo: seq(upTo()) });
    holes();
  };
  for (let turn = 0; turn < 3_600; turn += 1) {
    nowMs += 1_000;
    for (const one of open) {
      if (random() < 0.95) continue;
      open.delete(one);
      run({ input: 'closed', device, connection: one });
    }
    while (open.size < 2 && random() < 0.7) greet();
    if (random() < 0.5)
      run({
        input: 'delivered',
        logged: logs.append(device),
        lastByteAtMs: nowMs,
        queuedAtMs: nowMs,
      });
    run({ input: 'due' });
    if (turn % 10 === 0 && open.size > 0) {
      run({ input: 'reached', device, logId: LOG, upTo: seq(upTo()) });
      holes();
    }
    assert.ok((state.devices.get(device)?.inFlight.size ?? 0) <= limits.inFlightPerDevice);
  }
  if (open.size === 0) greet();
  for (let turn = 0; turn < 600; turn += 1) {
    nowMs += 1_000;
    run({ input: 'due' });
    if (turn % 10 === 0) holes();
  }
  const all = logs.logs.get(device)?.notices.length ?? 0;
  assert.ok(all > 1_000);
  assert.is(upTo(), all);
  run({ input: 'reached', device, logId: LOG, upTo: seq(upTo()) });
  assert.is(state.devices.get(device)?.inFlight.size, 0);
  assert.is(state.devices.get(device)?.backfill.unacknowledged, 0);
  assert.is(state.devices.get(device)?.bornAtMs.size, 0);
  assert.is(state.readsUnderWay, 0);
  assert.is(state.readingNotices, 0);
});

test.run();
