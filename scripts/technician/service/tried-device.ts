import { join } from 'node:path';
import type { Processes, RunningProcess } from '../../../firmware-sim/processes.ts';
import { openPty, type Pty } from '../../../firmware-sim/pty.ts';
import { describeThrown } from '../../../shared/failure.ts';

const READY_MS = 60_000;

/** Why no serial line can be played here; undefined: it can. */
export const missingForPty: string | undefined = await openPty().then(
  (pty) => pty.close().then(() => undefined),
  (thrown: unknown) => `${describeThrown(thrown)}; apt-get install perl coreutils`,
);

/** A cable with a serial port at each end. For tests. */
export interface TriedCable {
  /** The device's end. */
  readonly device: string;
  /** The technician's. */
  readonly technician: string;
  /** All that has gone through it, both ways. */
  readonly bytes: () => Buffer;
  close(): Promise<void>;
}

export async function openTriedCable(): Promise<TriedCable> {
  const [device, technician] = [await openPty(), await openPty()];
  const passed: Buffer[] = [];
  const join2 = (from: Pty, to: Pty): void =>
    from.onData((bytes) => {
      passed.push(Buffer.from(bytes));
      to.write(bytes);
    });
  join2(device, technician);
  join2(technician, device);
  return {
    device: device.path,
    technician: technician.path,
    bytes: () => Buffer.concat(passed),
    close: async () => {
      await device.close();
      await technician.close();
    },
  };
}

export interface TriedDevice {
  readonly process: RunningProcess;
  readonly logPath: string;
  readonly ready: Readonly<Record<string, unknown>>;
}

/**
 * The device's program as a process of its own, without a flag that says who it is.
 *
 * @param doors for technicians, e.g. `--service PATH`
 */
export async function startTriedDevice(
  processes: Processes,
  folder: string,
  doors: readonly string[],
  ...more: readonly string[]
): Promise<TriedDevice> {
  const logPath = join(folder, 'device.log');
  let ready: Record<string, unknown> = {};
  const running = await processes.start({
    name: 'device',
    file: 'device/main.ts',
    args: [...doors, '--data', join(folder, 'device'), '--voice', `file:${join(folder, 'wav')}`, ...more],
    logPath,
    isReady: (line) => typeof line === 'object' && line !== null && 'ready' in line,
    readyTimeoutMs: READY_MS,
    onLine: (line) => {
      ready = line as Record<string, unknown>;
    },
  });
  return { process: running, logPath, ready };
}
