import type { DeviceId, LogId } from '../../shared/ids.ts';
import type { Notice, SeqRange } from '../../shared/notice.ts';
import type { Seq } from '../../shared/quantities.ts';
import { type Bucket, createBucket } from '../bucket.ts';
import type { LoggedNotice } from '../store.ts';
import { BACKFILL_RATE, type Backfill, createBackfill } from './backfill.ts';
import { COPY_RATE, RESEND_RATE } from './copies.ts';
import { Deadlines } from './deadlines.ts';
import { createLongPathsRecord, createNoticesRecord, type LossRecord } from './losses.ts';
import type { RoundTrip } from './path.ts';

/** Names one connection for its life; never used again. */
export type ConnectionId = number;

export type PushInput =
  /** A connection proved whose it is. It carries nothing until it has greeted. */
  | { readonly input: 'connected'; readonly device: DeviceId; readonly connection: ConnectionId }
  /** Its hello was answered with a welcome for this log; `upTo` is what the device has of it without a gap. */
  | {
      readonly input: 'greeted';
      readonly device: DeviceId;
      readonly connection: ConnectionId;
      readonly logId: LogId;
      readonly upTo: Seq;
    }
  /** A heartbeat said so: the device has the log without a gap up to here. */
  | { readonly input: 'reached'; readonly device: DeviceId; readonly logId: LogId; readonly upTo: Seq }
  | { readonly input: 'closed'; readonly device: DeviceId; readonly connection: ConnectionId }
  /** Its socket holds bytes that the system does not take yet, or no more. */
  | {
      readonly input: 'backed_up';
      readonly device: DeviceId;
      readonly connection: ConnectionId;
      readonly isBackedUp: boolean;
    }
  /** `lastByteAtMs`: when the callback came, `queuedAtMs`: when its commit was known here; on the clock of `nowMs`. */
  | {
      readonly input: 'delivered';
      readonly logged: LoggedNotice;
      readonly lastByteAtMs: number;
      readonly queuedAtMs: number;
    }
  | {
      readonly input: 'sync';
      readonly device: DeviceId;
      readonly logId: LogId;
      readonly ranges: readonly SeqRange[];
    }
  /** What the store had for a `read` effect; `notices` undefined: it could not say. */
  | {
      readonly input: 'read';
      readonly device: DeviceId;
      readonly logId: LogId;
      readonly ranges: readonly SeqRange[];
      readonly most: number;
      readonly notices: readonly Notice[] | undefined;
    }
  | {
      readonly input: 'stored';
      readonly device: DeviceId;
      readonly connection: ConnectionId;
      readonly logId: LogId;
      readonly seqs: readonly Seq[];
      readonly heldUs: readonly number[];
    }
  /** Time has passed: `state.deadlines.nextAtMs` says when this is wanted. */
  | { readonly input: 'due' }
  /** The device was taken off the roster. */
  | { readonly input: 'forgotten'; readonly device: DeviceId };

/**
 * Why a notice goes out once more: the first path is late or long (hedge), long and both likely to lose it (third),
 * nobody answered (resend), its connection was lost (moved).
 */
export type CopyKind = 'hedge' | 'third' | 'resend' | 'moved';

export type PushEffect =
  | {
      readonly effect: 'send';
      readonly connection: ConnectionId;
      readonly notice: Notice;
      /** Absent: it goes out for the first time. */
      readonly again?: CopyKind;
    }
  | {
      readonly effect: 'read';
      readonly device: DeviceId;
      readonly logId: LogId;
      readonly ranges: readonly SeqRange[];
      readonly most: number;
    }
  | { readonly effect: 'mark'; readonly device: DeviceId; readonly logId: LogId; readonly seq: Seq }
  | { readonly effect: 'sample'; readonly latencyMs: number; readonly lowestRoundTripMs: number }
  | { readonly effect: 'refuse'; readonly code: string };

/** One connection of a device, as a path for its notices. */
export interface PushPath {
  readonly connection: ConnectionId;
  readonly connectedAtMs: number;
  greeted: boolean;
  roundTrip: RoundTrip | undefined;
  answer: RoundTrip | undefined;
  lateShare: number;
  readonly record: LossRecord;
  strikes: number;
  /** Its socket holds unsent bytes: whatever is sent now waits behind them. */
  isBackedUp: boolean;
  /** When it answered last; undefined: never yet. */
  answeredAtMs: number | undefined;
}

