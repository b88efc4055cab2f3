import type { Chance } from '../shared/seeded-chance.ts';
import type { Capability } from './capabilities.ts';

/** What can be done to a running shop, and what of the machine it takes. */
export const FAULTS = {
  kill: { says: 'kill -9 of the relay, a speaker, or all at once', needs: [] },
  freeze: { says: 'SIGSTOP of the relay or a speaker, SIGCONT later', needs: [] },
  restart: { says: 'everything is stopped in peace and started again', needs: [] },
  new_key: { says: 'a speaker gets a new key while it runs', needs: [] },
  frozen_reader: { says: 'a path of a speaker that greets and never reads', needs: [] },
  power_cut: { says: 'the power of one disk, or of all, is cut while it is written', needs: ['power_cut'] },
  disk_full: { says: 'a disk is full, also at a start', needs: ['power_cut'] },
  failing_sync: { says: 'fsync fails, now and then with a power cut on top', needs: ['failing_sync'] },
  clock: { says: 'a wall clock jumps: days at a speaker, seconds at the relay', needs: ['false_clock'] },
  packet_loss: { says: 'a path, or both, lose up to 40 % of their packets', needs: ['packet_loss'] },
  cut_link: { says: 'a path, or both, carry nothing', needs: ['packet_loss'] },
  slow_link: { says: 'the mobile path takes up to 600 ms each way', needs: ['mobile_network'] },
} as const satisfies Record<string, { says: string; needs: readonly Capability[] }>;

export type FaultKind = keyof typeof FAULTS;
export const FAULT_KINDS = Object.keys(FAULTS) as FaultKind[];

export const isNetworkFault = (kind: FaultKind): boolean =>
  kind === 'packet_loss' || kind === 'cut_link' || kind === 'slow_link' || kind === 'frozen_reader';

export interface PlannedFault {
  readonly kind: FaultKind;
  /** What it happens to: `relay`, a speaker, or all of them; faults that only one kind of them can have take no heed of it. */
  readonly target: 'relay' | 'speaker' | 'all';
  /** Which speaker, and which path, where there are several. */
  readonly speaker: number;
  readonly path: number;
  /** How bad it is, 0 to 1. */
  readonly degree: number;
  /** A second thing happens on top of it, e.g. a kill in the middle. */
  readonly isTwofold: boolean;
  /** Ms after the end of the fault before it. */
  readonly afterMs: number;
  /** How long it lasts before it is made good, ms. */
  readonly lastsMs: number;
}

/**
 * Draws faults for as long as they are asked for: now one, now the other, some of them again at once after the
 * repair, when everything is just catching up.
 */
export function* drawFaults(
  chance: Chance,
  kinds: readonly FaultKind[],
  counts: { readonly speakers: number; readonly paths: number },
): Generator<PlannedFault, never> {
  for (;;) {
    const kind = chance.pick(kinds);
    const draw = chance.next();
    yield {
      kind,
      target: draw < 0.45 ? 'relay' : draw < 0.85 ? 'speaker' : 'all',
      speaker: chance.integer(0, counts.speakers - 1),
      path: chance.integer(0, Math.max(0, counts.paths - 1)),
      degree: chance.next(),
      isTwofold: chance.happens(0.35),
      afterMs: chance.happens(0.25) ? chance.integer(0, 300) : chance.integer(800, 4_000),
      lastsMs: drawDurationMs(chance, isNetworkFault(kind)),
    };
  }
}

/** Mostly short; now and then long enough for a speaker to say that it has lost its relay, and to come back late. */
function drawDurationMs(chance: Chance, isNetwork: boolean): number {
  const draw = chance.next();
  if (draw < 0.5) return isNetwork ? chance.integer(500, 3_000) : chance.integer(0, 200);
  if (draw < 0.93) return chance.integer(500, 4_000);
  return chance.integer(8_000, 20_000);
}
