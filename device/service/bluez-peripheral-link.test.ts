import dbus from 'dbus-next';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Bluez } from '../../firmware-sim/ble/bluez.ts';
import { onBluezStage } from '../../firmware-sim/ble/bluez-stage.ts';
import { missingForPrivateBus } from '../../firmware-sim/ble/private-bus.ts';
import { type Failure, isFailure } from '../../shared/failure.ts';
import { BleSmpLink } from '../../shared/smp/ble-smp-link.ts';
import { encodeRequest } from '../../shared/smp/request.ts';
import { identify } from '../../shared/smp/service.ts';
import { BluezPeripheral } from './bluez-peripheral-link.ts';
import { CHARACTERISTIC, CHARACTERISTIC_PATH } from './bluez-tree.ts';

const ADDRESS = 'C0:FF:EE:00:00:01';
const WAIT_MS = 30_000;

interface Stage {
  readonly bluez: Bluez;
  readonly busAddress: string;
  killBus(): Promise<void>;
  readonly pieces: { central: string; bytes: number; attMtuBytes: number }[];
  readonly left: string[];
  readonly lost: Failure[];
  open(
    serial?: string,
    onPiece?: (own: BluezPeripheral, piece: Uint8Array) => void,
  ): Promise<BluezPeripheral>;
}

function bluezTest(name: string, body: (stage: Stage) => Promise<void>): void {
  const missing = missingForPrivateBus();
  if (missing !== undefined) {
    console.log(`SKIP ${name}: ${missing}`);
    return;
  }
  test(name, () =>
    onBluezStage(async ({ bluez, bus, uncaught }) => {
      const opened: BluezPeripheral[] = [];
      const stage: Stage = {
        ...{ bluez, busAddress: bus.address, killBus: bus.close, pieces: [], left: [], lost: [] },
        open: async (serial, onPiece) => {
          let own: BluezPeripheral | undefined;
          own = await BluezPeripheral.open({
            adapter: undefined,
            serial,
            events: {
              onPiece: (central, piece, attMtuBytes) => {
                stage.pieces.push({ central, bytes: piece.length, attMtuBytes });
                if (own !== undefined) onPiece?.(own, piece);
              },
              onLeft: (central) => void stage.left.push(central),
              onLost: (reason) => void stage.lost.push(reason),
            },
          });
          opened.push(own);
          return own;
        },
      };
      try {
        await body(stage);
        await new Promise((wake) => setTimeout(wake, 50));
        assert.equal(uncaught, []);
      } finally {
        for (const own of opened) own.close();
      }
    }),
  );
}

async function until(holds: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + WAIT_MS;
  while (!holds()) {
    if (performance.now() > deadlineMs) throw new Error(`never: ${holds}`);
    await new Promise((wake) => setTimeout(wake, 10));
  }
}

const request = encodeRequest(identify(), 1);

bluezTest('a central finds it, writes in pieces of its MTU, and hears what is notified', async (stage) => {
  for (const mtu of [23, 247]) {
    stage.bluez.peripherals.settings.mtu = mtu;
    const own = await stage.open('SPK-0001', (peripheral, piece) => peripheral.notify(piece));
    assert.equal(stage.bluez.peripherals.names, ['tillbell SPK-0001']);
    const address = mtu === 23 ? ADDRESS : 'C0:FF:EE:00:00:02';
    const link = new BleSmpLink({ address });
    await link.connect();
    await link.send(request);
    assert.equal(await link.receive(WAIT_MS), request);
    assert.ok(stage.pieces.every(({ bytes, attMtuBytes }) => attMtuBytes === mtu && bytes <= mtu - 3));
    const central = stage.pieces[0]?.central ?? '';
    await link.close();
    await until(() => stage.left.includes(central));
    own.close();
    await until(() => stage.bluez.peripherals.names.length === 0);
    stage.pieces.length = 0;
  }
});

