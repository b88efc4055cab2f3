import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openTrialOutbox, type TrialOutbox } from '../../firmware-sim/trial-outbox.ts';
import type { CabinetEvent, CabinetReport } from '../../shared/cabinet-report.ts';
import { RENTAL_OUTCOMES } from '../../shared/cabinet-report.ts';
import { bankId, deviceId, logId, moduleSerial, rentalId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { seq, unixMs } from '../../shared/quantities.ts';
import { type Chance, seededChance } from '../../shared/seeded-chance.ts';
import type { RentalOrder } from '../cabinet/cabinet-memory.ts';

/**
 * Rentals and reports drawn from a seed: asked for again and again, given up, ended by the right cabinet and by the
 * wrong one, reported twice, late, out of order, and in commits that fail. After it all the books are audited.
 */
const CABINETS = [deviceId('CAB-1'), deviceId('CAB-2')] as const;
const RENTALS = 25;
const STEPS = 300;
const at = { module: moduleSerial('0a1b2c3d'), slot: 3 };

interface World {
  readonly outbox: TrialOutbox;
  readonly chance: Chance;
  /** Each cabinet's report log, as it stands on the cabinet's disk. */
  readonly logs: ReadonlyMap<string, CabinetReport[]>;
  /** The first answer that each rental got from the relay's disk. */
  readonly orders: Map<string, RentalOrder>;
  nowMs: number;
}

function drawEvent(chance: Chance): CabinetEvent {
  const bank = bankId(`PB${chance.integer(1, 9)}`);
  if (chance.happens(0.4))
    return { kind: 'bank_returned', bankId: bank, at, levelPercent: chance.integer(0, 100) };
  const id = rentalId(`R-${chance.integer(1, RENTALS)}`);
  const outcome = chance.pick(RENTAL_OUTCOMES);
  return {
    kind: 'rental_ended',
    rentalId: id,
    outcome,
    ...(outcome === 'failed' ? {} : { bankId: bank, at }),
  };
}

function ask({ outbox, chance, orders, nowMs }: World): void {
  const order = {
    rentalId: rentalId(`R-${chance.integer(1, RENTALS)}`),
    cabinet: chance.pick(CABINETS),
    expiresAtMs: unixMs(10_000_000),
    minimumLevelPercent: chance.integer(0, 1),
  };
  const { answer } = outbox.call('requestRental', { order, nowMs: unixMs(nowMs) });
  const known = orders.get(order.rentalId);
  const isSame = JSON.stringify(known) === JSON.stringify(order);
  assert.is(answer, known === undefined ? 'recorded' : isSame ? 'already_recorded' : 'conflict');
  if (known === undefined) orders.set(order.rentalId, order);
}

function tell({ outbox, chance, logs, nowMs }: World): void {
  const deviceId = chance.pick(CABINETS);
  const log = logs.get(deviceId) ?? [];
  if (log.length === 0) return;
  const batch = Array.from({ length: chance.integer(1, 5) }, () => ({
    deviceId,
    reportLog: logId('00000000000000aa'),
    report: chance.pick(log),
  }));
  const tellAll = (): unknown => outbox.call('recordReports', { batch, nowMs: unixMs(nowMs) });
  if (!chance.happens(0.2)) {
    tellAll();
    return;
  }
  // The disk is full at the worst moment: the report is there, its webhook would not be.
  outbox.database.exec(
    "CREATE TRIGGER full BEFORE INSERT ON webhook BEGIN SELECT RAISE(ABORT, 'disk full'); END",
  );
  try {
    tellAll();
  } catch {
    // Not confirmed: the cabinet says it again.
  }
  outbox.database.exec('DROP TRIGGER full');
}

function step(world: World): void {
  const { outbox, chance, logs } = world;
  world.nowMs += chance.integer(1, 500);
  const roll = chance.next();
  if (roll < 0.3) ask(world);
  else if (roll < 0.5) {
    const log = logs.get(chance.pick(CABINETS));
    const report = {
      atMs: unixMs(world.nowMs),
      isTimeUncertain: chance.happens(0.1),
      event: drawEvent(chance),
    };
    log?.push({ seq: seq(log.length + 1), ...report });
  } else if (roll < 0.85) tell(world);
  else {
    const rentalIds = [rentalId(`R-${chance.integer(1, RENTALS)}`)];
    outbox.call('giveUpRentals', { rentalIds, nowMs: unixMs(world.nowMs) });
  }
}

/** Every report is told at last; then each event was told exactly once, and every rental has its first end. */
function audit({ outbox, logs, orders, nowMs }: World): void {
  for (const [device, log] of logs) {
    for (const report of log) {
      const batch = [{ deviceId: deviceId(device), reportLog: logId('00000000000000aa'), report }];
      outbox.call('recordReports', { batch, nowMs: unixMs(nowMs) });
    }
  }
  const told = outbox.call('readDueWebhooks', { nowMs: unixMs(nowMs), most: limits.storeRowsPerRead });
  const count = new Map<string, number>();
  for (const { webhookId } of told) count.set(webhookId, (count.get(webhookId) ?? 0) + 1);
  const ends = new Map<string, number>();
  for (const { type, data } of told) {
    if (!/^rental\.(taken|not_taken|failed)$/.test(type)) continue;
    const { rentalId: id, cabinet, unknown } = JSON.parse(data) as Record<string, string>;
    // An end that a stranger made up before the core asked is told as unknown, and hides no true one.
    const isStrangers = unknown && orders.get(id ?? '')?.cabinet !== cabinet;
    const key = isStrangers ? `${id} of a stranger` : `${id}`;
    ends.set(key, (ends.get(key) ?? 0) + 1);
  }
  for (const [device, log] of logs) {
    const recorded = outbox.call('readReports', { query: { cabinet: deviceId(device) }, most: 4_096 });
    assert.equal(
      recorded.map(({ report }) => report.seq).sort((one, other) => one - other),
      log.map(({ seq: number }) => number),
      'each report is recorded once',
    );
    for (const { seq: number, event } of log) {
      const times = count.get(`report_${device}_00000000000000aa_${number}`) ?? 0;
      if (event.kind === 'bank_returned')
        assert.is(times, 1, 'promise 12: billing hears of each return once');
      else assert.ok(times <= 1);
    }
  }
  for (const [id, times] of ends) assert.is(times, 1, `${id} ended ${times} times`);
  for (const [id, order] of orders) {
    const life = outbox.call('readRental', rentalId(id));
    const own = (logs.get(order.cabinet) ?? []).filter(
      ({ event }) => event.kind === 'rental_ended' && event.rentalId === id,
    );
    assert.is(life?.state === 'ended', own.length > 0 && life?.end !== undefined, `${id}: ${life?.state}`);
    if (life?.end === undefined) continue;
    const { outcome, bankId: bank } = life.end;
    const isTold = own.some(
      ({ event }) => event.kind === 'rental_ended' && event.outcome === outcome && event.bankId === bank,
    );
    assert.ok(isTold, `${id}: its end is one that its own cabinet has told`);
  }
}

test('promises 11 and 12 hold in drawn worlds: one end for each rental, one word of each return', () => {
  for (let seed = 1; seed <= 12; seed += 1) {
    const world: World = {
      outbox: openTrialOutbox(),
      chance: seededChance(seed),
      logs: new Map(CABINETS.map((id) => [id, []])),
      orders: new Map(),
      nowMs: 1_000,
    };
    for (const [index, id] of CABINETS.entries()) {
      world.outbox.addDevice(index + 1, { id, role: 'cabinet', terminals: [] });
    }
    try {
      for (let count = 0; count < STEPS; count += 1) step(world);
      audit(world);
    } catch (thrown) {
      throw new Error(`seed ${seed}: ${String(thrown)}`, { cause: thrown });
    } finally {
      world.outbox.close();
    }
  }
});

test.run();
