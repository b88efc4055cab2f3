import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCoreKeys } from '../../../firmware-sim/core/key.ts';
import { Processes } from '../../../firmware-sim/processes.ts';

const READY_MS = 60_000;

/** A real relay as a process of its own, to type commands at. For tests. */
export interface TriedRelay {
  readonly folder: string;
  /** `http://127.0.0.1:…` */
  readonly url: string;
  /** `mqtt://127.0.0.1:…` */
  readonly mqtt: string;
  readonly tokenFile: string;
  /** To start more. */
  readonly processes: Processes;
  close(): Promise<void>;
}

export async function startTriedRelay(): Promise<TriedRelay> {
  const folder = mkdtempSync(join(tmpdir(), 'tillbell-tried-'));
  const processes = new Processes(join(folder, 'processes.json'));
  const core = openCoreKeys(join(folder, 'core'));
  const data = join(folder, 'relay');
  const address = { http: '', mqtt: '' };
  await processes.start({
    name: 'relay',
    file: 'relay/main.ts',
    args: [
      ...['--data', data, '--http', '127.0.0.1:0', '--mqtt', '127.0.0.1:0'],
      ...['--core-key', core.files.publicKey, '--log-level', 'warn'],
    ],
    logPath: join(folder, 'relay.log'),
    isReady: (line) => typeof line === 'object' && line !== null && 'ready' in line,
    readyTimeoutMs: READY_MS,
    onLine: (line) => {
      const said = line as Partial<Record<'http' | 'mqtt', { host: string; port: number }>>;
      if (said.http !== undefined) address.http = `http://127.0.0.1:${said.http.port}`;
      if (said.mqtt !== undefined) address.mqtt = `mqtt://127.0.0.1:${said.mqtt.port}`;
    },
  });
  return {
    folder,
    url: address.http,
    mqtt: address.mqtt,
    tokenFile: join(data, 'operator.token'),
    processes,
    close: async () => {
      await processes.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
