import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeBusAnswer, encodeBusQuestion } from '../../shared/bus-messages.ts';
import { limits } from '../../shared/limits.ts';
import { seededChance } from '../../shared/seeded-chance.ts';
import { encodeSerialFrame, type HeardFrame, SerialFrameParser } from '../../shared/serial-frame.ts';
import { BusWire } from './bus-wire.ts';
import { ModuleBoard } from './module-board.ts';

const BYTES_PER_MS = limits.busBaudRate / 10_000;

function wireWith(...serials: string[]): { wire: BusWire; boards: ModuleBoard[] } {
  const wire = new BusWire({ chance: seededChance(3) });
  const boards = serials.map(
    (serial) => new ModuleBoard({ serial, chance: seededChance(Number.parseInt(serial, 16)) }),
  );
  for (const board of boards) wire.plug(board);
  return { wire, boards };
}

const seek = (suffix = 0, bits = 0): Uint8Array =>
  encodeSerialFrame({
    address: 0,
    sequence: 1,
    ...encodeBusQuestion({ type: 'seek', bits, suffix, atAddress: 0 }),
  });

/** What the host has understood, and when the last byte of it came. */
function listen(
  wire: BusWire,
  untilMs: number,
): { serials: string[]; broken: number; lastAtMs: number; bytes: number } {
  const parser = new SerialFrameParser();
  const heard = { serials: [] as string[], broken: 0, lastAtMs: 0, bytes: 0 };
  for (let nowMs = 0; nowMs <= untilMs; nowMs += 0.1) {
    for (const piece of wire.run(nowMs)) {
      heard.lastAtMs = nowMs;
      heard.bytes += piece.length;
      for (const item of parser.push(piece)) {
        if ('broken' in item) heard.broken += 1;
        else heard.serials.push(decodeBusAnswer(item.frame.kind, item.frame.body).serial);
      }
    }
  }
  return heard;
}

test('question and answer take as long as their bytes do', () => {
  const { wire } = wireWith('0000000a');
  const question = seek();
  wire.hostSays(question, 0);
  const { serials, lastAtMs, bytes } = listen(wire, 50);
  assert.equal(serials, ['0000000a']);
  assert.ok(lastAtMs >= (question.length + bytes) / BYTES_PER_MS);
  assert.ok(lastAtMs <= (question.length + bytes) / BYTES_PER_MS + 1.5);
});

test('what the host says while it is still talking waits for its turn', () => {
  const { wire } = wireWith('0000000a');
  wire.hostSays(new Uint8Array(1_152).fill(1), 0);
  wire.hostSays(seek(), 1);
  assert.ok(listen(wire, 200).lastAtMs > 100);
});

test('two that answer at once are not understood', () => {
  const { wire } = wireWith('0000000a', '0000000b');
  wire.hostSays(seek(), 0);
  const { serials, broken, bytes } = listen(wire, 50);
  assert.equal(serials, []);
  assert.ok(broken > 0 && bytes > 0);
  wire.hostSays(seek(0b1010, 4), 51);
  assert.equal(listen(wire, 100).serials, ['0000000a'], 'one of them, asked by its number');
});

test('a question into which somebody talks is not heard', () => {
  const { wire, boards } = wireWith('0000000a', '0000000b');
  boards[1]?.faults.add('flooding');
  let understood = 0;
  for (let round = 0; round < 20; round += 1) {
    const nowMs = 200 * round;
    wire.run(nowMs);
    wire.hostSays(new Uint8Array(600).fill(3), nowMs);
    wire.hostSays(seek(0b1010, 4), nowMs + 60);
    const parser = new SerialFrameParser();
    for (let ms = nowMs; ms < nowMs + 150; ms += 1) {
      for (const piece of wire.run(ms))
        understood += parser.push(piece).filter((item) => 'frame' in item).length;
    }
  }
  assert.ok(understood > 0 && understood < 20, `${understood} of 20`);
});

test('noise garbles about as many bytes as it is told to', () => {
  const { wire } = wireWith('0000000a');
  wire.noise = 0.05;
  const heard: HeardFrame[] = [];
  for (let round = 0; round < 200; round += 1) {
    const nowMs = 40 * round;
    wire.hostSays(seek(0, 0), nowMs);
    const parser = new SerialFrameParser();
    for (let ms = nowMs; ms < nowMs + 35; ms += 1) {
      for (const piece of wire.run(ms)) {
        heard.push(...parser.push(piece).filter((item) => 'frame' in item));
      }
    }
  }
  // Some 30 bytes of an answer, all of which have to be whole: 0.95^30 = 21 %; where one or two are not, it is mended.
  const whole = heard.filter((item) => !('isMended' in item)).length;
  assert.ok(whole > 20 && whole < 90, `${whole} of 200`);
  assert.ok(heard.length - whole > 60, `${heard.length - whole} mended`);
});

test('a module that is pulled out falls silent in the middle of a word', () => {
  const { wire, boards } = wireWith('0000000a');
  wire.hostSays(seek(), 0);
  wire.run(2.5);
  for (const board of boards) wire.unplug(board);
  assert.equal(listen(wire, 50).serials, []);
  assert.is(wire.nextAtMs(), undefined);
});

test.run();
