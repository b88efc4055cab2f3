import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { tillbell } from './bus.pb.js';
import {
  type BusAnswer,
  type BusQuestion,
  decodeBusAnswer,
  decodeBusQuestion,
  encodeBusAnswer,
  encodeBusQuestion,
  type SlotState,
} from './bus-messages.ts';
import { TWO_BYTES_MAX } from './bus-slot-state.ts';
import { isFailure } from './failure.ts';
import { limits } from './limits.ts';
import { seededChance } from './seeded-chance.ts';
import { encodeSerialFrame } from './serial-frame.ts';

const wire = tillbell.bus.v1;

const empty = (slot: number): SlotState => ({
  slot,
  isInserted: false,
  isAtMouth: false,
  isLocked: false,
  motor: 'idle',
  isCharging: false,
  outputMilliwatts: 0,
  slotTemperatureDeciCelsius: -125,
  lastCommandId: 0,
  lastCommand: 'none',
});

/** Each value as long on the wire as it can be. */
const full = (slot: number): SlotState => ({
  slot,
  isInserted: true,
  isAtMouth: true,
  isLocked: true,
  motor: 'failed',
  bank: {
    bankId: 'FFFEFDFCFBFAF9F8',
    levelPercent: 100,
    voltageMillivolts: TWO_BYTES_MAX,
    currentMilliamps: -32_768,
    temperatureDeciCelsius: 1_500,
    cycles: TWO_BYTES_MAX,
    ageMs: TWO_BYTES_MAX,
  },
  contactProblem: 'garbled',
  isCharging: true,
  outputMilliwatts: 200_000,
  slotTemperatureDeciCelsius: -550,
  lastCommandId: 0xffff_ffff,
  lastCommand: 'refused',
});

const slots = Array.from({ length: limits.slotsPerModule }, (_, index) => index + 1);
const fullState: BusAnswer = {
  type: 'state',
  serial: 'ffffffff',
  firstSlot: 1,
  slots: slots.map(full),
  fanRpm: 30_000,
  ambientDeciCelsius: 1_500,
  bootCount: 0xffff_ffff,
};
const fullPoll: BusQuestion = {
  type: 'poll',
  serial: '0000000a',
  firstSlot: 1,
  slotCount: 8,
  outputs: {
    limitMilliwatts: slots.map(() => 100_000),
    lights: slots.map(() => 'disabled'),
    fanPercent: 100,
  },
};
const questions: BusQuestion[] = [
  { type: 'seek', bits: 32, suffix: 0xffff_ffff, atAddress: 7 },
  { type: 'assign', serial: '0a0b0c0d', address: 1 },
  { type: 'release', address: 255 },
  fullPoll,
  { type: 'poll', serial: '0000000a', firstSlot: 8, slotCount: 1 },
  { type: 'move', serial: 'ffffffff', slot: 8, commandId: 0xffff_ffff, move: 'pull_back' },
];
const answers: BusAnswer[] = [
  { type: 'here', serial: 'ffffffff', slots: 8, bootCount: 0xffff_ffff, contestedAddress: 254 },
  { type: 'assigned', serial: '00000001', address: 3 },
  fullState,
  { ...fullState, firstSlot: 5, slots: [5, 6].map(empty) },
  { type: 'moved', serial: '0000abcd', commandId: 9 },
  { type: 'moved', serial: 'ffffffff', commandId: 0xffff_ffff, refusal: 'low_supply' },
];

const isMalformed = (thrown: unknown): boolean => isFailure(thrown, 'malformed');

test('every question and every answer comes back as it was', () => {
  for (const question of questions) {
    const { kind, body } = encodeBusQuestion(question);
    assert.equal(decodeBusQuestion(kind, body), question);
  }
  for (const answer of answers) {
    const { kind, body } = encodeBusAnswer(answer);
    assert.equal(decodeBusAnswer(kind, body), answer);
  }
});

const onWire = ({ kind, body }: { kind: number; body: Uint8Array }): number =>
  encodeSerialFrame({ address: 200, sequence: 200, kind, body }).length;

test('the longest frames keep to what the cycle has been reckoned with', () => {
  assert.ok(
    onWire(encodeBusQuestion(fullPoll)) <= limits.busPollBytes,
    `${onWire(encodeBusQuestion(fullPoll))}`,
  );
  assert.ok(
    onWire(encodeBusAnswer(fullState)) <= limits.busStateBytes,
    `${onWire(encodeBusAnswer(fullState))}`,
  );
  for (const question of questions.filter(({ type }) => type !== 'poll')) {
    assert.ok(onWire(encodeBusQuestion(question)) <= limits.busShortBytes, question.type);
  }
  for (const answer of answers.filter(({ type }) => type !== 'state')) {
    assert.ok(onWire(encodeBusAnswer(answer)) <= limits.busShortBytes, answer.type);
  }
});

const state = (slot: tillbell.bus.v1.SlotState.$Properties, more: tillbell.bus.v1.State.$Properties = {}) =>
  wire.State.encode({ serial: 1, firstSlot: 1, slots: [slot], ...more }).finish();
