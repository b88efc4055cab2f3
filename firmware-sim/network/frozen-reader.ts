import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { PretendedDevice } from '../../relay/push/pretended-device-link.ts';
import { deriveDeviceKeys, parseDeviceKey } from '../../shared/device-key.ts';
import { deviceId } from '../../shared/ids.ts';

export interface FrozenReaderPlan {
  /** The relay's for devices, on this machine. */
  readonly port: number;
  readonly device: string;
  readonly keyPath: string;
  /** Path that the device does not use itself. */
  readonly path: number;
  /** Connections besides that say nothing at all. */
  readonly strangers: number;
}

/**
 * A path that looks alive and is none: it proves itself with the device's own key, greets, asks for the whole log, and
 * never reads again. What its device is told must come over its other paths, and nobody else may notice.
 *
 * @returns what ends it
 * @throws Failure or Error when the relay did not let it in
 */
export async function freezeReader(plan: FrozenReaderPlan): Promise<() => Promise<void>> {
  const { port, device, keyPath, path } = plan;
  const strangers = Array.from({ length: plan.strangers }, () => silentSocket(port));
  const keys = deriveDeviceKeys(parseDeviceKey(readFileSync(keyPath, 'utf8')));
  const end = (): void => {
    for (const stranger of strangers) stranger.destroy();
  };
  try {
    const reader = await PretendedDevice.greet({ port, device: deviceId(device), keys, path });
    reader.sync(1, ASKED_SEQ);
    reader.socket.pause();
    return async () => {
      end();
      await reader.end();
    };
  } catch (thrown) {
    end();
    throw thrown;
  }
}

const ASKED_SEQ = 100_000;

function silentSocket(port: number): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  return socket;
}
