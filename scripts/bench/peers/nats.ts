import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainSeats } from '../wire.ts';
import { findCommand, freePort, whenListening } from './listening.ts';
import type { Peer } from './peer.ts';
import { ServerProcess } from './server-process.ts';

const command = (): string | undefined =>
  findCommand(['nats-server', '/usr/sbin/nats-server'], ['--version']);

/** nats-server with its MQTT gateway: QoS 1 goes through a JetStream stream on disk, a consumer for each subscription. */
export const nats: Peer = {
  name: 'nats',
  keeps: 'in a file that it has written to and synced up to 2 min later (JetStream, as it comes)',
  isVariant: false,
  wire: 'mqtt',
  missing: () => (command() === undefined ? 'not installed: apt-get install nats-server' : undefined),
  async start({ workspace, listenHost, devices }) {
    const folder = workspace.newFolder('nats');
    const [port, clientPort] = [await freePort(), await freePort()];
    const config = join(folder, 'nats.conf');
    const lines = [
      // Without a name of its own it refuses to speak MQTT.
      'server_name: bench',
      `listen: "127.0.0.1:${clientPort}"`,
      `jetstream { store_dir: "${folder}/jetstream" }`,
      `mqtt { listen: "${listenHost}:${port}" }`,
    ];
    writeFileSync(config, `${lines.join('\n')}\n`);
    const server = await ServerProcess.start(() => {
      const words = ['-c', config, '-l', join(folder, 'nats.log')];
      const child = workspace.start(command() ?? 'nats-server', words, { stdio: 'ignore' });
      return whenListening(child, 'nats-server', [clientPort, port]);
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
