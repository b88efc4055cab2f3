import type { BusRefusal } from '../../../shared/bus-messages.ts';
import { limits } from '../../../shared/limits.ts';
import type { HeardFrame } from '../../../shared/serial-frame.ts';
import type {
  BusEvent,
  BusRequest,
  ModuleOutputs,
  ModuleSerial,
  MoveAnswer,
  MoveOrder,
} from '../readings.ts';
import type { Exchange } from './bus-exchange.ts';
import type { RosterModule } from './bus-roster.ts';
import { initialSeek, type SeekQuery, type SeekState } from './bus-seek.ts';
import { dampen, initialTrouble, type TroubleState } from './bus-trouble.ts';

/** What the bus is busy with, or is to do next. */
export type BusJob =
  /** All boards forget their addresses: they may have them from a runtime before us. */
  | { readonly type: 'release' }
  | { readonly type: 'seek'; readonly query: SeekQuery }
  | {
      readonly type: 'assign';
      readonly serial: ModuleSerial;
      readonly slots: number;
      readonly bootCount: number;
      readonly address: number;
      /** The address that it leaves, for somebody else may answer there. */
      readonly leaves?: number;
    }
  | { readonly type: 'poll'; readonly serial: ModuleSerial }
  | { readonly type: 'move'; readonly order: MoveOrder }
  /** Nobody is asked: who talks now? */
  | { readonly type: 'listen' };

export type BusFlight =
  | { readonly job: Exclude<BusJob, { type: 'listen' }>; readonly exchange: Exchange }
  | { readonly job: { readonly type: 'listen' }; readonly untilMs: number; readonly heardBytes: number };

export interface BusState {
  /** The line is open. */
  readonly isOpen: boolean;
  readonly sequence: number;
  readonly flight?: BusFlight | undefined;
  /** In the order in which they were found. */
  readonly roster: readonly RosterModule[];
  /** What has to be done before anything is polled. */
  readonly duties: readonly Exclude<BusJob, { type: 'listen' | 'poll' | 'move' | 'seek' }>[];
  readonly seek: SeekState;
  /** In the order in which they came. */
  readonly moves: readonly MoveOrder[];
  /** Commands that were sent and never answered: until they are, nobody may say that they did not move. */
  readonly doubtful: readonly number[];
  /** The newest of each module. */
  readonly outputs: Readonly<Record<ModuleSerial, ModuleOutputs>>;
  /** Who has not had a turn in this cycle. */
  readonly toPoll: readonly ModuleSerial[];
  /** Failed polls in the turn of the first of them. */
  readonly turnFailures: number;
  readonly cycleAtMs: number;
  /** Questions of a search since then. */
  readonly seeksInCycle: number;
  /** Addresses that more than one board may have, and since when. */
  readonly avoided: readonly { readonly address: number; readonly atMs: number }[];
  /** The last whole serial number whose answer was garbled. */
  readonly twins?: number;
  readonly trouble: TroubleState;
}

export const initialBus: BusState = {
  isOpen: false,
  sequence: 0,
  roster: [],
  duties: [],
  seek: initialSeek,
  moves: [],
  doubtful: [],
  outputs: {},
  toPoll: [],
  turnFailures: 0,
  cycleAtMs: Number.NEGATIVE_INFINITY,
  seeksInCycle: 0,
  avoided: [],
  trouble: initialTrouble,
};

/** Refusals by those who cannot know what an earlier sending did. */
const UNSEEN: ReadonlySet<string> = new Set([
  'module_absent',
  'bus_closed',
  'bus_full',
  'older_command',
] satisfies BusMoveRefusal[]);

/** Why a move is refused: the board's reasons, and the bus's own. */
export type BusMoveRefusal =
  | BusRefusal
  | 'module_absent'
  | 'bus_closed'
  | 'bus_full'
  | 'no_such_slot'
  | 'no_command_id';

export type BusInput =
  | { readonly type: 'opened' }
  | { readonly type: 'closed'; readonly reason: string }
  | { readonly type: 'heard'; readonly byteCount: number; readonly frames: readonly HeardFrame[] }
  /** More came than a serial line can carry, and was not looked at. */
  | { readonly type: 'overfed' }
  | { readonly type: 'request'; readonly request: BusRequest }
  | { readonly type: 'tick' };

export type BusEffect =
  | { readonly type: 'send'; readonly bytes: Uint8Array }
  | { readonly type: 'tell'; readonly event: BusEvent };

/** A state that is being stepped: its own copy, whose parts are replaced and never changed in place. */
export type BusDraft = { -readonly [Key in keyof BusState]: BusState[Key] } & { effects: BusEffect[] };

export const draftOf = (state: BusState): BusDraft => ({ ...state, effects: [] });

export function tell(draft: BusDraft, event: BusEvent): void {
  draft.effects.push({ type: 'tell', event });
}

export function tellTrouble(
  draft: BusDraft,
  code: Extract<BusEvent, { type: 'trouble' }>['code'],
  detail: string,
  nowMs: number,
): void {
  const trouble = { type: 'trouble', code, detail } as const;
  const dampened = dampen(draft.trouble, trouble, nowMs);
  draft.trouble = dampened.state;
  if (dampened.isTold) tell(draft, trouble);
}

/** Ends an order. A refusal only stands where it is certain that an earlier sending of the same one moved nothing. */
export function tellMoved(draft: BusDraft, commandId: number, answer: MoveAnswer): void {
  const wasDoubtful = draft.doubtful.includes(commandId);
  const isBlindRefusal = answer.answer === 'refused' && UNSEEN.has(answer.reason);
  const told: MoveAnswer = wasDoubtful && isBlindRefusal ? { answer: 'unknown' } : answer;
  const others = draft.doubtful.filter((id) => id !== commandId);
  draft.doubtful = told.answer === 'unknown' ? [...others, commandId].slice(-limits.busMovesWaiting) : others;
  tell(draft, { type: 'moved', commandId, answer: told });
}

export const moduleOf = (draft: BusState, serial: ModuleSerial): RosterModule | undefined =>
  draft.roster.find((module) => module.serial === serial);

export function putModule(draft: BusDraft, changed: RosterModule): void {
  draft.roster = draft.roster.map((module) => (module.serial === changed.serial ? changed : module));
}
