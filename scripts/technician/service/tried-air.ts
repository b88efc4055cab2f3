import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Bluez } from '../../../firmware-sim/ble/bluez.ts';
import { missingForPrivateBus, startPrivateBus } from '../../../firmware-sim/ble/private-bus.ts';
import { Processes } from '../../../firmware-sim/processes.ts';
import { callCommand } from '../called-command.ts';
import { startTriedRelay, type TriedRelay } from '../roster/tried-relay.ts';
import { type TypedCommand, typeCommand } from '../typed-command.ts';
import { startTriedDevice, type TriedDevice } from './tried-device.ts';

const LOOK_MS = 200;
const PATIENCE_MS = 180_000;

/** Real I/O takes its time; what never comes fails the test. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (performance.now() > deadlineMs) throw new Error(`${what} never came`);
    await new Promise((wake) => setTimeout(wake, LOOK_MS));
  }
}

/** The device's program in a process of its own, the commands, and BlueZ, all on one private bus. For tests. */
export interface TriedAir {
  readonly folder: string;
  /** What the commands typed need to be in the same air. */
  readonly env: Readonly<Record<string, string>>;
  readonly processes: Processes;
  /** A relay that lives as long as the test. */
  startRelay(): Promise<TriedRelay>;
  readonly bluez: Bluez;
  /** BlueZ ends and comes again, as `systemctl restart bluetooth` does it. */
  restartBluez(): Promise<void>;
  /** The message bus ends, and with it all that is on it. */
  killBus(): Promise<void>;
  startDevice(...more: readonly string[]): Promise<TriedDevice>;
  /** `exitCode` is wanted. */
  type(exitCode: number, ...words: readonly string[]): Promise<TypedCommand>;
  /** The label, as somebody has copied it from the device. */
  readonly label: string;
}

const missing = missingForPrivateBus();

/**
 * A test in an air of its own; skipped by name where no Bluetooth can be played.
 *
 * @param missingMore what the test needs beyond that, and how to get it; undefined: nothing is missing
 */
export function inTheAir(
  name: string,
  work: (air: TriedAir) => Promise<void>,
  missingMore: string | undefined = undefined,
): void {
  const reason = missing ?? missingMore;
  if (reason !== undefined) {
    console.log(`SKIP ${name}: ${reason}`);
    return;
  }
  test(name, async () => {
    const bus = await startPrivateBus();
    process.env.DBUS_SYSTEM_BUS_ADDRESS = bus.address;
    const folder = mkdtempSync(join(tmpdir(), 'tillbell-air-'));
    const processes = new Processes(join(folder, 'processes.json'));
    const relays: TriedRelay[] = [];
    let isFirst = true;
    let bluez = await Bluez.start(bus.address);
    const env = { DBUS_SYSTEM_BUS_ADDRESS: bus.address, TILLBELL_PORTS: '', TMPDIR: folder };
    try {
      await work({
        folder,
        env,
        processes,
        startRelay: async () => {
          const relay = await startTriedRelay();
          relays.push(relay);
          return relay;
        },
        get bluez() {
          return bluez;
        },
        restartBluez: async () => {
          bluez.close();
          bluez = await Bluez.start(bus.address);
        },
        killBus: bus.close,
        startDevice: async (...more) => {
          const device = await startTriedDevice(processes, folder, ['--service-ble', 'any'], ...more);
          await until('its advertisement', () => bluez.peripherals.names.length > 0);
          return device;
        },
        type: async (exitCode, ...words) => {
          // The first in each air as somebody types it.
          const result = await (isFirst ? typeCommand(words, { env }) : callCommand(words, env));
          isFirst = false;
          assert.is(result.exitCode, exitCode, `${words.join(' ')}: ${result.errors}${result.out}`);
          return result;
        },
        label: join(folder, 'device', 'service.code'),
      });
    } finally {
      await processes.close();
      for (const relay of relays) await relay.close();
      bluez.close();
      await bus.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
