import { fileURLToPath } from 'node:url';
import { plainSeats } from '../wire.ts';
import { readyLine, SERVER_FLAGS } from '../workspace.ts';
import type { Peer } from './peer.ts';
import { ServerProcess } from './server-process.ts';

const START_MS = 20_000;

/** The MQTT broker that our relay is built on, as it comes. */
export const aedes: Peer = {
  name: 'aedes',
  keeps: 'in memory',
  isVariant: false,
  wire: 'mqtt',
  missing: () => undefined,
  async start({ workspace, devices, listenHost }) {
    const file = fileURLToPath(new URL('./aedes-broker.mjs', import.meta.url));
    let port = 0;
    const server = await ServerProcess.start(async () => {
      const words = [...SERVER_FLAGS, file, listenHost, String(port)];
      const child = workspace.start(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
      ({ port } = (await readyLine(child, 'aedes', START_MS)) as { port: number });
      return child;
    });
    return {
      process: server,
      devicePort: port,
      senderPort: port,
      seats: plainSeats(devices),
      stop: () => server.stop(),
    };
  },
};
