import { rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Processes } from '../../../firmware-sim/processes.ts';
import { openTriedCable } from '../service/tried-device.ts';

const READY_MS = 60_000;

export interface SimulatedDevice {
  /** For a person: where it is, and how it is called. */
  readonly lines: readonly string[];
  close(): Promise<void>;
}

/**
 * The device's own program, which nobody has told yet who it is: at the end of a cable, and in the air where BlueZ is
 * played. New at each start.
 *
 * @param folder of all simulated boards
 * @param isInAir `DBUS_SYSTEM_BUS_ADDRESS` is that of a played BlueZ
 */
export async function startSimulatedDevice(folder: string, isInAir: boolean): Promise<SimulatedDevice> {
  const own = resolve(folder, 'device');
  const link = join(folder, 'device-cable');
  for (const old of [own, link]) rmSync(old, { recursive: true, force: true });
  const cable = await openTriedCable();
  symlinkSync(cable.technician, link);
  const processes = new Processes(join(own, 'processes.json'));
  const doors = ['--service', cable.device, ...(isInAir ? ['--service-ble', 'any'] : [])];
  await processes.start({
    name: 'device',
    file: 'device/main.ts',
    args: [...doors, '--data', own, '--voice', `file:${join(own, 'wav')},paced`],
    logPath: join(own, 'device.log'),
    isReady: (line) => typeof line === 'object' && line !== null && 'ready' in line,
    readyTimeoutMs: READY_MS,
  });
  const air = `  ble:tillbell  the same one in the air; its label: ${join(folder, 'device', 'service.code')}`;
  return {
    lines: [`  ${link}  a device that does not know yet who it is`, ...(isInAir ? [air] : [])],
    close: async () => {
      await processes.close();
      await cable.close();
      rmSync(link, { force: true });
    },
  };
}
