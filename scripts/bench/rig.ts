import { join } from 'node:path';
import { nowUs, sleep } from './clock.ts';
import type { FleetOrders } from './fleet/fleet.ts';
import type { GeneratorOrders } from './load/generator.ts';
import type { Loads } from './load/loads.ts';
import { Arena } from './network/arena.ts';
import type { BenchNetwork } from './network/networks.ts';
import type { Peer, Server, StartOptions } from './peers/peer.ts';
import { cpuMsOf, type Times, timesBetween, timesOf } from './process-meter.ts';
import type { RunEvidence } from './run-outcome.ts';
import { Subprocess } from './subprocess.ts';
import type { Audience } from './wire.ts';
import type { Workspace } from './workspace.ts';

/** Where it takes place, and who is measured there. */
export interface Place {
  readonly network: BenchNetwork;
  /** Of each device. */
  readonly paths: number;
  readonly isTuned: boolean;
  /** TCP holds little for a connection that is not read, so that a frozen device is felt within seconds. */
  readonly isTight: boolean;
}

export interface RunOptions {
  readonly place: Place;
  readonly server: Omit<StartOptions, 'listenHost'>;
  readonly audience: Audience;
  readonly ratePerS: number;
  /** Measured; as many seconds as `warmUpSeconds` come before and count only for lost and doubled. */
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly incident?: Incident;
}

/** A run that is under way. */
export interface LiveRun {
  readonly workspace: Workspace;
  readonly peer: Peer;
  readonly server: Server;
  readonly arena: Arena;
  readonly fleet: Subprocess<FleetOrders>;
  readonly generator: Subprocess<GeneratorOrders>;
}

/** What happens to it. */
export interface Incident {
  /** Processes of the bench that it has brought along. */
  pids?(): readonly number[];
  /** When all are connected, before the load. */
  prepare?(run: LiveRun): Promise<void>;
  /** Beside the load, from the beginning of the measured time. */
  happen?(run: LiveRun): Promise<void>;
  /** When the load is over, before what is still under way is waited for. */
  heal?(run: LiveRun): Promise<void>;
}

/** After the last notice: so long for answers, then so long for what is still under way to the devices. */
const SETTLE_MS = 10_000;
const ARRIVE_MS = 40_000;
/** Nothing has come for this long: nothing will. */
const QUIET_MS = 8_000;
const CONNECT_MS = 60_000;
/** All parts have their order before the first notice is due. */
const HEAD_START_MS = 300;

const FLEET = new URL('./fleet/fleet-process.ts', import.meta.url);
const GENERATOR = new URL('./load/generator-process.ts', import.meta.url);

/** A process full of devices, where these are. */
export const newFleet = (workspace: Workspace, arena: Arena): Subprocess<FleetOrders> =>
  new Subprocess<FleetOrders>(workspace, 'the fleet', FLEET, arena.entrance);

/**
 * One run: a fresh network, server and fleet, and a sender, each a process of its own, and a given rate for a given
 * time. All that differs from peer to peer is the server, and the acknowledgement that it understands.
 */
export async function runLoad(loads: Loads, peer: Peer, options: RunOptions): Promise<RunEvidence> {
  const { place, audience, ratePerS, seconds, warmUpSeconds } = options;
  const { workspace } = options.server;
  const count = Math.round(ratePerS * (seconds + warmUpSeconds));
  const loadFile = await loads.prepare(peer.wire, audience, count);
  const arena = await Arena.open(place);
  const closing: (() => Promise<void>)[] = [() => arena.close()];
  const folder = workspace.newFolder('fleet');
  try {
    const server = await peer.start({ ...options.server, listenHost: arena.listenHost });
    closing.unshift(() => server.stop());
    const fleet = newFleet(workspace, arena);
    const generator = new Subprocess<GeneratorOrders>(workspace, 'the sender', GENERATOR);
    closing.unshift(() => generator.stop());
    closing.unshift(() => fleet.stop());
    const { wire } = peer;
    await fleet.ask('connect', {
      ...{ wire, hosts: arena.hosts, port: server.devicePort, count, withinMs: CONNECT_MS },
      seats: server.seats.slice(0, audience.seats),
      inboxFile: join(folder, 'inbox.sqlite'),
    });
    const run: LiveRun = { workspace, peer, server, arena, fleet, generator };
    await options.incident?.prepare?.(run);
    const open = { wire, host: '127.0.0.1', port: server.senderPort, loadFile, count };
    await generator.ask('open', open);
    return await loadAndJudge(run, options);
  } finally {
    // The devices first, the network last.
    for (const close of closing) await close();
    workspace.removeFolder(folder);
  }
}

async function loadAndJudge(run: LiveRun, options: RunOptions): Promise<RunEvidence> {
  const { ratePerS, warmUpSeconds, incident, audience } = options;
  const { server, fleet, generator, arena } = run;
  const startUs = nowUs() + HEAD_START_MS * 1_000;
  await fleet.ask('watch', null);
  const loading = generator.ask('run', { startUs, ratePerS, answersWithinMs: SETTLE_MS });
  // Whoever awaits it first must be there before it can fail.
  loading.catch(() => undefined);
  await sleep(HEAD_START_MS + warmUpSeconds * 1_000);
  const pumps = arena.pumpPids;
  const benchPids = [generator.pid, fleet.pid, process.pid, ...pumps, ...(incident?.pids?.() ?? [])];
  const readTimes = (): Times => timesOf(server.process.cpuMs, benchPids);
  const [before, pumpsBefore, beganUs] = [readTimes(), pumps.map(cpuMsOf), nowUs()];
  const [load] = await Promise.all([loading, incident?.happen?.(run)]);
  const times = timesBetween(before, readTimes());
  const tookMs = (nowUs() - beganUs) / 1_000;
  const pumpShares = pumps.map((pid, index) => (cpuMsOf(pid) - (pumpsBefore[index] ?? 0)) / tookMs);
  const residentBytes = server.process.residentBytes;
  await incident?.heal?.(run);
  const awaited = load.answers.map((answer) => (answer === 1 ? 1 : 0));
  const arrived = await fleet.ask('finish', { awaited, withinMs: ARRIVE_MS, quietMs: QUIET_MS });
  return {
    ...{ devices: audience.seats, ratePerS, load, arrived, times, residentBytes, pumpShares },
    firstMeasured: Math.min(load.answers.length, Math.round(ratePerS * warmUpSeconds)),
    own: await server.ownFigures?.(),
  };
}
