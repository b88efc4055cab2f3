import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type BusAnswer, type BusQuestion, encodeBusAnswer } from '../../../shared/bus-messages.ts';
import { limits } from '../../../shared/limits.ts';
import { encodeSerialFrame, type HeardFrame, SerialFrameParser } from '../../../shared/serial-frame.ts';
import { beginExchange, type Exchange, expireExchange, hearInExchange } from './bus-exchange.ts';

const move: BusQuestion = { type: 'move', serial: '0000000a', slot: 1, commandId: 7, move: 'eject' };
const seek: BusQuestion = { type: 'seek', bits: 0, suffix: 0, atAddress: 0 };
const moved: BusAnswer = { type: 'moved', serial: '0000000a', commandId: 7 };
const here: BusAnswer = { type: 'here', serial: '0000000a', slots: 8, bootCount: 1, contestedAddress: 0 };

const frames = (bytes: Uint8Array): HeardFrame[] => new SerialFrameParser().push(bytes);
const answerBytes = (answer: BusAnswer, sequence: number, address = 3): Uint8Array =>
  encodeSerialFrame({ address, sequence, ...encodeBusAnswer(answer) });

function hear(exchange: Exchange, bytes: Uint8Array, nowMs = 5) {
  return hearInExchange(exchange, bytes.length, frames(bytes), nowMs);
}

test('an answer ends the exchange', () => {
  const { exchange } = beginExchange(move, 3, 9, 1, 0);
  assert.equal(hear(exchange, answerBytes(moved, 9)).outcome, { type: 'answered', answer: moved });
});

test('an adapter that echoes what it sends is not taken for an answer', () => {
  const { exchange, bytes } = beginExchange(move, 3, 9, 1, 0);
  const echoed = hear(exchange, bytes);
  assert.is(echoed.outcome, undefined);
  assert.equal(expireExchange(echoed.exchange, 100), { type: 'silent' });
  assert.is(hear(echoed.exchange, answerBytes(moved, 9)).outcome?.type, 'answered');
});

test('the late answer to an earlier question is no answer to this one', () => {
  const { exchange } = beginExchange(move, 3, 9, 1, 0);
  const late = hear(exchange, answerBytes({ ...moved, commandId: 6 }, 8));
  assert.is(late.outcome, undefined);
  assert.is(hear(late.exchange, answerBytes(moved, 9)).outcome?.type, 'answered');
});

test('an answer that does not fit its question is garbled, and says why', () => {
  const { exchange } = beginExchange(move, 3, 9, 1, 0);
  const wrong: BusAnswer[] = [
    { ...moved, commandId: 8 },
    { ...moved, serial: '0000000b' },
    here,
    { type: 'assigned', serial: '0000000a', address: 3 },
  ];
  for (const answer of wrong) {
    const { outcome } = hear(exchange, answerBytes(answer, 9));
    assert.ok(outcome?.type === 'garbled' && outcome.detail.length > 0, answer.type);
  }
});

test('silence ends soon, a beginning of an answer is waited for, garbage is waited out', () => {
  const { exchange, bytes } = beginExchange(move, 3, 9, 1, 0);
  const silentAtMs = bytes.length / 11.52 + limits.busReplyMs;
  assert.is(expireExchange(exchange, silentAtMs - 0.1), undefined);
  assert.equal(expireExchange(exchange, silentAtMs + 0.1), { type: 'silent' });
  const begun = hear(exchange, answerBytes(moved, 9).subarray(0, 6), silentAtMs - 1).exchange;
  assert.is(expireExchange(begun, silentAtMs + 1), undefined);
  assert.is(expireExchange(begun, silentAtMs + 10)?.type, 'garbled');
  const broken = hear(exchange, Uint8Array.of(1, 2, 3, 0), 5).exchange;
  assert.is(expireExchange(broken, 5 + limits.busQuietMs - 1), undefined);
  assert.is(expireExchange(broken, 5 + limits.busQuietMs)?.type, 'garbled');
});

test('the first clear answer to a seek counts once the wire is quiet', () => {
  const { exchange } = beginExchange(seek, 0, 9, 1, 0);
  const one = hear(exchange, answerBytes(here, 9, 0));
  assert.is(one.outcome, undefined);
  const both = hear(one.exchange, answerBytes({ ...here, serial: '0000000b' }, 9, 0), 8);
  assert.equal(expireExchange(both.exchange, 8 + limits.busQuietMs), { type: 'answered', answer: here });
});

test.run();
