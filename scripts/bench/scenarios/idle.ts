import { join } from 'node:path';
import { sleep } from '../clock.ts';
import { Arena } from '../network/arena.ts';
import { LOOPBACK } from '../network/networks.ts';
import type { Peer } from '../peers/peer.ts';
import { newFleet } from '../rig.ts';
import { figure, kibibytes, mebibytes } from '../table.ts';
import { eachPeer, rowsOf } from './each-peer.ts';
import { type Scenario, type ScenarioReport, type Stage, startOptions } from './scenario.ts';

/** A process needs file descriptors for more than its connections. */
const SPARE_FILES = 300;
/** Long enough for two heartbeats of each device, so that what a connection needs to live is in the figure. */
const SETTLE_MS = 25_000;
const BEFORE_MS = 2_000;
const CONNECT_MS = 120_000;

const HERE = { network: LOOPBACK, paths: 1, isTuned: false, isTight: false };

interface IdleResult {
  readonly beforeBytes: number;
  readonly afterBytes: number;
  readonly bytesPerConnection: number;
  readonly connectMs: number;
  /** Of one core, with all connected and nothing to do. */
  readonly cpuShare: number;
}

async function measure(stage: Stage, peer: Peer, connections: number): Promise<IdleResult> {
  const { workspace, progress } = stage;
  const arena = await Arena.open(HERE);
  const server = await peer.start({ ...startOptions(stage, connections), listenHost: arena.listenHost });
  const folder = workspace.newFolder('fleet');
  const fleet = newFleet(workspace, arena);
  try {
    await sleep(BEFORE_MS);
    const beforeBytes = server.process.residentBytes;
    const connectMs = await fleet.ask('connect', {
      wire: peer.wire,
      hosts: arena.hosts,
      port: server.devicePort,
      seats: server.seats,
      inboxFile: join(folder, 'inbox.sqlite'),
      count: 0,
      withinMs: CONNECT_MS,
    });
    progress.line(`  ${peer.name}: ${connections} connected in ${figure(connectMs / 1_000)} s`);
    await sleep(SETTLE_MS / 2);
    const cpuBefore = server.process.cpuMs;
    await sleep(SETTLE_MS / 2);
    const cpuShare = (server.process.cpuMs - cpuBefore) / (SETTLE_MS / 2);
    const afterBytes = server.process.residentBytes;
    const bytesPerConnection = (afterBytes - beforeBytes) / connections;
    return { beforeBytes, afterBytes, bytesPerConnection, connectMs, cpuShare };
  } finally {
    await Promise.all([fleet.stop(), server.stop()]);
    workspace.removeFolder(folder);
  }
}

async function run(stage: Stage): Promise<ScenarioReport> {
  const possible = stage.machine.openFilesMax - SPARE_FILES;
  const wanted = stage.settings.connections;
  const connections = Math.max(1, Math.min(wanted, possible));
  const results = await eachPeer(stage, (peer) => measure(stage, peer, connections));
  return {
    explanation: [
      `${connections} connected devices with nothing to tell, ${SETTLE_MS / 1_000} s after the last has connected: what the server’s resident memory has grown by since before the first, per connection. Ours are authenticated, known by name and state, and send a heartbeat every 10 s; the others are anonymous and ping.`,
    ],
    table: {
      columns: ['server', 'KiB/connection', 'before MiB', 'after MiB', 'CPU %', 'connected in s'],
      rows: rowsOf(results, (result) => [
        kibibytes(result.bytesPerConnection),
        mebibytes(result.beforeBytes),
        mebibytes(result.afterBytes),
        figure(result.cpuShare * 100),
        figure(result.connectMs / 1_000),
      ]),
    },
    remarks:
      connections < wanted
        ? [
            `${connections} instead of ${wanted}: a process may open ${stage.machine.openFilesMax} files here; raise it with "ulimit -n".`,
          ]
        : [],
    data: results,
  };
}

export const idle: Scenario = {
  name: 'idle',
  title: 'memory of a connection that waits',
  needs: [],
  runsOn: 'loopback',
  run,
};