/** When a notice first went out on one path. */
export interface Send {
  readonly connection: ConnectionId;
  readonly atMs: number;
  /** It went out there again: nobody knows which of the two is answered (Karn's algorithm). */
  isRepeated: boolean;
  /** What its answer took on the wire; undefined while there is none, or nobody knows when it came. */
  wireMs: number | undefined;
  /** Counted among its path's answers, late or not, or never to be. */
  isJudged: boolean;
}

/** A send whose answer is of use only to know its path better: another path was quicker. */
export interface AwaitedAnswer {
  readonly seq: Seq;
  readonly send: Send;
  /** All sends of that notice. */
  readonly sends: readonly Send[];
  /** When the other path answered. */
  readonly sinceMs: number;
}

/** A notice that is sent and not yet stored. */
export interface InFlight {
  readonly notice: Notice;
  readonly fromBackfill: boolean;
  /** How many deadlines have passed; deadlines of an earlier attempt are void. */
  attempt: number;
  /** It has gone out on several paths at once; the next resends are slow. */
  hasBeenQuick: boolean;
  lastConnection: ConnectionId;
  /** One for each path. */
  readonly sends: Send[];
}

export interface DevicePush {
  readonly device: DeviceId;
  readonly paths: Map<ConnectionId, PushPath>;
  /** The log of the last greeting. */
  logId: LogId | undefined;
  /** Known to be stored without a gap. */
  storedUpTo: number;
  /** Highest seq of this log that we have sent. */
  sentUpTo: number;
  /** Where the log ends, from what was delivered while the device was connected. */
  latest: { readonly logId: LogId; readonly seq: Seq } | undefined;
  readonly inFlight: Map<Seq, InFlight>;
  /** When the callbacks of live notices came that are not yet stored, sent or not. */
  readonly bornAtMs: Map<Seq, number>;
  readonly backfill: Backfill;
  /** The oldest first; empty while a device has one path. */
  readonly awaited: AwaitedAnswer[];
  /** Made with its first copy: most devices never need one. */
  copies: Bucket | undefined;
}

export type Due =
  | {
      readonly due: 'hedge' | 'resend';
      readonly device: DeviceId;
      readonly seq: Seq;
      readonly attempt: number;
    }
  | { readonly due: 'reread'; readonly device: DeviceId }
  | { readonly due: 'backfill' };

/** All that the pusher remembers. Changed in place by its `step`, and by nobody else. */
export interface PushState {
  readonly devices: Map<DeviceId, DevicePush>;
  readonly deadlines: Deadlines<Due>;
  /** Devices whose backfill can go on, the one that waited longest first. */
  readonly backfillQueue: Set<DeviceId>;
  readonly allowance: Bucket;
  /** For copies of live notices, of all devices together. */
  readonly copies: Bucket;
  /** For those of them that are resends. */
  readonly resends: Bucket;
  /** The long paths of all devices: what a path is taken for that has told little itself. */
  readonly longPaths: LossRecord;
  /** Of what went out on several long paths: late are those notices whose first answer was. */
  readonly notices: LossRecord;
  /** No copies before: the relay itself is late. */
  strainedUntilMs: number;
  readsUnderWay: number;
  /** What these may bring, all together. */
  readingNotices: number;
  backfillWakesAtMs: number | undefined;
}

export const createPushState = (nowMs: number): PushState => ({
  devices: new Map(),
  deadlines: new Deadlines(),
  backfillQueue: new Set(),
  allowance: createBucket(BACKFILL_RATE, nowMs),
  copies: createBucket(COPY_RATE, nowMs),
  resends: createBucket(RESEND_RATE, nowMs),
  longPaths: createLongPathsRecord(),
  notices: createNoticesRecord(),
  strainedUntilMs: Number.NEGATIVE_INFINITY,
  readsUnderWay: 0,
  readingNotices: 0,
  backfillWakesAtMs: undefined,
});

export const createDevicePush = (device: DeviceId): DevicePush => ({
  device,
  paths: new Map(),
  logId: undefined,
  storedUpTo: 0,
  sentUpTo: 0,
  latest: undefined,
  inFlight: new Map(),
  bornAtMs: new Map(),
  backfill: createBackfill(),
  awaited: [],
  copies: undefined,
});

/** The paths that may carry notices. */
export function greetedPaths(device: DevicePush): readonly PushPath[] {
  const greeted: PushPath[] = [];
  for (const path of device.paths.values()) if (path.greeted) greeted.push(path);
  return greeted;
}