const STATE = 0x84;
const bank = { flags: 16, bankId: new Uint8Array(8), levelPercent: 50 };

const impossible: [string, Uint8Array][] = [
  ['level 255', state({ ...bank, levelPercent: 255 })],
  ['a bank at 200 °C', state({ ...bank, bankDeciCelsius: 2_000 })],
  ['a bank below absolute zero', state({ ...bank, bankDeciCelsius: -2_800 })],
  ['a slot at 151 °C', state({ slotDeciCelsius: 1_510 })],
  ['an ambient of −56 °C', state({}, { ambientDeciCelsius: -560 })],
  ['40 V', state({ ...bank, voltageMillivolts: 40_000 })],
  ['50 A', state({ ...bank, currentMilliamps: 50_000 })],
  ['a cycle count of 2^31', state({ ...bank, cycles: 0x8000_0000 })],
  ['a bank id of 3 bytes', state({ ...bank, bankId: Uint8Array.of(1, 2, 3) })],
  ['no bank id', state({ flags: 16 })],
  ['motor 7', state({ flags: 7 << 5 })],
  ['contact problem 7', state({ flags: 7 << 8 })],
  ['last command 7', state({ flags: 7 << 11 })],
  ['flags beyond the last', state({ flags: 1 << 20 })],
  ['slot 9', state({}, { firstSlot: 9 })],
  ['slot 0', state({}, { firstSlot: 0 })],
  ['nine slots', state({}, { slots: Array.from({ length: 9 }, () => ({})) })],
  ['no slots', state({}, { slots: [] })],
  ['two slots from the eighth', state({}, { firstSlot: 8, slots: [{}, {}] })],
  ['a fan of 100,000 rpm', state({}, { fanRpm: 100_000 })],
  ['bytes of something else', Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255)],
  ['cut short', state(bank).subarray(0, 9)],
];
for (const [what, body] of impossible) {
  test(`a state is refused: ${what}`, () => {
    assert.throws(() => decodeBusAnswer(STATE, body), isMalformed);
  });
}

test('a board refuses as strictly', () => {
  const poll = (more: tillbell.bus.v1.Poll.$Properties) =>
    wire.Poll.encode({ serial: 1, firstSlot: 1, slotCount: 8, ...more }).finish();
  const move = (more: tillbell.bus.v1.Move.$Properties) =>
    wire.Move.encode({ serial: 1, slot: 1, commandId: 1, move: 1, ...more }).finish();
  const bad: [number, Uint8Array][] = [
    [4, poll({ slotCount: 9 })],
    [4, poll({ slotCount: 0 })],
    [4, poll({ firstSlot: 2 })],
    [4, poll({ outputs: { fanPercent: 101 } })],
    [4, poll({ outputs: { limitMilliwatts: [100_001] } })],
    [4, poll({ outputs: { limitMilliwatts: slots.concat(9) } })],
    [4, poll({ outputs: { lights: Uint8Array.of(7) } })],
    [5, move({ slot: 0 })],
    [5, move({ slot: 9 })],
    [5, move({ commandId: 0 })],
    [5, move({ move: 0 })],
    [5, move({ move: 4 })],
    [1, wire.Seek.encode({ bits: 33 }).finish()],
    [2, wire.Assign.encode({ serial: 1, address: 255 }).finish()],
    [3, wire.Release.encode({ address: 0 }).finish()],
  ];
  for (const [kind, body] of bad) assert.throws(() => decodeBusQuestion(kind, body), isMalformed, `${kind}`);
});

test('an unknown kind and an over-long body have their own codes', () => {
  assert.throws(
    () => decodeBusAnswer(1, state({})),
    (thrown: unknown) => isFailure(thrown, 'unknown_type'),
  );
  assert.throws(
    () => decodeBusQuestion(0x84, state({})),
    (thrown: unknown) => isFailure(thrown, 'unknown_type'),
  );
  const long = new Uint8Array(limits.busFrameBytes + 1);
  assert.throws(
    () => decodeBusAnswer(STATE, long),
    (thrown: unknown) => isFailure(thrown, 'too_large'),
  );
});

test('random bytes are a Failure or a checked message, never anything else', () => {
  const chance = seededChance(3);
  const kinds = [1, 2, 3, 4, 5, 0x81, 0x82, STATE, 0x85];
  for (let round = 0; round < 5_000; round += 1) {
    const kind = chance.pick(kinds);
    const body = Uint8Array.from({ length: chance.integer(0, 60) }, () => chance.integer(0, 255));
    try {
      if (kind >= 0x80) encodeBusAnswer(decodeBusAnswer(kind, body));
      else encodeBusQuestion(decodeBusQuestion(kind, body));
    } catch (thrown) {
      if (!isFailure(thrown)) throw thrown;
    }
  }
});

test('a command id that is no 32-bit number is never sent as another one', () => {
  const move: BusQuestion = {
    type: 'move',
    serial: '00000001',
    slot: 1,
    commandId: 2 ** 32 + 5,
    move: 'eject',
  };
  assert.throws(() => encodeBusQuestion(move), isMalformed);
});

test.run();
