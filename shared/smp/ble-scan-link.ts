import { describeThrown, Failure, isFailure } from '../failure.ts';
import { limits } from '../limits.ts';
import { SMP_SERVICE_UUID } from './ble-framing.ts';
import { BluezVisit, bluezProperty } from './bluez-link.ts';
import { withinDeadline } from './deadline-link.ts';

/** A board in the air. */
export interface BoardInReach {
  readonly address: string;
  readonly name: string;
  /** dBm; the nearest board has the highest. */
  readonly rssi: number | undefined;
}

/**
 * Looks round for boards with an SMP service, the nearest first.
 *
 * @param scanMs how long to listen; a board advertises about ten times a second
 * @throws Failure unreachable: no Bluetooth service, no adapter, switched off; timed_out
 */
export async function scanForBoards(scanMs: number, adapterName?: string): Promise<BoardInReach[]> {
  const visit = new BluezVisit(() => {});
  const ask = <Value>(work: Promise<Value>): Promise<Value> =>
    visit.orLost(work, limits.smpConnectMs, 'the Bluetooth service');
  try {
    const adapter = await visit.adapter(adapterName, limits.smpConnectMs);
    // Somebody else's scan serves as well.
    await ask(adapter.startDiscovery()).catch((thrown: unknown) => {
      if (isFailure(thrown)) throw thrown;
    });
    await new Promise((wake) => setTimeout(wake, scanMs));
    const found: BoardInReach[] = [];
    for (const address of await ask(adapter.devices())) {
      const device = await ask(adapter.getDevice(address)).catch(passOver);
      const uuids = device && (await ask(bluezProperty(device, 'UUIDs')).catch(passOver));
      if (device === undefined || !Array.isArray(uuids) || !uuids.includes(SMP_SERVICE_UUID)) continue;
      const name = await ask(bluezProperty(device, 'Alias')).catch(passOver);
      const rssi = await ask(bluezProperty(device, 'RSSI')).catch(passOver);
      found.push({
        address,
        name: typeof name === 'string' ? name : '',
        rssi: typeof rssi === 'number' ? rssi : undefined,
      });
    }
    await withinDeadline(adapter.stopDiscovery(), limits.bleCloseMs, 'ending a scan').catch(() => {});
    return found.sort((left, right) => (right.rssi ?? -Infinity) - (left.rssi ?? -Infinity));
  } catch (thrown) {
    if (isFailure(thrown)) throw thrown;
    throw new Failure('unreachable', describeThrown(thrown), { cause: thrown });
  } finally {
    visit.end();
  }
}

/** What vanishes while it is looked at is not in reach. */
function passOver(thrown: unknown): undefined {
  if (isFailure(thrown)) throw thrown;
  return undefined;
}
