import { join } from 'node:path';
import { nowUs, sleep } from './clock.ts';
import type { FleetOrders } from './fleet/fleet.ts';
import type { GeneratorOrders } from './load/generator.ts';
import type { Loads } from './load/loads.ts';
import type { Peer, StartOptions } from './peers/peer.ts';
import { residentBytesOf, type Times, timesBetween, timesOf } from './process-meter.ts';
import { judgeRun, type RunOutcome } from './run-outcome.ts';
import { Subprocess } from './subprocess.ts';

export interface RunOptions {
  readonly server: StartOptions;
  readonly ratePerS: number;
  /** Measured; as many seconds as `warmUpSeconds` come before and count only for lost and doubled. */
  readonly seconds: number;
  readonly warmUpSeconds: number;
}

/** After the last notice: so long for answers, then so long for what is still under way to the devices. */
const SETTLE_MS = 10_000;
/** All parts have their order before the first notice is due. */
const HEAD_START_MS = 300;

/**
 * One run: a fresh server, a fresh fleet, a sender, each a process of its own, and a given rate for a given time.
 * All that differs from peer to peer is the server, and the acknowledgement that it understands.
 */
export async function runLoad(loads: Loads, peer: Peer, options: RunOptions): Promise<RunOutcome> {
  const { ratePerS, seconds, warmUpSeconds } = options;
  const { workspace, devices } = options.server;
  const count = Math.round(ratePerS * (seconds + warmUpSeconds));
  const loadFile = await loads.prepare(peer.wire, devices, count);
  const server = await peer.start(options.server);
  const folder = workspace.newFolder('fleet');
  const fleet = new Subprocess<FleetOrders>(
    workspace,
    'the fleet',
    new URL('./fleet/fleet-process.ts', import.meta.url),
  );
  const generator = new Subprocess<GeneratorOrders>(
    workspace,
    'the sender',
    new URL('./load/generator-process.ts', import.meta.url),
  );
  try {
    const { wire } = peer;
    const { host, seats, devicePort, senderPort } = server;
    const inboxFile = join(folder, 'inbox.sqlite');
    await fleet.ask('connect', { wire, host, port: devicePort, seats, inboxFile, count });
    await generator.ask('open', { wire, host, port: senderPort, loadFile, count });
    const startUs = nowUs() + HEAD_START_MS * 1_000;
    await fleet.ask('watch', null);
    const loading = generator.ask('run', { startUs, ratePerS, answersWithinMs: SETTLE_MS });
    // Whoever awaits it first must be there before it can fail.
    loading.catch(() => undefined);
    await sleep(HEAD_START_MS + warmUpSeconds * 1_000);
    const readTimes = (): Times => timesOf(server.pid, [generator.pid, fleet.pid, process.pid]);
    const before = readTimes();
    await sleep(seconds * 1_000);
    const times = timesBetween(before, readTimes());
    const residentBytes = residentBytesOf(server.pid);
    const load = await loading;
    const expected = load.answers.reduce((sum, answer) => sum + (answer === 1 ? 1 : 0), 0);
    const arrived = await fleet.ask('finish', { expected, withinMs: SETTLE_MS });
    return judgeRun({
      firstMeasured: Math.round(ratePerS * warmUpSeconds),
      load,
      arrived,
      times,
      measuredNotices: ratePerS * seconds,
      residentBytes,
      own: await server.ownFigures?.(),
    });
  } finally {
    await Promise.all([generator.stop(), fleet.stop(), server.stop()]);
    workspace.removeFolder(folder);
  }
}
