import { tillbell } from './bus.pb.js';
import {
  type BankState,
  type ContactTrouble,
  decodeSlotState,
  encodeSlotState,
  type SlotState,
} from './bus-slot-state.ts';
import { Failure } from './failure.ts';
import { limits } from './limits.ts';

export type { BankState, ContactTrouble, SlotState };

const wire = tillbell.bus.v1;

/** Address of a board that has none, and of a question to whom it may concern. */
export const NO_ADDRESS = 0;
/** In a release: whatever address a board has. */
export const ANY_ADDRESS = 255;

export const BUS_MOVES = ['eject', 'pull_back', 'lock'] as const;
export type BusMove = (typeof BUS_MOVES)[number];

/** The order is the byte on the wire. */
export const BUS_LIGHTS = ['off', 'ready', 'charging', 'returned', 'take', 'fault', 'disabled'] as const;
export type BusLight = (typeof BUS_LIGHTS)[number];

/** Why a board does not do what it is told. The order is the number on the wire, from 1. */
export const BUS_REFUSALS = ['no_such_slot', 'older_command', 'busy', 'no_bank', 'low_supply'] as const;
export type BusRefusal = (typeof BUS_REFUSALS)[number];

export interface BusOutputs {
  /** Index 0 is slot 1. 0 mW: charging off. */
  readonly limitMilliwatts: readonly number[];
  readonly lights: readonly BusLight[];
  readonly fanPercent: number;
}

/** What the runtime says. Serial numbers are 8 hex digits. */
export type BusQuestion =
  | { readonly type: 'seek'; readonly bits: number; readonly suffix: number; readonly atAddress: number }
  | { readonly type: 'assign'; readonly serial: string; readonly address: number }
  | { readonly type: 'release'; readonly address: number }
  | {
      readonly type: 'poll';
      readonly serial: string;
      readonly firstSlot: number;
      readonly slotCount: number;
      readonly outputs?: BusOutputs;
    }
  | {
      readonly type: 'move';
      readonly serial: string;
      readonly slot: number;
      readonly commandId: number;
      readonly move: BusMove;
    };

/** What a board says. */
export type BusAnswer =
  | {
      readonly type: 'here';
      readonly serial: string;
      readonly slots: number;
      readonly bootCount: number;
      /** 0: none. */
      readonly contestedAddress: number;
    }
  | { readonly type: 'assigned'; readonly serial: string; readonly address: number }
  | {
      readonly type: 'state';
      readonly serial: string;
      readonly firstSlot: number;
      readonly slots: readonly SlotState[];
      readonly fanRpm: number;
      readonly ambientDeciCelsius: number;
      readonly bootCount: number;
    }
  | {
      readonly type: 'moved';
      readonly serial: string;
      readonly commandId: number;
      /** Absent: the board has it, now or before. */
      readonly refusal?: BusRefusal;
    };

const QUESTION = { seek: 1, assign: 2, release: 3, poll: 4, move: 5 } as const;
const ANSWER = { here: 0x81, assigned: 0x82, state: 0x84, moved: 0x85 } as const;
/** An adapter may echo what it sends: questions and answers can never be taken for one another. */
export const isAnswerKind = (kind: number): boolean => kind >= 0x80;

interface EncodedBusMessage {
  readonly kind: number;
  readonly body: Uint8Array;
}

const serialNumber = (serial: string): number => Number.parseInt(serial, 16);
export const serialText = (serial: number): string => serial.toString(16).padStart(8, '0');

export function encodeBusQuestion(question: BusQuestion): EncodedBusMessage {
  const kind = QUESTION[question.type];
  switch (question.type) {
    case 'seek':
      return { kind, body: wire.Seek.encode(question).finish() };
    case 'assign': {
      const fields = { serial: serialNumber(question.serial), address: question.address };
      return { kind, body: wire.Assign.encode(fields).finish() };
    }
    case 'release':
      return { kind, body: wire.Release.encode(question).finish() };
    case 'poll': {
      const { firstSlot, slotCount, outputs } = question;
      const fields = {
        serial: serialNumber(question.serial),
        firstSlot,
        slotCount,
        ...(outputs === undefined ? {} : { outputs: outputFields(outputs) }),
      };
      return { kind, body: wire.Poll.encode(fields).finish() };
    }
    case 'move': {
      const { slot } = question;
      // protobufjs cuts what is longer than 32 bits, and another command's id would be obeyed as that command.
      const commandId = within(question.commandId, 1, 0xffff_ffff, 'a command id');
      const move = BUS_MOVES.indexOf(question.move) + 1;
      const fields = { serial: serialNumber(question.serial), slot, commandId, move };
      return { kind, body: wire.Move.encode(fields).finish() };
    }
  }
}

const outputFields = ({ limitMilliwatts, lights, fanPercent }: BusOutputs) => ({
  limitMilliwatts: [...limitMilliwatts],
  lights: Uint8Array.from(lights, (light) => BUS_LIGHTS.indexOf(light)),
  fanPercent,
});

export function encodeBusAnswer(answer: BusAnswer): EncodedBusMessage {
  const kind = ANSWER[answer.type];
  const serial = serialNumber(answer.serial);
  switch (answer.type) {
    case 'here':
      return { kind, body: wire.Here.encode({ ...answer, serial }).finish() };
    case 'assigned':
      return { kind, body: wire.Assigned.encode({ ...answer, serial }).finish() };
    case 'state': {
      const fields = { ...answer, serial, slots: answer.slots.map(encodeSlotState) };
      return { kind, body: wire.State.encode(fields).finish() };
    }
    case 'moved': {
      const refusal = answer.refusal === undefined ? 0 : BUS_REFUSALS.indexOf(answer.refusal) + 1;
      return { kind, body: wire.Moved.encode({ serial, commandId: answer.commandId, refusal }).finish() };
    }
  }
}

