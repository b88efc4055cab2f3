import type { Chance } from '../../shared/seeded-chance.ts';
import { drawPlan, type PlannedMoment } from '../core/callback-plan.ts';
import { FaultDriver } from './fault-driver.ts';
import type { World } from './world.ts';

const HOUR_MS = 3_600_000;
/** In an empty shop the relay looks after things less often, so that the night costs no time. */
const NIGHT_REST_MS = 900_000;

const CALM_EVENING_MS = 30_000;
const NIGHT_MOST_MS = 26 * HOUR_MS;

/**
 * A day of a shop: three busy times with all their faults, the speakers switched off between them as in a real shop,
 * callbacks coming in at any hour. Virtual time passes as it is, only empty hours pass quickly.
 */
export async function liveThroughDay(world: World, day: number): Promise<void> {
  const chance = world.chance.fork();
  const driver = new FaultDriver(world, chance.fork());
  const scenes = 3;
  for (let scene = 0; scene < scenes; scene += 1) {
    openShop(world);
    const lengthMs = chance.integer(30_000, 100_000);
    takeOrders(world, chance, day * 1_000 + scene * 100, lengthMs);
    driver.run(world.time.nowMs + lengthMs);
    await world.time.pass(world.time.nowMs + lengthMs);
    if (scene === scenes - 1) break;
    await closeShop(world, chance);
    const isLong = world.swarm.kinds.includes('absence') && chance.happens(0.5);
    const gapMs = isLong ? chance.integer(23, 50) * HOUR_MS : chance.integer(10, 8 * 60) * 60_000;
    takeOrders(world, chance, day * 1_000 + scene * 100 + 50, gapMs, 3);
    await world.time.pass(world.time.nowMs + gapMs);
  }
}

/** The core's last words come up to a day later: the night passes, and in the morning everybody is back. */
export async function sleepUntilToldAll(world: World): Promise<void> {
  const { time, core } = world;
  await time.pass(time.nowMs + CALM_EVENING_MS);
  if (core.pending === 0) return;
  await closeShop(world, world.chance.fork());
  const endMs = time.nowMs + NIGHT_MOST_MS;
  while (core.pending > 0 && time.nowMs < endMs) await time.pass(time.nowMs + 60_000);
  openShop(world);
}

function openShop(world: World): void {
  world.isSupervised = true;
  world.relay.host.restMs = 0;
  if (!world.relay.isOn) world.begin(() => world.relay.start());
  for (const device of world.devices) world.begin(() => device.start());
}

/** Some switch their speaker off properly, some pull the plug. */
async function closeShop(world: World, chance: Chance): Promise<void> {
  world.isSupervised = false;
  for (const device of world.devices) {
    device.host.thaw();
    if (chance.happens(0.5)) device.stop();
    else device.kill(true);
  }
  await world.time.pass(world.time.nowMs + 6_000);
  for (const device of world.devices) device.kill(true);
  world.relay.host.restMs = NIGHT_REST_MS;
  if (!world.relay.isOn) world.begin(() => world.relay.start());
}

function takeOrders(
  world: World,
  chance: Chance,
  firstOrderNumber: number,
  spanMs: number,
  most: number = world.swarm.ordersMost,
): void {
  const startAtMs = Math.ceil(world.time.nowMs);
  const { amountFen } = world.swarm;
  const plan = drawPlan(chance.fork(), {
    orders: chance.integer(0, most),
    spanMs,
    startAtMs,
    terminals: [
      ...world.terminals.slice(0, world.devices.length),
      'T-2',
      ...(chance.happens(0.1) ? ['T-9'] : []),
    ],
    firstOrderNumber: firstOrderNumber + 1,
    queried: false,
    ...(amountFen === undefined ? {} : { each: { amountFen } }),
  });
  const moments = world.swarm.kinds.includes('core_disorder')
    ? plan.moments.map((moment) => disorder(moment, chance))
    : plan.moments;
  world.core.play(moments, startAtMs);
}

/** Told again, told late, up to a day. */
function disorder(planned: PlannedMoment, chance: Chance): PlannedMoment {
  const late = (): number => Math.round(chance.next() ** 4 * 24 * HOUR_MS);
  const sendAtMs = planned.sendAtMs.map((atMs) => (chance.happens(0.15) ? atMs + late() : atMs));
  const [first] = planned.sendAtMs;
  if (first !== undefined && chance.happens(0.3)) sendAtMs.push(first + chance.integer(0, 20_000));
  if (first !== undefined && chance.happens(0.1)) sendAtMs.push(first + late());
  return { ...planned, sendAtMs };
}
