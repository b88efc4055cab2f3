import { cpSync } from 'node:fs';
import type { Seat } from '../wire.ts';
import type { Workspace } from '../workspace.ts';
import { boundOf, readHistogram } from './histogram.ts';
import type { OwnFigures, Peer } from './peer.ts';
import { ANY_PORT, RelayProcess } from './relay-process.ts';
import { makeRelayRoster } from './relay-roster.ts';

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
  wire: 'tillbell',
  missing: () => undefined,
  async start({ workspace, devices, coreKeyFile, ...options }) {
    const roster = await rosterOf(workspace, devices);
    const dataFolder = workspace.newFolder('relay');
    cpSync(roster.folder, dataFolder, { recursive: true });
    const settings = { ...options, dataFolder, coreKeyFile, http: ANY_PORT, mqtt: ANY_PORT };
    const relay = await RelayProcess.start(workspace, settings);
    return {
      pid: relay.pid,
      host: relay.mqtt.host,
      devicePort: relay.mqtt.port,
      senderPort: relay.http.port,
      seats: roster.seats,
      ownFigures: () => ownFigures(relay),
      async stop() {
        await relay.stop();
        workspace.removeFolder(dataFolder);
      },
    };
  },
};

async function ownFigures(relay: RelayProcess): Promise<OwnFigures> {
  const histogram = readHistogram(await relay.get('/metrics'), 'tillbell_push_latency_seconds');
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
  };
}
