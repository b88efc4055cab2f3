import { type DeviceKeys, openConnectPassword } from '../../shared/device-key.ts';
import { Failure, isFailure } from '../../shared/failure.ts';
import { type DeviceId, deviceId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';

/**
 * Who asks over HTTP as a device: `Authorization: Basic` of its id and a connect password (docs/wire.md), which its key
 * has made within the last two minutes. It opens the way to firmware and nothing else.
 *
 * @throws Failure `unauthorized`, the same for a stranger and for a wrong key
 */
export function provenDevice(
  authorization: unknown,
  keysOf: (device: DeviceId) => DeviceKeys | undefined,
  nowMs: number,
): DeviceId {
  const base64 = /^Basic ([A-Za-z0-9+/=]{1,512})$/i.exec(String(authorization ?? ''))?.[1];
  if (base64 === undefined) throw new Failure('unauthorized', 'wants the device’s id and proof');
  const [name = '', password = ''] = Buffer.from(base64, 'base64').toString('latin1').split(':');
  const wrong = new Failure('unauthorized', 'the proof does not hold');
  try {
    const keys = keysOf(deviceId(name));
    if (keys === undefined) throw wrong;
    const token = openConnectPassword(keys, name, password);
    if (Math.abs(nowMs - token.issuedAtMs) > limits.connectTokenAgeMs)
      throw new Failure('unauthorized', 'the proof is too old, or the device’s clock is wrong');
    return token.deviceId;
  } catch (thrown) {
    if (isFailure(thrown, 'unauthorized')) throw thrown;
    if (isFailure(thrown)) throw wrong;
    throw thrown;
  }
}
