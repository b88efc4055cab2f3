import { fileURLToPath } from 'node:url';
import { Failure } from '../../../shared/failure.ts';
import { plainSeats } from '../wire.ts';
import { readyLine, stopChild, TYPESCRIPT_FLAGS } from '../workspace.ts';
import type { Peer } from './peer.ts';

const START_MS = 20_000;

/** The MQTT broker that our relay is built on, as it comes. */
export const aedes: Peer = {
  name: 'aedes',
  keeps: 'in memory',
  wire: 'mqtt',
  missing: () => undefined,
  async start({ workspace, devices }) {
    const file = fileURLToPath(new URL('./aedes-broker.ts', import.meta.url));
    const child = workspace.start(process.execPath, [...TYPESCRIPT_FLAGS, file], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { port } = (await readyLine(child, 'aedes', START_MS)) as { port: number };
    if (child.pid === undefined) throw new Failure('unreachable', 'aedes could not be started');
    return {
      pid: child.pid,
      host: '127.0.0.1',
      devicePort: port,
      senderPort: port,
      seats: plainSeats(devices),
      stop: () => stopChild(child),
    };
  },
};
