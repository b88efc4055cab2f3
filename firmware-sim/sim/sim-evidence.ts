import type { LedgerEvidence, OrderAccount } from '../audit/evidence.ts';
import type { CoreEntry } from '../core/log.ts';
import type { FaultKind } from './swarm.ts';

/** Which notice an utterance meant, as its speaker says. What the shop understands is `text`. */
export interface MeantNotice {
  readonly logId: string;
  readonly seq: number;
  readonly sn: string;
  readonly kind: 'payment' | 'refund' | 'cancel';
  readonly amountFen: number;
  readonly paidAtMs: number;
}

/** Something that sounded in the shop; all times are true. */
export interface Sounded {
  readonly device: string;
  readonly notices: readonly MeantNotice[];
  readonly text: string;
  readonly saidAs: 'announced' | 'late' | 'summary' | 'system';
  readonly beganAtMs: number;
  endedAtMs: number | undefined;
  /** To its last sample. */
  isWhole: boolean;
}

/** Something that was done to one device, and from what moment on it counts. */
export interface DeviceEvent {
  readonly device: string;
  readonly event: 'started' | 'died' | 'voice_failed' | 'replay_pressed' | 'disk_restored';
  readonly atMs: number;
  /** For a disk that was restored: the age of the copy. */
  readonly sinceMs?: number;
}

/** Which terminals a device serves, from the moment when somebody asked for it. */
export interface RosterEvent {
  readonly device: string;
  readonly terminals: readonly string[];
  readonly askedAtMs: number;
  /** Absent: nobody knows whether it came about. */
  doneAtMs?: number;
}

export interface DurableNotice {
  readonly device: string;
  readonly sn: string;
  readonly logId: string;
  readonly seq: number;
  readonly atMs: number;
}

/** A bound that was met, or what else a world saw that must never be. */
export interface Broken {
  readonly what: string;
  readonly atMs: number;
}

/** All that the auditor of a simulated run is given. */
export interface SimEvidence {
  readonly faults: readonly FaultKind[];
  readonly core: readonly CoreEntry[];
  readonly sounded: readonly Sounded[];
  readonly deviceEvents: readonly DeviceEvent[];
  readonly roster: readonly RosterEvent[];
  readonly durable: readonly DurableNotice[];
  /** The relay's disk was replaced by a copy of this age. */
  readonly relayRestores: readonly { readonly sinceMs: number; readonly atMs: number }[];
  /** Largest error of the relay's wall clock that ever was, ms. */
  readonly relayClockErrorMs: number;
  readonly heardLines: ReadonlyMap<string, readonly string[]>;
  readonly accounts: ReadonlyMap<string, OrderAccount>;
  readonly ledger: LedgerEvidence;
  readonly broken: readonly Broken[];
  /** Absent: it never settled; what was still open says `unsettled`. */
  readonly settledAtMs?: number;
  readonly unsettled: string;
  readonly calmSinceMs: number;
}