bluezTest(
  'another name is in the air without ending a connection; a stranger is shown out',
  async (stage) => {
    const own = await stage.open(undefined, (peripheral, piece) => peripheral.notify(piece));
    assert.equal(stage.bluez.peripherals.names, ['tillbell new-4455']);
    const link = new BleSmpLink({ address: ADDRESS });
    await link.connect();
    await own.rename('SPK-0001');
    assert.equal(stage.bluez.peripherals.names, ['tillbell SPK-0001']);
    await link.send(request);
    assert.equal(await link.receive(WAIT_MS), request);
    own.disconnect(stage.pieces[0]?.central ?? '');
    const thrown = await link.receive(WAIT_MS).catch((reason: unknown) => reason);
    assert.ok(isFailure(thrown, 'device_gone'));
    await link.close();
  },
);

bluezTest('what BlueZ loses is told once, and why', async (stage) => {
  await stage.open('A');
  stage.bluez.setPowered(false);
  await until(() => stage.lost.length > 0);
  const refused = await stage.open('A').catch((reason: unknown) => reason);
  assert.ok(isFailure(refused, 'unreachable'));
  assert.match(String(refused), /bluetoothctl power on/);
  stage.bluez.setPowered(true);
  await stage.open('A');
  stage.bluez.close();
  await until(() => stage.lost.length > 1);
  assert.match(String(await stage.open('A').catch((reason: unknown) => reason)), /BlueZ does not run/);
  assert.equal(
    stage.lost.map(({ message }) => message),
    ['the Bluetooth adapter was switched off', 'BlueZ has ended'],
  );
});

bluezTest('only BlueZ may write: another program on the bus is not heard', async (stage) => {
  await stage.open('A');
  const stranger = dbus.sessionBus({ busAddress: stage.busAddress });
  const owners = await stranger.call(
    new dbus.Message({
      destination: 'org.freedesktop.DBus',
      path: '/org/freedesktop/DBus',
      interface: 'org.freedesktop.DBus',
      member: 'ListNames',
    }),
  );
  const names = (owners?.body[0] ?? []) as string[];
  const write = (destination: string) =>
    stranger
      .call(
        new dbus.Message({
          destination,
          path: CHARACTERISTIC_PATH,
          interface: CHARACTERISTIC,
          member: 'WriteValue',
          signature: 'aya{sv}',
          body: [Buffer.from(request), { device: new dbus.Variant('o', '/org/bluez/hci0/dev_1') }],
        }),
      )
      .then(
        () => 'taken',
        () => 'refused',
      );
  const others = names.filter((name) => name.startsWith(':') && name !== Reflect.get(stranger, 'name'));
  const answers = await Promise.all(others.map(write));
  assert.ok(answers.length >= 2 && answers.every((answer) => answer === 'refused'));
  assert.equal(stage.pieces, []);
  stranger.disconnect();
});

bluezTest(
  'dbus-next: what is sent after the end of the bus is thrown where nobody can catch it',
  async (stage) => {
    const own = await stage.open('A', (peripheral, piece) => {
      for (let round = 0; round < 50; round += 1) peripheral.notify(piece);
    });
    const link = new BleSmpLink({ address: ADDRESS });
    await link.connect();
    // What the library's own send does then.
    const bus = dbus.sessionBus({ busAddress: stage.busAddress });
    await new Promise<void>((resolve) => bus.on('connect', resolve));
    Reflect.get(bus, '_connection').stream.destroy();
    const signal = dbus.Message.newSignal('/a', 'a.b', 'C', '', []);
    assert.throws(() => bus.send(signal), /stream is closed/);
    const closed = await stage.open('B');
    closed.close();
    closed.notify(request);

    const writing = Promise.all(Array.from({ length: 20 }, () => link.send(request).catch(() => {})));
    await until(() => stage.pieces.length > 0);
    await stage.killBus();
    await writing;
    await until(() => stage.lost.length === 1);
    own.notify(request);
    own.disconnect('/org/bluez/hci0/dev_1');
    await own.rename('B').catch(() => {});
    await link.close();
    assert.match(stage.lost[0]?.message ?? '', /bus/);
  },
);

test.run();
