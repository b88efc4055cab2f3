import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Failure } from '../../../shared/failure.ts';
import { until } from '../clock.ts';
import { firstLineOf } from '../machine.ts';
import { isListening } from '../port-probe.ts';
import { plainSeats } from '../wire.ts';
import { stopChild } from '../workspace.ts';
import type { Peer, Server, StartOptions } from './peer.ts';

const START_MS = 10_000;

/** Debian keeps it outside an ordinary user's PATH. */
const COMMANDS = ['mosquitto', '/usr/sbin/mosquitto'];
const findCommand = (): string | undefined =>
  COMMANDS.find((command) => firstLineOf(command, ['-h']) !== undefined);

export function mosquitto(name: string, keeps: string, persistence: readonly string[]): Peer {
  return {
    name,
    keeps,
    wire: 'mqtt',
    missing: () => (findCommand() === undefined ? 'not installed: apt-get install mosquitto' : undefined),
    start: (options) => startMosquitto(options, persistence),
  };
}

async function startMosquitto(options: StartOptions, persistence: readonly string[]): Promise<Server> {
  const folder = options.workspace.newFolder('mosquitto');
  const port = await freePort();
  const config = join(folder, 'mosquitto.conf');
  const lines = [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    // As ours: no waiting for more to send (Nagle).
    'set_tcp_nodelay true',
    'persistence true',
    `persistence_location ${folder}/`,
    ...persistence,
    'log_type none',
    'connection_messages false',
    // Started by root it would become another user, who may not write there.
    ...(process.getuid?.() === 0 ? ['user root'] : []),
  ];
  writeFileSync(config, `${lines.join('\n')}\n`);
  const child = options.workspace.start(findCommand() ?? 'mosquitto', ['-c', config], { stdio: 'ignore' });
  const listening = await until(START_MS, 50, async () => ((await isListening(port)) ? true : undefined));
  if (listening === undefined || child.pid === undefined) {
    throw new Failure('unreachable', 'mosquitto does not listen');
  }
  return {
    pid: child.pid,
    host: '127.0.0.1',
    devicePort: port,
    senderPort: port,
    seats: plainSeats(options.devices),
    stop: () => stopChild(child),
  };
}

/** A port that was free a moment ago: mosquitto cannot choose one itself and tell. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      server.close(() =>
        port === undefined ? reject(new Failure('unreachable', 'no free port')) : resolve(port),
      );
    });
  });
}
