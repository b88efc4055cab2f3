import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { OutboxStore } from '../../../relay/outbox/outbox-store.ts';
import { DEVICE_KEY_BYTES } from '../../../shared/device-key.ts';
import { logId, storeId, terminalSn } from '../../../shared/ids.ts';
import { unixMs } from '../../../shared/quantities.ts';
import { type Seat, seatId, seatTerminal } from '../wire.ts';

/** What shares commits; the store bounds how much may wait. */
const AT_ONCE = 1_000;

/**
 * Makes a relay's data folder that knows `devices` speakers, one terminal each. Straight into its store: the API
 * judges each new device against the whole roster, which for ten thousand takes minutes.
 */
export async function makeRelayRoster(folder: string, devices: number): Promise<Seat[]> {
  const store = await OutboxStore.open({
    file: join(folder, 'relay.db'),
    onDeath: (failure) => {
      throw failure;
    },
  });
  const seats = Array.from({ length: devices }, (_, place) => ({
    id: seatId(place),
    key: new Uint8Array(randomBytes(DEVICE_KEY_BYTES)),
  }));
  for (let first = 0; first < devices; first += AT_ONCE) {
    const puts = seats.slice(first, first + AT_ONCE).map(({ id, key }, offset) => {
      const terminals = [terminalSn(seatTerminal(first + offset))];
      const entry = { id, role: 'speaker', terminals, store: storeId('bench'), language: 'zh-CN' } as const;
      return store.putDevice(entry, key, logId(randomBytes(8).toString('hex')), unixMs(Date.now()));
    });
    await Promise.all(puts);
  }
  await store.close();
  return seats;
}
