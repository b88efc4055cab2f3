import type { Evidence, Finding } from '../../../firmware-sim/audit/evidence.ts';
import type { PaymentCore } from '../../../firmware-sim/core/payment-core.ts';
import type { NetworkPath } from '../../../firmware-sim/network/network-path.ts';

export const PROGRAMS = ['relay', 'speaker'] as const;
export type Program = (typeof PROGRAMS)[number];

/** What the auditor says of the drill's own payments. */
export interface Judgement {
  readonly findings: readonly Finding[];
  readonly repeatsMarked: number;
  /** By `sn`, when the relay knew that the speaker had it on disk, Unix ms. */
  readonly storedAtMs: ReadonlyMap<string, number>;
}

/** When each order’s notice was stored, from the relay’s own accounts. */
export function storedTimes({ orders }: Pick<Evidence, 'orders'>): Map<string, number> {
  return new Map(
    [...orders].flatMap(([sn, { notices }]) => {
      const atMs = notices[0]?.storedAtMs;
      return atMs === undefined ? [] : [[sn, atMs] as const];
    }),
  );
}

/** A shop that a drill can be done to, whether it was brought up for that or runs anyway. */
export interface DrillShop {
  /** Sends the drill's payments. */
  readonly core: PaymentCore;
  readonly terminal: string;
  readonly heardPath: string;
  /** Whoever waits no longer than this for the sound has felt nothing. */
  readonly normalMs: number;
  /** Somebody else starts its programs again. */
  readonly isLookedAfter: boolean;
  /** `kill -9`; resolves when it is gone. */
  kill(program: Program): Promise<void>;
  /** Starts what was killed; where somebody else does that, waits for it. Resolves when it works again. */
  revive(program: Program): Promise<void>;
  /** Programs that ended although nobody had killed them, and how. */
  readonly endedByThemselves: readonly string[];
  judge(): Promise<Judgement>;
  /** What was brought up for the drill is taken down; what was there before goes on. */
  close(): Promise<void>;
}

/** What only a shop has that was brought up for the drill. */
export interface OwnSurroundings {
  /** Folders on small disks of their own. */
  readonly smallDisks: readonly string[];
  /** Between relay and speaker. */
  readonly path: NetworkPath | undefined;
}
