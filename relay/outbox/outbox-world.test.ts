import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  openTrialOutbox,
  type TrialOutbox,
  trialCallback,
  trialLogId,
} from '../../firmware-sim/trial-outbox.ts';
import { isFailure } from '../../shared/failure.ts';
import { deviceId, terminalSn } from '../../shared/ids.ts';
import { OUTCOMES } from '../../shared/notice.ts';
import { fen, seq, unixMs } from '../../shared/quantities.ts';
import { type Chance, seededChance } from '../../shared/seeded-chance.ts';
import { LedgerSum } from '../ledger.ts';
import { ORDER_STATES } from '../store.ts';

/**
 * Everything that can happen to an outbox, drawn from a seed: callbacks of few orders in any state and order, with
 * wrong content now and then, devices that come, go and lose their disks. After each step the books are audited.
 */
const DEVICES = 4;
const ORDERS = 30;
const STEPS = 120;

interface World {
  readonly outbox: TrialOutbox;
  readonly chance: Chance;
  nowMs: number;
  logs: number;
}

const someDevice = ({ chance }: World) => deviceId(`SPK-${chance.integer(1, DEVICES)}`);

function putDevice(world: World): void {
  const { outbox, chance, nowMs } = world;
  world.logs += 1;
  const terminals = [1, 2, 3].filter(() => chance.happens(0.6)).map((number) => terminalSn(`T-${number}`));
  const entry = { id: someDevice(world), role: 'speaker', terminals, store: 'shop', language: 'en' } as never;
  const key = new Uint8Array(32);
  outbox.call('putDevice', { entry, key, newLog: trialLogId(world.logs), nowMs: unixMs(nowMs) });
}

function acceptOrders({ outbox, chance, nowMs }: World): void {
  const batch = Array.from({ length: chance.integer(1, 6) }, () => {
    const number = chance.integer(1, ORDERS);
    const state = chance.pick([...ORDER_STATES, 'PAID', 'PAID', 'PARTIAL_REFUNDED'] as const);
    return trialCallback(number, state, {
      terminalSn: terminalSn(`T-${(number % 3) + 1}`),
      ...(chance.happens(0.05) ? { totalAmountFen: fen(7) } : {}),
      ...(state === 'PARTIAL_REFUNDED' ? { netAmountFen: fen(chance.integer(0, 10) * 100) } : {}),
    });
  });
  outbox.call('acceptOrders', {
    batch: batch.map((one) => ({
      ...one,
      netAmountFen: fen(Math.min(one.netAmountFen, one.totalAmountFen)),
    })),
    nowMs: unixMs(nowMs),
  });
}

/** A place in a log that may or may not exist: an ended log, or beyond the end, now and then. */
function somePlace(world: World) {
  const device = someDevice(world);
  const end = world.outbox.call('readLogEnd', device);
  const logId = world.chance.happens(0.1)
    ? trialLogId(world.chance.integer(1, world.logs))
    : (end?.logId ?? trialLogId(1));
  return { deviceId: device, logId, seq: seq(world.chance.integer(1, (end?.lastSeq ?? 0) + 1)) };
}

const ACTS: readonly ((world: World) => void)[] = [
  acceptOrders,
  acceptOrders,
  acceptOrders,
  (world) => world.outbox.call('markStored', [{ ...somePlace(world), atMs: unixMs(world.nowMs) }]),
  (world) => {
    const { seq: at, ...place } = somePlace(world);
    const { chance, nowMs } = world;
    const receipt = {
      seq: at,
      outcome: chance.pick(OUTCOMES),
      repeat: chance.happens(0.1),
      atMs: unixMs(nowMs),
    };
    world.outbox.call('recordReceipts', { batch: [{ ...place, receipt }], nowMs: unixMs(nowMs) });
  },
  (world) => {
    if (!world.chance.happens(0.2)) return;
    world.logs += 1;
    const newLog = trialLogId(world.logs);
    world.outbox.call('rebuildLog', { device: someDevice(world), newLog, nowMs: unixMs(world.nowMs) });
  },
  ({ outbox, chance, nowMs }) => {
    const madeBeforeMs = unixMs(Math.max(0, nowMs - chance.integer(0, 2_000)));
    outbox.call('handOverUnstored', { madeBeforeMs, nowMs: unixMs(nowMs), most: chance.integer(1, 5) });
  },
  (world) => {
    if (!world.chance.happens(0.2)) return;
    world.outbox.call('deleteDevice', { device: someDevice(world), nowMs: unixMs(world.nowMs) });
  },
  putDevice,
];

