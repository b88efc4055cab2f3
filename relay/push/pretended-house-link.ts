import { pino } from 'pino';
import { type DeviceId, deviceId } from '../../shared/ids.ts';
import type { NoticeReceipt } from '../../shared/notice.ts';
import { seq, unixMs } from '../../shared/quantities.ts';
import { DeviceBroker } from './broker-link.ts';
import { PretendedDevice } from './pretended-device-link.ts';
import { PretendedLogs } from './pretended-logs.ts';

/** What the observer was told. */
export interface Counts {
  sent: number;
  resent: number;
  latencies: number[];
  refused: string[];
  connected: number;
}

/** A relay's push side with one device on its roster, for tests. */
export interface House {
  logs: PretendedLogs;
  link: DeviceBroker;
  counts: Counts;
  device: DeviceId;
  greet(path?: number): Promise<PretendedDevice>;
  deliver(amountFen?: number): void;
}

export async function openHouse(logs = new PretendedLogs()): Promise<House> {
  const device = logs.entries.size === 0 ? logs.addDevice('SPK-0001') : deviceId('SPK-0001');
  const counts: Counts = { sent: 0, resent: 0, latencies: [], refused: [], connected: 0 };
  const link = new DeviceBroker({
    listen: { host: '127.0.0.1', port: 0 },
    store: logs,
    log: pino({ level: 'silent' }),
    observer: {
      stored: ({ latencyMs }) => counts.latencies.push(latencyMs),
      sent: () => (counts.sent += 1),
      resent: () => (counts.resent += 1),
      refused: (code) => counts.refused.push(code),
      connected: (count) => (counts.connected = count),
    },
  });
  await link.open();
  return {
    logs,
    link,
    counts,
    device,
    greet: (path = 0) =>
      PretendedDevice.greet({ port: link.address.port, device, keys: logs.keysOf(device), path }),
    deliver: (amountFen) => link.deliver([logs.append(device, amountFen)], performance.now()),
  };
}

export const receipt = (at: number, outcome: NoticeReceipt['outcome'] = 'announced'): NoticeReceipt => ({
  seq: seq(at),
  outcome,
  repeat: false,
  atMs: unixMs(1_700_000_000_000),
});

/** Resolves once `holds`; what is waited for is real I/O, so it is looked for now and then. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1));
}
