import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../shared/failure.ts';
import { NetworkNamespace } from './network-namespace.ts';
import { bringUp, type NetworkPath, type PathConditions, type PathEnd, pathEnds } from './network-path.ts';

const PUMP = fileURLToPath(new URL('./packet-pump-main.ts', import.meta.url));
const TSX = import.meta.resolve('tsx');

export interface MobileConditions extends PathConditions {
  /** One way; the round trip is twice that. */
  readonly delayMs: number;
  /** Most that a packet takes more or less than that; packets never overtake each other. */
  readonly jitterMs: number;
}

/** RTT 40 ± 8 ms: each way 20 ± 4 ms. */
export const MOBILE: MobileConditions = { delayMs: 20, jitterMs: 4, lossPercent: 1, isCut: false };

/**
 * A mobile network: two TUN devices and a process that carries the IP packets from one to the other with delay, jitter
 * and loss (`tc netem` may be missing). It ends with us.
 */
export class MobilePath implements NetworkPath<MobileConditions> {
  readonly number: number;
  readonly relay: PathEnd;
  readonly device: PathEnd;
  conditions: MobileConditions;
  private readonly pump: ChildProcess;

  private constructor(
    number: number,
    ends: { relay: PathEnd; device: PathEnd },
    conditions: MobileConditions,
    pump: ChildProcess,
  ) {
    this.number = number;
    this.relay = ends.relay;
    this.device = ends.device;
    this.conditions = conditions;
    this.pump = pump;
  }

  /**
   * @param number which path between these two it is, 0 to 249
   * @throws Failure `unreachable` with the system's reason
   */
  static async open(
    number: number,
    relay: NetworkNamespace,
    device: NetworkNamespace,
    conditions: MobileConditions = MOBILE,
  ): Promise<MobilePath> {
    const ends = pathEnds(number, relay, device);
    // In our own network, where the devices are made before they are moved.
    const pump = spawn(process.execPath, ['--import', TSX, PUMP, ends.relay.device, ends.device.device], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    pump.stdin.on('error', () => {});
    await untilReady(pump);
    const path = new MobilePath(number, ends, conditions, pump);
    for (const end of [ends.relay, ends.device]) {
      if (end.network !== NetworkNamespace.own) {
        await NetworkNamespace.own.run(['ip', 'link', 'set', end.device, 'netns', `${end.network.pid}`]);
      }
      await bringUp(end);
    }
    await path.change(conditions);
    return path;
  }

  /** The process that carries the packets. */
  get pumpPid(): number {
    return this.pump.pid ?? 0;
  }

  async change(conditions: Partial<MobileConditions>): Promise<void> {
    this.conditions = { ...this.conditions, ...conditions };
    const line = `${JSON.stringify(this.conditions)}\n`;
    await new Promise<void>((resolve) => this.pump.stdin?.write(line, () => resolve()));
  }

  async close(): Promise<void> {
    if (this.pump.exitCode !== null || this.pump.signalCode !== null) return;
    const ended = new Promise((resolve) => this.pump.once('exit', resolve));
    // Its devices go with it.
    this.pump.kill('SIGKILL');
    await ended;
  }
}

async function untilReady(pump: ChildProcess): Promise<void> {
  let said = '';
  pump.stderr?.on('data', (chunk: Buffer) => {
    if (said.length < SAID_CHARACTERS_MOST) said += chunk.toString();
  });
  await new Promise<void>((resolve, reject) => {
    if (pump.stdout !== null) createInterface({ input: pump.stdout }).once('line', () => resolve());
    pump.once('error', reject);
    pump.once('close', () => reject(new Failure('unreachable', `the packet pump: ${said.trim()}`)));
  });
}

const SAID_CHARACTERS_MOST = 300;