function audit({ outbox, nowMs }: World, place: string): void {
  const { database } = outbox;
  const count = (sql: string): number => Number(database.prepare(sql).pluck().get() ?? 0);
  const none = (sql: string, what: string): void => {
    assert.is(count(`SELECT count(*) FROM (${sql})`), 0, `${place}: ${what}`);
  };
  none('SELECT 1 FROM order_event GROUP BY sn, event HAVING count(*) > 1', 'a key twice');
  none(
    `SELECT 1 FROM notice JOIN log ON log.id = notice.log GROUP BY event, log.device_id, log.id
     HAVING count(*) > 1`,
    'a notice twice in one log',
  );
  // Settled notices stay in the log that has ended, so only the present logs are whole.
  none(
    `SELECT 1 FROM device JOIN log ON log.id = device.log LEFT JOIN notice ON notice.log = log.id
     GROUP BY log.id HAVING count(seq) <> coalesce(max(seq), 0)`,
    'a present log with a gap',
  );
  none(
    `SELECT 1 FROM (SELECT sum_fen, sum(amount_fen) OVER (PARTITION BY log ORDER BY seq) AS running
       FROM notice WHERE log IN (SELECT log FROM device)) WHERE sum_fen <> running`,
    'a running sum that is off',
  );
  none(
    `SELECT 1 FROM notice WHERE settled IS NULL AND log NOT IN (SELECT log FROM device)`,
    'an open notice that no device has',
  );
  none(
    `SELECT 1 FROM order_event WHERE kind IS NOT NULL GROUP BY sn
     HAVING sum(CASE kind WHEN 'payment' THEN 0 ELSE amount_fen END) > max(total_fen)`,
    'more went back than was paid',
  );
  const sum = new LedgerSum(unixMs(nowMs));
  const step = outbox.call('readLedgerStep', { query: {}, after: undefined });
  for (const order of step.orders) sum.addOrder(order);
  const ledger = sum.result();
  assert.ok(ledger.balanced, `${place}: the ledger does not balance`);
  const parts = [ledger.open, ...Object.values(ledger.receipts)];
  assert.is(
    parts.reduce((total, part) => total + part.count, 0),
    ledger.notices.count,
    place,
  );
  assert.is(
    parts.reduce((total, part) => total + part.sumFen, 0),
    ledger.notices.sumFen,
    place,
  );
}

test('whatever happens to an outbox, its logs have no gaps and its books balance', () => {
  let notices = 0;
  for (let seed = 1; seed <= 25; seed += 1) {
    const world: World = { outbox: openTrialOutbox(), chance: seededChance(seed), nowMs: 10_000, logs: 0 };
    try {
      for (let step = 1; step <= STEPS; step += 1) {
        world.nowMs += world.chance.integer(0, 500);
        try {
          world.chance.pick(ACTS)(world);
        } catch (thrown) {
          // A device that is not there: any other refusal is a finding.
          if (!isFailure(thrown, 'not_found')) throw thrown;
        }
        audit(world, `seed ${seed}, step ${step}`);
      }
      notices += Number(world.outbox.database.prepare('SELECT count(*) FROM notice').pluck().get());
    } finally {
      world.outbox.close();
    }
  }
  assert.ok(notices > 500, `only ${notices} notices were drawn`);
});

test.run();