/** Runs a decoder; whatever it throws on hostile bytes becomes a {@link Failure}. */
function decoding<Result>(body: Uint8Array, decode: () => Result): Result {
  if (body.length > limits.busFrameBytes) throw new Failure('too_large', `a body of ${body.length} bytes`);
  try {
    return decode();
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    throw new Failure('malformed', 'the body is not what its kind says', { cause: thrown });
  }
}

function within(value: number, lowest: number, highest: number, what: string): number {
  if (Number.isInteger(value) && value >= lowest && value <= highest) return value;
  throw new Failure('malformed', `${what} is ${value}, not ${lowest} … ${highest}`);
}

function named<Name>(names: readonly Name[], index: number, what: string): Name {
  const name = names[index];
  if (name === undefined) throw new Failure('malformed', `${what} ${index} is not known here`);
  return name;
}

const slotNumber = (slot: number): number => within(slot, 1, limits.slotsPerModule, 'a slot');
const address = (value: number): number => within(value, 0, ANY_ADDRESS - 1, 'an address');

/**
 * What a board hears; a board refuses as strictly as the runtime does.
 *
 * @throws Failure malformed, too_large or unknown_type
 */
export function decodeBusQuestion(kind: number, body: Uint8Array): BusQuestion {
  return decoding(body, () => {
    switch (kind) {
      case QUESTION.seek: {
        const { bits, suffix, atAddress } = wire.Seek.decode(body);
        return { type: 'seek', bits: within(bits, 0, 32, 'bits'), suffix, atAddress: address(atAddress) };
      }
      case QUESTION.assign: {
        const { serial, address: given } = wire.Assign.decode(body);
        return { type: 'assign', serial: serialText(serial), address: address(given) };
      }
      case QUESTION.release: {
        const { address: given } = wire.Release.decode(body);
        return { type: 'release', address: within(given, 1, ANY_ADDRESS, 'an address') };
      }
      case QUESTION.poll: {
        const poll = wire.Poll.decode(body);
        const firstSlot = slotNumber(poll.firstSlot);
        const slotCount = within(poll.slotCount, 1, limits.slotsPerModule + 1 - firstSlot, 'slots');
        const { outputs } = poll;
        return {
          type: 'poll',
          serial: serialText(poll.serial),
          firstSlot,
          slotCount,
          ...(outputs === undefined || outputs === null ? {} : { outputs: checkedOutputs(outputs) }),
        };
      }
      case QUESTION.move: {
        const { serial, slot, commandId, move } = wire.Move.decode(body);
        return {
          type: 'move',
          serial: serialText(serial),
          slot: slotNumber(slot),
          commandId: within(commandId, 1, 0xffff_ffff, 'a command id'),
          move: named(BUS_MOVES, move - 1, 'move'),
        };
      }
      default:
        throw new Failure('unknown_type', `no question has the kind ${kind}`);
    }
  });
}

function checkedOutputs(outputs: tillbell.bus.v1.Outputs.$Shape): BusOutputs {
  const limitMilliwatts = outputs.limitMilliwatts ?? [];
  const lights = outputs.lights ?? [];
  within(limitMilliwatts.length, 0, limits.slotsPerModule, 'slots with a limit');
  within(lights.length, 0, limits.slotsPerModule, 'slots with a light');
  return {
    limitMilliwatts: limitMilliwatts.map((limit) => within(limit, 0, 100_000, 'a limit in mW')),
    lights: Array.from(lights, (light) => named(BUS_LIGHTS, light, 'light')),
    fanPercent: within(outputs.fanPercent ?? 0, 0, 100, 'a fan in percent'),
  };
}

/**
 * What the runtime hears.
 *
 * @throws Failure malformed (also: a level of 255, a temperature that no sensor can measure), too_large or unknown_type
 */
export function decodeBusAnswer(kind: number, body: Uint8Array): BusAnswer {
  return decoding(body, () => {
    switch (kind) {
      case ANSWER.here: {
        const { serial, slots, bootCount, contestedAddress } = wire.Here.decode(body);
        return {
          type: 'here',
          serial: serialText(serial),
          slots: slotNumber(slots),
          bootCount,
          contestedAddress: address(contestedAddress),
        };
      }
      case ANSWER.assigned: {
        const { serial, address: taken } = wire.Assigned.decode(body);
        return { type: 'assigned', serial: serialText(serial), address: address(taken) };
      }
      case ANSWER.state: {
        const state = wire.State.decode(body);
        const firstSlot = slotNumber(state.firstSlot);
        within(state.slots.length, 1, limits.slotsPerModule + 1 - firstSlot, 'slots');
        return {
          type: 'state',
          serial: serialText(state.serial),
          firstSlot,
          slots: state.slots.map((slot, index) => decodeSlotState(slot, firstSlot + index)),
          fanRpm: within(state.fanRpm, 0, 30_000, 'a fan in rpm'),
          ambientDeciCelsius: within(state.ambientDeciCelsius, -550, 1_500, 'an ambient temperature'),
          bootCount: state.bootCount,
        };
      }
      case ANSWER.moved: {
        const { serial, commandId, refusal } = wire.Moved.decode(body);
        return {
          type: 'moved',
          serial: serialText(serial),
          commandId,
          ...(refusal === 0 ? {} : { refusal: named(BUS_REFUSALS, refusal - 1, 'refusal') }),
        };
      }
      default:
        throw new Failure('unknown_type', `no answer has the kind ${kind}`);
    }
  });
}
