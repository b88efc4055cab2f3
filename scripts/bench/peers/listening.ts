import type { ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { Failure } from '../../../shared/failure.ts';
import { until } from '../clock.ts';
import { firstLineOf } from '../machine.ts';
import { isListening } from '../port-probe.ts';

const START_MS = 20_000;

/** A server that cannot tell by itself that it is ready is there when its ports answer. */
export async function whenListening(
  child: ChildProcess,
  name: string,
  ports: readonly number[],
): Promise<ChildProcess> {
  for (const port of ports) {
    const listening = await until(START_MS, 20, async () => ((await isListening(port)) ? true : undefined));
    if (listening === undefined || child.pid === undefined) {
      throw new Failure('unreachable', `${name} does not listen`);
    }
  }
  return child;
}

/** A port that was free a moment ago, for a server that cannot choose one itself and tell. */
export function freePort(): Promise<number> {
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

/** The first of these commands that is installed: Debian keeps servers outside an ordinary user's PATH. */
export const findCommand = (commands: readonly string[], words: readonly string[]): string | undefined =>
  commands.find((command) => firstLineOf(command, words) !== undefined);
