import { Failure, isFailure } from '../../../shared/failure.ts';
import { type DeviceId, deviceId } from '../../../shared/ids.ts';

/** The id that a command was given. @throws Failure `usage` */
export function wantedId(given: string | undefined): DeviceId {
  if (given === undefined) throw new Failure('usage', 'wants the id of a device, e.g. SPK-0001');
  try {
    return deviceId(given);
  } catch (thrown) {
    throw isFailure(thrown) ? new Failure('usage', `"${given}": ${thrown.message}`) : thrown;
  }
}
