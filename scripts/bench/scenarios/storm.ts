import { setPriority } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../../shared/failure.ts';
import { limits } from '../../../shared/limits.ts';
import { nowUs, sleep } from '../clock.ts';
import type { ComebackResult, FleetOrders } from '../fleet/fleet.ts';
import { type Incident, type LiveRun, newFleet, runLoad } from '../rig.ts';
import { judgeRun } from '../run-outcome.ts';
import type { Subprocess } from '../subprocess.ts';
import { figure } from '../table.ts';
import { evenAudience } from '../wire.ts';
import { contestantsOn, measureEach, type Row } from './contestants.ts';
import { curvesOf, outcomeTable, remarksOn } from './outcome-table.ts';
import {
  loadOn,
  type Scenario,
  type ScenarioReport,
  type Stage,
  startOptions,
  WARM_UP_SECONDS,
} from './scenario.ts';

/** The devices with payments, beside the crowd. */
const USUAL = { devices: 500, ratePerS: 500 };
/** A process needs file descriptors for more than its connections. */
const SPARE_FILES = 300;
const CONNECT_MS = 90_000;
/** In the world the crowd has ten thousand processors of its own; here it must not take the server's. */
const CROWD_NICENESS = 10;
/** Who is not back by then is not waited for. */
const STORM_MS = 60_000;
/** Measured at least, from the moment at which the crowd loses its connections: enough for a tail. */
const WINDOW_MS = 10_000;

class Crowd implements Incident {
  bytesPerConnection = Number.NaN;
  comeback: ComebackResult | undefined;
  beganUs = 0;
  endedUs = 0;
  readonly #live: number;
  readonly #size: number;
  #fleet: Subprocess<FleetOrders> | undefined;

  constructor(live: number, size: number) {
    this.#live = live;
    this.#size = size;
  }

  pids(): readonly number[] {
    return this.#fleet === undefined ? [] : [this.#fleet.pid];
  }

  async prepare({ workspace, arena, server, peer }: LiveRun): Promise<void> {
    const fleet = newFleet(workspace, arena);
    this.#fleet = fleet;
    setPriority(fleet.pid, CROWD_NICENESS);
    const before = server.process.residentBytes;
    await fleet.ask('connect', {
      ...{ wire: peer.wire, hosts: arena.hosts, port: server.devicePort, count: 0, withinMs: CONNECT_MS },
      seats: server.seats.slice(this.#live),
      inboxFile: join(workspace.newFolder('crowd'), 'inbox.sqlite'),
    });
    this.bytesPerConnection = (server.process.residentBytes - before) / (this.#size * arena.hosts.length);
  }

  async happen({ generator }: LiveRun): Promise<void> {
    if (this.#fleet === undefined) throw new Failure('stopped', 'the crowd has not been there');
    this.beganUs = nowUs();
    this.comeback = await this.#fleet.ask('storm', { withinMs: STORM_MS });
    await sleep(Math.max(0, WINDOW_MS - this.comeback.tookMs));
    this.endedUs = nowUs();
    await generator.ask('stop', null);
  }

  /** To be called whatever has become of the run. */
  async leave(): Promise<void> {
    await this.#fleet?.stop();
  }
}

const comebackText = ({ devices, back, tookMs, lateP99Ms, lateMaxMs }: ComebackResult): string =>
  `${back} of ${devices} back after ${figure(tookMs / 1_000)} s; the crowd’s own process late by ${figure(lateP99Ms)} ms at p99, ${figure(lateMaxMs)} at most`;

async function run(stage: Stage): Promise<ScenarioReport> {
  const { settings, networks, loads, machine } = stage;
  const { devices, ratePerS } = loadOn(USUAL, settings);
  const size = Math.min(settings.connections, machine.openFilesMax - SPARE_FILES - devices);
  if (size < 1) throw new Failure('unreachable', `a process may open ${machine.openFilesMax} files here`);
  const bytes = new Map<string, number>();
  const contestants = networks.flatMap((network) => contestantsOn(network, stage));
  const rows = await measureEach(stage, contestants, async ({ name, peer, network, paths }) => {
    const crowd = new Crowd(devices, size);
    try {
      const evidence = await runLoad(loads, peer, {
        place: { network, paths, isTuned: settings.isTuned, isTight: false },
        server: startOptions(stage, devices + size),
        audience: evenAudience(devices),
        ...{ ratePerS, warmUpSeconds: WARM_UP_SECONDS, incident: crowd },
        // It is stopped when all are back.
        seconds: (STORM_MS + WINDOW_MS) / 1_000,
      });
      bytes.set(name, crowd.bytesPerConnection);
      const isMeasured = (_: number, sentUs: number): boolean =>
        sentUs >= crowd.beganUs && sentUs <= crowd.endedUs;
      const besides = crowd.comeback === undefined ? '' : comebackText(crowd.comeback);
      return { outcome: judgeRun(evidence, { isMeasured }), besides };
    } finally {
      await crowd.leave();
    }
  });
  return {
    explanation: [
      `${size} connected devices lose their connections at one moment and come back as devices do (at random within ${limits.reconnectFirstMs} ms, then with doubled patience up to ${limits.reconnectQuickMaxMs / 1_000} s, from the ${limits.reconnectQuickAttempts + 1}th attempt on up to ${limits.reconnectMaxMs / 1_000} s), while ${devices} others go on being told of payments. Latency is that of those payments from that moment until all are back, at least for ${WINDOW_MS / 1_000} s. The crowd’s process gives way to the others (nice ${CROWD_NICENESS}), whatever the server.`,
      `Ours judges at most ${limits.mqttConnectsPerS} connections a second, on purpose: each is authenticated and compares its log, and the payments come first. The others let in whoever comes, anonymously.`,
      'KiB/connection: what the server’s resident memory grew by while the crowd connected the first time.',
    ],
    table: outcomeTable(
      'storm',
      rows,
      new Map<Row, number>(rows.map((row) => [row, bytes.get(row.contestant.name) ?? Number.NaN])),
    ),
    remarks: remarksOn(rows),
    data: rows.map(({ contestant: { name }, ...row }) => ({
      ...{ server: name, bytesPerConnection: bytes.get(name) },
      ...row,
    })),
    curves: curvesOf(`${size} reconnect`, rows),
  };
}

export const storm: Scenario = {
  name: 'storm',
  title: 'thousands reconnect at one moment: what the live payments notice, and when all are back',
  needs: [],
  runsOn: 'first',
  // The process that carries the packets would be the one that is stormed.
  notOn: 'mobile',
  run,
};
