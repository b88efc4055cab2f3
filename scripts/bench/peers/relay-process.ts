import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Failure } from '../../../shared/failure.ts';
import type { HostPort } from '../../../shared/settings.ts';
import { builtProgram, readyLine, SERVER_FLAGS, stopChild, type Workspace } from '../workspace.ts';

const START_MS = 30_000;
const ANSWER_MS = 30_000;

export interface RelayOptions {
  readonly dataFolder: string;
  /** PEM file of the payment core's public key. */
  readonly coreKeyFile: string;
  readonly http: HostPort;
  readonly mqtt: HostPort;
  /** Where a CPU profile goes when it stops. */
  readonly cpuProfileFolder?: string;
}

export const ANY_PORT: HostPort = { host: '127.0.0.1', port: 0 };
const written = ({ host, port }: HostPort): string => `${host}:${port}`;

/** Our relay as a process of its own, as `npm run relay` starts it. */
export class RelayProcess {
  readonly http: HostPort;
  readonly mqtt: HostPort;
  readonly child: ChildProcess;
  readonly #operatorToken: string;

  private constructor(child: ChildProcess, ready: ReadyLine) {
    this.child = child;
    this.http = ready.http;
    this.mqtt = ready.mqtt;
    this.#operatorToken = readFileSync(ready.operatorToken, 'utf8').trim();
  }

  /** @throws Failure `timed_out` or `stopped`, with what it wrote on stderr */
  static async start(workspace: Workspace, options: RelayOptions): Promise<RelayProcess> {
    const { dataFolder, coreKeyFile, http, mqtt, cpuProfileFolder } = options;
    const profile = cpuProfileFolder === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', cpuProfileFolder];
    const words = [
      ...profile,
      ...SERVER_FLAGS,
      builtProgram('relay'),
      ...['--data', dataFolder, '--core-key', coreKeyFile],
      ...['--http', written(http), '--mqtt', written(mqtt)],
    ];
    // In its own folder: a tillbell.json where the bench was started is not meant for it.
    const child = workspace.start(process.execPath, words, {
      cwd: dataFolder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ready = (await readyLine(child, 'the relay', START_MS)) as ReadyLine;
    return new RelayProcess(child, ready);
  }

  /** The text of a page of its API. @throws Failure `unreachable` unless it answers 200 */
  async get(path: string): Promise<string> {
    const response = await fetch(`http://${written(this.http)}${path}`, {
      headers: { authorization: `Bearer ${this.#operatorToken}` },
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const text = await response.text();
    if (!response.ok) throw new Failure('unreachable', `GET ${path}: ${response.status} ${text}`);
    return text;
  }

  stop(): Promise<void> {
    return stopChild(this.child);
  }
}

interface ReadyLine {
  readonly http: HostPort;
  readonly mqtt: HostPort;
  readonly operatorToken: string;
}
