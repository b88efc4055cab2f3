import { describeThrown } from '../../../shared/failure.ts';
import type { Peer } from '../peers/peer.ts';
import type { Stage } from './scenario.ts';

/** What became of one peer in a scenario. */
export type PeerResult<Result> =
  | { readonly peer: string; readonly result: Result }
  | { readonly peer: string; readonly failed: string };

/**
 * Runs the peers one after another. One that is not installed, or fails, gets its reason in the table; the others
 * are measured all the same.
 */
export async function eachPeer<Result>(
  stage: Stage,
  measure: (peer: Peer) => Promise<Result>,
): Promise<PeerResult<Result>[]> {
  const results: PeerResult<Result>[] = [];
  for (const peer of stage.peers) {
    const missing = peer.missing();
    if (missing !== undefined) {
      results.push({ peer: peer.name, failed: missing });
      stage.progress.line(`  ${peer.name}: ${missing}`);
      continue;
    }
    try {
      results.push({ peer: peer.name, result: await measure(peer) });
    } catch (thrown) {
      const failed = `failed: ${describeThrown(thrown).split('\n')[0]}`;
      results.push({ peer: peer.name, failed });
      stage.progress.line(`  ${peer.name}: ${describeThrown(thrown)}`);
    }
  }
  return results;
}

/** A row for each: the cells of `row`, or the reason why there are none. */
export const rowsOf = <Result>(
  results: readonly PeerResult<Result>[],
  row: (result: Result) => readonly string[],
): string[][] =>
  results.map((one) => ('failed' in one ? [one.peer, one.failed] : [one.peer, ...row(one.result)]));
