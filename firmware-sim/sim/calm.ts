import { LedgerSum } from '../../relay/ledger.ts';
import type { LedgerPlace } from '../../relay/outbox/ledger-store.ts';
import type { Ledger } from '../../relay/store.ts';
import { orderSn } from '../../shared/ids.ts';
import { unixMs } from '../../shared/quantities.ts';
import { accountOf } from '../audit/collector.ts';
import type { OrderAccount } from '../audit/evidence.ts';
import { SSD } from './virtual-disk.ts';
import type { World } from './world.ts';

/**
 * Everything has to be settled after so long without a fault: a reconnect, a log begun anew, and the speaking itself.
 * Receipts that the relay lost with an older disk are asked for after five minutes.
 */
const SETTLE_MOST_MS = 240_000;
const SETTLE_AFTER_RESTORE_MS = 900_000;
const LOOK_MS = 5_000;
const OPEN_NAMED = 5;

/** No more faults: everything that was broken is repaired, everybody is at work. */
export function heal(world: World): void {
  const { relay, devices, core, cleanRoute } = world;
  world.isCalm = true;
  world.isSupervised = true;
  core.lostShare = 0;
  relay.host.wallErrorMs = 0;
  relay.host.restMs = 0;
  for (const { host, disk } of [relay, ...devices]) {
    host.effectsToDeath = undefined;
    host.rate = 1;
    disk.state = 'works';
    disk.pace = SSD;
    host.thaw();
  }
  for (const { mouth, routes } of devices) {
    mouth.state = 'works';
    for (const route of routes) {
      route.condition = cleanRoute;
      route.bringUp();
    }
  }
  // A change of keys may have been cut off in the middle: whoever did it looks again.
  for (const { id, key } of relay.disk.look('readSecrets', null)) {
    const device = devices.find((one) => one.id === id);
    if (device === undefined || Buffer.compare(device.key, key) === 0) continue;
    device.key = key;
    device.kill(false);
  }
  if (!relay.isOn) world.begin(() => relay.start());
  for (const device of devices) world.begin(() => device.start());
}

/** Waits until nothing is open any more, at most as long as is promised. */
export async function settle(
  world: World,
): Promise<{ readonly settledAtMs?: number; readonly unsettled: string }> {
  const { time, relayRestores } = world;
  const endMs = time.nowMs + (relayRestores.length > 0 ? SETTLE_AFTER_RESTORE_MS : SETTLE_MOST_MS);
  let unsettled = unsettledThings(world);
  while (time.nowMs < endMs) {
    await time.pass(time.nowMs + LOOK_MS);
    const before = unsettled;
    unsettled = unsettledThings(world);
    if (before === '' && unsettled === '') return { settledAtMs: time.nowMs, unsettled };
  }
  return { unsettled: unsettled === '' ? 'it never stayed settled' : unsettled };
}

function unsettledThings({ core, relay, devices }: World): string {
  const { openNotices, open } = ledgerOf(relay.disk, 0);
  const sns = openNotices
    .slice(0, OPEN_NAMED)
    .map(({ sn, deviceId, seq }) => `${sn} (${deviceId}, seq ${seq})`);
  const things = [
    core.pending > 0 ? `${core.pending} callbacks` : '',
    relay.isOn ? '' : 'relay is down',
    open.count > 0 ? `${open.count} open notices: ${sns.join(', ')}` : '',
    ...devices.map(({ id, unheard, mouth, isOn }) =>
      isOn && unheard === 0 && !mouth.isSpeaking ? '' : `${id}: ${isOn ? `${unheard} unheard` : 'off'}`,
    ),
  ];
  return things.filter((thing) => thing !== '').join(', ');
}

/** The relay's books, as its own ledger adds them up. */
export function ledgerOf(disk: World['relay']['disk'], nowMs: number): Ledger {
  const sum = new LedgerSum(unixMs(Math.round(nowMs)));
  let after: LedgerPlace | undefined;
  do {
    const step = disk.look('readLedgerStep', { query: {}, after });
    for (const order of step.orders) sum.addOrder(order);
    after = step.next;
  } while (after !== undefined);
  return sum.result();
}

/** What the relay says of each order that the core has ever told of. */
export function accountsOf({ core, relay }: World): Map<string, OrderAccount> {
  const sns = new Set(core.entries.flatMap((entry) => (entry.entry === 'moment' ? [entry.order.sn] : [])));
  const accounts = new Map<string, OrderAccount>();
  for (const sn of sns) {
    const life = relay.disk.look('readOrder', orderSn(sn));
    if (life !== undefined) accounts.set(sn, accountOf(sn, life.steps));
  }
  return accounts;
}
