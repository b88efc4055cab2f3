import type { BusAnswer, SlotState } from '../../../shared/bus-messages.ts';
import { limits } from '../../../shared/limits.ts';
import type { ModuleOutputs, ModuleReading, ModuleSerial } from '../readings.ts';

/** Good answers in a row until more slots are asked for at a time. */
const GOOD_PIECES = 8;

/** A module that has an address and is polled. */
export interface RosterModule {
  readonly serial: ModuleSerial;
  readonly address: number;
  readonly slots: number;
  /** Last good answer, or when it was found. */
  readonly goodAtMs: number;
  /** Polls in a row that nothing answered. */
  readonly silentInRow: number;
  readonly garbledInRow: number;
  /** When its last poll began. */
  readonly askedAtMs: number;
  /** When it was last moved away from its address. */
  readonly readdressedAtMs: number;
  /** Slots asked for at a time: fewer on a noisy line, where only short answers get through. */
  readonly pieceSlots: number;
  readonly goodPieces: number;
  /** Of the reading that is being put together, in order from slot 1. */
  readonly gathered: readonly SlotState[];
  readonly gatheredSinceMs: number;
  readonly bootCount: number;
  /** The outputs that its board is known to have, and since when. */
  readonly refreshed?: { readonly outputs: ModuleOutputs; readonly atMs: number };
}

export function newModule(
  serial: ModuleSerial,
  address: number,
  slots: number,
  bootCount: number,
  nowMs: number,
): RosterModule {
  return {
    serial,
    address,
    slots,
    goodAtMs: nowMs,
    silentInRow: 0,
    garbledInRow: 0,
    askedAtMs: Number.NEGATIVE_INFINITY,
    readdressedAtMs: Number.NEGATIVE_INFINITY,
    pieceSlots: slots,
    goodPieces: 0,
    gathered: [],
    gatheredSinceMs: nowMs,
    bootCount,
  };
}

/** The slots that its next poll asks for; of a module that may soon be lost one, for any answer is a sign of life. */
export function nextPiece(module: RosterModule, nowMs: number): { firstSlot: number; slotCount: number } {
  const firstSlot = module.gathered.length + 1;
  const mostSlots = isFading(module, nowMs) ? 1 : module.pieceSlots;
  return { firstSlot, slotCount: Math.min(mostSlots, module.slots - module.gathered.length) };
}

/** Without a good answer for so long that, on a noisy line, it must not wait for its turn. */
const isFading = (module: RosterModule, nowMs: number): boolean =>
  nowMs - module.goodAtMs >= limits.busFadingMs;

/** It is fading, and the others have had their chance since it was asked. */
export const isToBeSaved = (module: RosterModule, nowMs: number): boolean =>
  isFading(module, nowMs) && nowMs - module.askedAtMs >= limits.busFadingRetryMs;

/** Nobody sees what its outputs do: they are to end on the board. */
export const isBlind = (module: RosterModule, nowMs: number): boolean =>
  nowMs - module.goodAtMs >= limits.busBlindMs;

export const isLost = (module: RosterModule, nowMs: number): boolean =>
  nowMs - module.goodAtMs >= limits.busLostMs;

/** It is asked for fewer slots than it has, because long answers do not get through. */
export const isCutUp = (module: RosterModule): boolean => module.pieceSlots < module.slots;

/** Noise has left its reading incomplete. */
export const isBehind = (module: RosterModule): boolean =>
  module.gathered.length > 0 || module.garbledInRow > 0;

/**
 * Outputs go with every poll; only where noise lets nothing but short frames through, one refresh has to do for
 * several of them.
 */
export function isRefreshDue(
  { refreshed, ...module }: RosterModule,
  outputs: ModuleOutputs,
  nowMs: number,
): boolean {
  const isKnown = refreshed !== undefined && refreshed.outputs === outputs;
  return !isKnown || module.pieceSlots === module.slots || nowMs - refreshed.atMs >= limits.busRefreshMs;
}

/** Its answers are garbled so often, and the others' are not, that somebody else may answer with it. */
export function isContested(module: RosterModule, roster: readonly RosterModule[], nowMs: number): boolean {
  const isOften = module.garbledInRow >= limits.busGarbledInRow;
  const isAlone = roster.every((other) => other.serial === module.serial || !isCutUp(other));
  return isOften && isAlone && nowMs - module.readdressedAtMs >= limits.busReaddressMs;
}

export const afterSilence = (module: RosterModule): RosterModule => ({
  ...module,
  silentInRow: module.silentInRow + 1,
});

export const afterGarbled = (module: RosterModule): RosterModule => ({
  ...module,
  garbledInRow: module.garbledInRow + 1,
  goodPieces: 0,
  pieceSlots: module.garbledInRow < 1 ? module.pieceSlots : Math.max(1, Math.ceil(module.pieceSlots / 2)),
});

type StateAnswer = Extract<BusAnswer, { type: 'state' }>;

/**
 * Puts what a poll brought to what there is.
 *
 * @param refreshed the outputs that went with the poll
 * @param sampledAtMs not after the board measured it
 * @returns the reading and the time of its oldest part, once all slots are there
 */
export function afterState(
  module: RosterModule,
  answer: StateAnswer,
  refreshed: RosterModule['refreshed'],
  sampledAtMs: number,
  nowMs: number,
): { module: RosterModule; reading?: ModuleReading; sinceMs: number } {
  const goodPieces = module.goodPieces + 1;
  const grows = goodPieces >= GOOD_PIECES && module.pieceSlots < module.slots;
  // What was gathered before a restart is of another life of the board.
  const isContinued = module.gathered.length > 0 && answer.bootCount === module.bootCount;
  const before = isContinued || answer.firstSlot === 1 ? module.gathered : [];
  const gathered = answer.firstSlot === before.length + 1 ? [...before, ...answer.slots] : [];
  const gatheredSinceMs = before.length > 0 ? module.gatheredSinceMs : sampledAtMs;
  const isWhole = gathered.length >= module.slots;
  const next: RosterModule = {
    ...module,
    goodAtMs: nowMs,
    silentInRow: 0,
    garbledInRow: 0,
    goodPieces: grows ? 0 : goodPieces,
    pieceSlots: grows ? Math.min(module.slots, module.pieceSlots * 2) : module.pieceSlots,
    gathered: isWhole ? [] : gathered,
    gatheredSinceMs,
    bootCount: answer.bootCount,
    ...(refreshed === undefined ? {} : { refreshed }),
  };
  if (!isWhole) return { module: next, sinceMs: gatheredSinceMs };
  const { serial, fanRpm, ambientDeciCelsius, bootCount } = answer;
  const reading = { module: serial, slots: gathered, fanRpm, ambientDeciCelsius, bootCount };
  return { module: next, reading, sinceMs: gatheredSinceMs };
}
