import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainSeats } from '../wire.ts';
import { findCommand, freePort, whenListening } from './listening.ts';
import type { Peer, Server, StartOptions } from './peer.ts';
import { ServerProcess } from './server-process.ts';

const command = (): string | undefined => findCommand(['mosquitto', '/usr/sbin/mosquitto'], ['-h']);

export function mosquitto(
  named: Pick<Peer, 'name' | 'keeps' | 'isVariant'>,
  persistence: readonly string[],
): Peer {
  return {
    ...named,
    wire: 'mqtt',
    missing: () => (command() === undefined ? 'not installed: apt-get install mosquitto' : undefined),
    start: (options) => startMosquitto(options, persistence),
  };
}

async function startMosquitto(options: StartOptions, persistence: readonly string[]): Promise<Server> {
  const { workspace, listenHost, devices } = options;
  const folder = workspace.newFolder('mosquitto');
  const port = await freePort();
  const config = join(folder, 'mosquitto.conf');
  const lines = [
    `listener ${port} ${listenHost}`,
    'allow_anonymous true',
    // As ours: no waiting for more to send (Nagle).
    'set_tcp_nodelay true',
    // Its default drops what a slow subscriber has waiting beyond 1000, and tells nobody.
    'max_queued_messages 0',
    'persistence true',
    `persistence_location ${folder}/`,
    ...persistence,
    'log_type none',
    'connection_messages false',
    // Started by root it would become another user, who may not write there.
    ...(process.getuid?.() === 0 ? ['user root'] : []),
  ];
  writeFileSync(config, `${lines.join('\n')}\n`);
  const server = await ServerProcess.start(() => {
    const child = workspace.start(command() ?? 'mosquitto', ['-c', config], { stdio: 'ignore' });
    return whenListening(child, 'mosquitto', [port]);
  });
  return {
    process: server,
    devicePort: port,
    senderPort: port,
    seats: plainSeats(devices),
    stop: () => server.stop(),
  };
}
