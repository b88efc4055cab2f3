import { SSD } from '../sim/virtual-disk.ts';
import type { CabinetWorld } from './cabinet-world.ts';

/** A rental that the cabinet had stored counts as unanswered after three minutes, and a returned relay hears out for 30 s. */
const SETTLE_MOST_MS = 300_000;
const LOOK_MS = 2_000;

/** No more faults: everything that was broken is repaired, and people bring the banks back that they have. */
export function healCabinet(world: CabinetWorld): void {
  const { relay, cabinet, core, wire, cleanRoute, banks } = world;
  world.isCalm = true;
  world.stir();
  core.lostShare = 0;
  relay.host.wallErrorMs = 0;
  for (const { host, disk } of [relay, cabinet]) {
    host.effectsToDeath = undefined;
    host.rate = 1;
    disk.state = 'works';
    disk.pace = SSD;
    host.thaw();
  }
  cabinet.mouth.state = 'works';
  for (const route of cabinet.routes) {
    route.condition = cleanRoute;
    route.bringUp();
  }
  wire.noise = 0;
  for (const module of wire.modules) {
    module.board.faults.clear();
    for (const bay of module.board.slots) {
      bay.faults.clear();
      bay.backSwitch.fault = 'none';
      bay.mouthSwitch.fault = 'none';
      bay.bank?.faults.clear();
    }
    wire.plug(module);
  }
  for (const bank of banks) bank.faults.clear();
  cabinet.plugAdapter(true);
  wire.stir();
  if (!relay.isOn) world.begin(() => relay.start());
  if (!cabinet.isOn) world.begin(() => cabinet.start());
}

/** Waits until nothing is open any more, at most as long as is promised. @returns what is still open */
export async function settleCabinet(world: CabinetWorld): Promise<string> {
  const { time } = world;
  const endMs = time.nowMs + SETTLE_MOST_MS;
  let unsettled = unsettledThings(world);
  while (time.nowMs < endMs) {
    await time.pass(time.nowMs + LOOK_MS);
    const before = unsettled;
    unsettled = unsettledThings(world);
    if (before === '' && unsettled === '') return '';
  }
  return unsettled === '' ? 'it never stayed settled' : unsettled;
}

function unsettledThings({ core, relay, cabinet, wire, time, people }: CabinetWorld): string {
  const open = relay.disk.look('readOpenRentals', 9).map(({ rentalId }) => rentalId);
  const due = relay.disk.look('readDueWebhooks', { nowMs: FAR_MS, most: 9 });
  const moving = wire.modules.some(({ board }) =>
    board.slots.some((bay) => bay.isMoving || bay.outputWatts < 0),
  );
  const waiting = cabinet.reportsWaiting;
  const opened = cabinet.disk.look('load', {}).rentals.filter(({ end }) => end === undefined);
  const isBlind = wire.modules.some(({ readAtMs }) => time.nowMs - readAtMs > 2_000);
  const things = [
    core.pending > 0 ? `${core.pending} calls of the core` : '',
    relay.isOn ? '' : 'relay is down',
    cabinet.isOn ? '' : 'cabinet is down',
    waiting === 0 ? '' : `${waiting} reports wait`,
    open.length > 0 ? `rentals open at the relay: ${open.join(' ')}` : '',
    opened.length > 0
      ? `rentals open at the cabinet: ${opened.map(({ rentalId }) => rentalId).join(' ')}`
      : '',
    due.length > 0 ? `${due.length} webhooks` : '',
    moving ? 'something moves' : '',
    isBlind ? 'a module is not seen' : '',
    people.holdsBanks && people.bringBack ? 'people hold banks' : '',
  ];
  return things.filter((thing) => thing !== '').join(', ');
}

const FAR_MS = 8_000_000_000_000 as never;
