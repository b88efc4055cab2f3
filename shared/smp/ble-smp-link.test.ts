import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { BleDevice } from '../../firmware-sim/ble/ble-device.ts';
import type { Bluez } from '../../firmware-sim/ble/bluez.ts';
import { onBluezStage } from '../../firmware-sim/ble/bluez-stage.ts';
import { missingForPrivateBus } from '../../firmware-sim/ble/private-bus.ts';
import { type FailureCode, isFailure } from '../failure.ts';
import {
  BlePacketAssembler,
  fragmentForBle,
  SMP_CHARACTERISTIC_UUID,
  SMP_SERVICE_UUID,
} from './ble-framing.ts';
import { scanForBoards } from './ble-scan-link.ts';
import { BleSmpLink } from './ble-smp-link.ts';
import { encodePacket } from './packet.ts';

const WAIT_MS = 30_000;
/** A scan takes all of it: time for a busy machine. */
const SCAN_MS = 2_000;
const packet = (length: number): Uint8Array =>
  encodePacket({
    version: 2,
    operation: 'write',
    group: 0,
    sequence: length % 256,
    command: 0,
    payload: Uint8Array.from({ length }, (_, at) => at % 251),
  });

async function fails(work: Promise<unknown>, code: FailureCode): Promise<string> {
  const thrown = await work.then(
    () => assert.unreachable(`no ${code}`),
    (reason: unknown) => reason,
  );
  assert.ok(isFailure(thrown, code), String(thrown));
  return thrown.message;
}

let boards = 0;
/** A board that answers each packet with the same one. */
function addEcho(
  bluez: Bluez,
  mtu: number,
  rssi = -50,
  serviceUuid = SMP_SERVICE_UUID,
): { address: string; device: BleDevice } {
  boards += 1;
  const address = `AA:BB:CC:00:00:${String(boards).padStart(2, '0')}`;
  const assembler = new BlePacketAssembler();
  const device: BleDevice = bluez.add({
    address,
    name: `board ${boards}`,
    rssi,
    serviceUuid,
    characteristicUuid: SMP_CHARACTERISTIC_UUID,
    mtu,
    timing: { intervalMs: 5, packetsPerEvent: 4 },
    onConnected: () => {},
    onDisconnected: () => {},
    onWrite: (piece) => {
      const whole = assembler.push(piece, performance.now());
      if (whole !== undefined) for (const part of fragmentForBle(whole, mtu)) device.notify(part);
    },
  });
  return { address, device };
}

function bleTest(name: string, body: (bluez: Bluez, killBus: () => Promise<void>) => Promise<void>): void {
  const missing = missingForPrivateBus();
  if (missing !== undefined) {
    console.log(`SKIP ${name}: ${missing}`);
    return;
  }
  test(name, () =>
    onBluezStage(async ({ bluez, bus, uncaught }) => {
      await body(bluez, bus.close);
      assert.equal(uncaught, []);
    }),
  );
}

bleTest('packets pass in both directions at every MTU, which is read from BlueZ', async (bluez) => {
  for (const mtu of [23, 185, 247]) {
    const { address } = addEcho(bluez, mtu);
    const link = new BleSmpLink({ address });
    await link.connect();
    assert.equal(link.mtu(), { medium: 'ble', attMtuBytes: mtu });
    const sent = [packet(1), packet(700), packet(12)];
    await Promise.all(sent.map((one) => link.send(one)));
    for (const one of sent) assert.equal(await link.receive(WAIT_MS), one);
    await link.close();
    await fails(link.send(packet(1)), 'device_gone');
  }
});

bleTest('node-ble: listeners double after reconnects', async (bluez) => {
  const { address } = addEcho(bluez, 247);
  for (let visit = 0; visit < 3; visit += 1) {
    const link = new BleSmpLink({ address });
    await link.connect();
    for (const length of [5, 6]) {
      await link.send(packet(length));
      assert.equal(await link.receive(WAIT_MS), packet(length));
    }
    assert.is(await link.receive(0), undefined);
    await link.close();
  }
});

bleTest('a connection that drops is gone at once, and a new one is a new link', async (bluez) => {
  const { address, device } = addEcho(bluez, 247);
  const link = new BleSmpLink({ address });
  await link.connect();
  const waiting = fails(link.receive(60_000), 'device_gone');
  device.drop();
  await waiting;
  await fails(link.send(packet(5)), 'device_gone');
  const next = new BleSmpLink({ address });
  await next.connect();
  await next.send(packet(5));
  assert.equal(await next.receive(WAIT_MS), packet(5));
  await Promise.all([link.close(), next.close()]);
});

bleTest('node-ble: gatt() resolves when the link drops', async (bluez) => {
  const { address, device } = addEcho(bluez, 247);
  device.connectFault = 'never_resolves';
  const link = new BleSmpLink({ address });
  const connecting = fails(link.connect(), 'device_gone');
  while (!device.Connected) await new Promise((wake) => setTimeout(wake, 5));
  device.drop();
  await connecting;
});

bleTest('a board that restarts is connected to once it is in the air again', async (bluez) => {
  const { address, device } = addEcho(bluez, 247);
  const before = new BleSmpLink({ address });
  await before.connect();
  await before.close();
  device.isAdvertising = false;
  const link = new BleSmpLink({ address });
  const connecting = link.connect();
  await new Promise((wake) => setTimeout(wake, 300));
  assert.not(device.Connected);
  device.isAdvertising = true;
  await connecting;
  assert.ok(device.Connected);
  await link.close();
});

bleTest('a scan finds the boards in reach that can be managed, the nearest first', async (bluez) => {
  const { address: far } = addEcho(bluez, 247);
  const { address: near, device } = addEcho(bluez, 247, -40);
  addEcho(bluez, 247, -30, '0000180f-0000-1000-8000-00805f9b34fb');
  addEcho(bluez, 247, -20).device.isAdvertising = false;
  assert.equal(
    (await scanForBoards(SCAN_MS)).map(({ address, rssi }) => [address, rssi]),
    [
      [near, -40],
      [far, -50],
    ],
  );
  assert.is((await scanForBoards(SCAN_MS))[0]?.name, device.Name);
});

bleTest('node-ble: no call ever times out', async (bluez) => {
  const silent = addEcho(bluez, 247);
  silent.device.connectFault = 'never_answers';
  const noServices = addEcho(bluez, 247);
  noServices.device.connectFault = 'never_resolves';
  const refusing = addEcho(bluez, 247);
  refusing.device.connectFault = 'refuses';
  const connecting = (address: string): Promise<void> => new BleSmpLink({ address }).connect();
  const said = await Promise.all([
    fails(connecting(silent.address), 'timed_out'),
    fails(connecting(noServices.address), 'timed_out'),
    fails(connecting('AA:BB:CC:DD:EE:FF'), 'unreachable'),
    fails(connecting(refusing.address), 'unreachable'),
  ]);
  assert.match(said[2] ?? '', /in reach/);
  assert.match(said[3] ?? '', /abort-by-local/);
});

bleTest('node-ble: bus death throws uncaught', async (bluez, killBus) => {
  const { address } = addEcho(bluez, 247);
  const link = new BleSmpLink({ address });
  await link.connect();
  const waiting = fails(link.receive(60_000), 'unreachable');
  await killBus();
  await waiting;
  await fails(link.send(packet(5)), 'unreachable');
  await link.close();
  assert.match(await fails(new BleSmpLink({ address }).connect(), 'unreachable'), /bluetoothd/);
});

test.run();
