import { createServer } from 'node:net';
import { Failure } from '../shared/failure.ts';

/** Below the ports that systems give to outgoing connections: one of those can be taken while its server restarts. */
const LOWEST = 20_000;
const HIGHEST = 31_999;
const TRIES = 50;

/** Whether nobody listens on `port` of this machine, and we may. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** A port that is free now and that a restarted server will find free again. */
export async function freePort(): Promise<number> {
  for (let turn = 0; turn < TRIES; turn++) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST + 1));
    if (await isPortFree(port)) return port;
  }
  throw new Failure('unreachable', `no free port between ${LOWEST} and ${HIGHEST}`);
}
