import { cpSync } from 'node:fs';
import { Failure } from '../../../shared/failure.ts';
import type { Seat } from '../wire.ts';
import type { Workspace } from '../workspace.ts';
import { boundOf, readCounter, readHistogram } from './histogram.ts';
import type { OwnFigures, Peer, Server, StartOptions } from './peer.ts';
import { ANY_PORT, RelayProcess } from './relay-process.ts';
import { makeRelayRoster } from './relay-roster.ts';
import { ServerProcess } from './server-process.ts';

interface Roster {
  readonly folder: string;
  readonly seats: readonly Seat[];
}

/** A roster is made once for each number of devices; every run begins with a copy of it. */
const rosters = new Map<number, Roster>();

async function rosterOf(workspace: Workspace, devices: number): Promise<Roster> {
  const known = rosters.get(devices);
  if (known !== undefined) return known;
  const folder = workspace.newFolder('roster');
  const roster = { folder, seats: await makeRelayRoster(folder, devices) };
  rosters.set(devices, roster);
  return roster;
}

/** Our relay. */
export const ours: Peer = {
  name: 'ours',
  keeps: 'on disk (SQLite, synchronous=FULL) before it answers',
  isVariant: false,
  wire: 'tillbell',
  missing: () => undefined,
  start,
};

async function start(options: StartOptions): Promise<Server> {
  const { workspace, devices, coreKeyFile, listenHost, cpuProfileFolder } = options;
  const roster = await rosterOf(workspace, devices);
  const dataFolder = workspace.newFolder('relay');
  cpSync(roster.folder, dataFolder, { recursive: true });
  const profile = cpuProfileFolder === undefined ? {} : { cpuProfileFolder };
  let places = { http: ANY_PORT, mqtt: { ...ANY_PORT, host: listenHost } };
  const launch = async (): Promise<RelayProcess> => {
    const relay = await RelayProcess.start(workspace, { dataFolder, coreKeyFile, ...places, ...profile });
    // Whoever knew it finds it there again after a crash.
    places = { http: relay.http, mqtt: relay.mqtt };
    return relay;
  };
  let relay: RelayProcess | undefined;
  const process = await ServerProcess.start(async () => {
    relay = await launch();
    return relay.child;
  });
  return {
    process,
    devicePort: places.mqtt.port,
    senderPort: places.http.port,
    seats: roster.seats,
    ownFigures: () => ownFigures(relay),
    async stop() {
      await process.stop();
      workspace.removeFolder(dataFolder);
    },
  };
}

async function ownFigures(relay: RelayProcess | undefined): Promise<OwnFigures> {
  if (relay === undefined) throw new Failure('stopped', 'the relay does not run');
  const page = await relay.get('/metrics');
  const histogram = readHistogram(page, 'tillbell_push_latency_seconds');
  const ledger = JSON.parse(await relay.get('/v1/ledger')) as {
    readonly balanced: boolean;
    readonly receipts: { readonly announced: { readonly count: number } };
  };
  return {
    p50Ms: boundOf(histogram, 0.5) * 1_000,
    p99Ms: boundOf(histogram, 0.99) * 1_000,
    p999Ms: boundOf(histogram, 0.999) * 1_000,
    balanced: ledger.balanced,
    announced: ledger.receipts.announced.count,
    pushes: readCounter(page, 'tillbell_pushes_total'),
    refusals: readCounter(page, 'tillbell_push_refusals_total'),
  };
}
