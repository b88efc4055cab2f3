import { describeThrown } from '../../../shared/failure.ts';
import type { BenchSettings } from '../bench-settings.ts';
import { type BenchNetwork, usualPaths } from '../network/networks.ts';
import type { Peer } from '../peers/peer.ts';
import { OURS } from '../peers/peers.ts';
import type { RunOutcome } from '../run-outcome.ts';
import type { Stage } from './scenario.ts';

/** One row of a table: a server, and how its devices reach it. */
export interface Contestant {
  readonly name: string;
  readonly peer: Peer;
  readonly network: BenchNetwork;
  readonly paths: number;
}

/** What became of it. */
export type Row =
  | { readonly contestant: Contestant; readonly result: RunOutcome; readonly besides: string }
  | { readonly contestant: Contestant; readonly failed: string };

/**
 * Who is measured on a network: ours once for each number of paths, everybody else with the one path that their
 * clients can use. A variant of a server is measured on the first network only: how it stores has nothing to do with
 * the way.
 */
export function contestantsOn(
  network: BenchNetwork,
  {
    peers,
    settings,
    networks,
  }: Pick<Stage, 'peers' | 'networks'> & { settings: Pick<BenchSettings, 'paths'> },
): Contestant[] {
  const isFirst = networks[0] === network;
  return peers.flatMap((peer) => {
    if (peer.name !== OURS) {
      return peer.isVariant && !isFirst ? [] : [{ name: peer.name, peer, network, paths: 1 }];
    }
    const counts = settings.paths ?? usualPaths(network);
    return counts.map((paths) => ({ name: nameOfOurs(network, paths), peer, network, paths }));
  });
}

function nameOfOurs({ kind }: BenchNetwork, paths: number): string {
  if (kind === 'loopback' && paths === 1) return OURS;
  return `${OURS}, ${paths} path${paths === 1 ? '' : 's'}`;
}

/** Measures one after another. Who is not installed, or fails, gets the reason as a row; the others are measured all the same. */
export async function measureEach(
  stage: Stage,
  contestants: readonly Contestant[],
  measure: (contestant: Contestant) => Promise<{ readonly outcome: RunOutcome; readonly besides?: string }>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [index, contestant] of contestants.entries()) {
    const { name, peer, network } = contestant;
    const title = `  ${index + 1}/${contestants.length} ${network.name}, ${name}`;
    const missing = peer.missing();
    if (missing !== undefined) {
      rows.push({ contestant, failed: `skipped: ${missing}` });
      stage.progress.line(`${title}: skipped: ${missing}`);
      continue;
    }
    try {
      stage.progress.step(`${title} …`);
      const { outcome, besides = '' } = await measure(contestant);
      rows.push({ contestant, result: outcome, besides });
      stage.progress.line(`${title}: ${inShort(outcome)}${besides === '' ? '' : `; ${besides}`}`);
    } catch (thrown) {
      rows.push({ contestant, failed: `failed: ${describeThrown(thrown).split('\n')[0]}` });
      stage.progress.line(`${title}: ${describeThrown(thrown)}`);
    }
  }
  return rows;
}

function inShort({ latencyUs, lost }: RunOutcome): string {
  const figures = [latencyUs.p50, latencyUs.p99, latencyUs.p999].map((us) => (us / 1_000).toFixed(1));
  return `p50 ${figures[0]}, p99 ${figures[1]}, p99.9 ${figures[2]} ms, ${lost} lost`;
}
