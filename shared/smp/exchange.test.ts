import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../failure.ts';
import { limits } from '../limits.ts';
import { seededChance } from '../seeded-chance.ts';
import { encodeCbor } from './cbor.ts';
import {
  type ExchangeEffect,
  type ExchangeInput,
  type ExchangeState,
  exchangeDeadlineMs,
  newExchange,
  stepExchange,
} from './exchange.ts';
import { imageState } from './image-requests.ts';
import { boardParameters, echo } from './os-requests.ts';
import { decodePacket, encodePacket, replyOperation } from './packet.ts';
import type { SmpRequest } from './request.ts';

/** Puts inputs in one after the other and keeps what came out. */
class Bench {
  state: ExchangeState;
  nowMs = 0;
  readonly sent: Uint8Array[] = [];
  readonly answers: string[] = [];

  constructor(firstSequence = 0) {
    this.state = newExchange(firstSequence);
  }

  put(input: ExchangeInput): readonly ExchangeEffect[] {
    const step = stepExchange(this.state, input, this.nowMs);
    this.state = step.state;
    for (const effect of step.effects) {
      if (effect.kind === 'send') this.sent.push(effect.packet);
      else
        this.answers.push(
          `${effect.ticket} ${effect.reply.kind === 'packet' ? 'packet' : effect.reply.failure.code}`,
        );
    }
    return step.effects;
  }

  ask(ticket: number, request: SmpRequest<unknown> = echo('x'), tries = 1): void {
    this.put({ kind: 'ask', ticket, request, timeoutMs: 100, tries });
  }

  wait(ms: number): void {
    this.nowMs += ms;
    this.put({ kind: 'time' });
  }

  reply(index: number): void {
    const packet = this.sent[index];
    if (packet === undefined) throw new Error('nothing was sent');
    this.put({ kind: 'packet', bytes: replyTo(packet) });
  }
}

function replyTo(request: Uint8Array): Uint8Array {
  const packet = decodePacket(request);
  return encodePacket({
    ...packet,
    operation: replyOperation(packet.operation),
    payload: encodeCbor({ r: 'x' }),
  });
}

test('a reply finds its request, in any order', () => {
  const bench = new Bench();
  bench.ask(10);
  bench.ask(11, imageState());
  bench.ask(12, boardParameters());
  bench.reply(2);
  bench.reply(0);
  bench.reply(1);
  assert.equal(bench.answers, ['12 packet', '10 packet', '11 packet']);
  assert.is(exchangeDeadlineMs(bench.state), undefined);
});

test('a second, a late and a foreign reply are harmless', () => {
  const bench = new Bench();
  bench.ask(1);
  bench.reply(0);
  bench.reply(0);
  bench.ask(2);
  bench.wait(100);
  bench.reply(1);
  assert.equal(bench.answers, ['1 packet', '2 timed_out']);
  assert.is(bench.state.strays, 2);
});

test('sequence, group, command and operation must all fit', () => {
  const bench = new Bench();
  bench.ask(1, imageState());
  const right = decodePacket(replyTo(bench.sent[0] ?? new Uint8Array()));
  for (const wrong of [
    { sequence: 1 },
    { group: 0 },
    { command: 1 },
    { operation: 'write_reply' },
    { operation: 'read' },
  ] as const)
    bench.put({ kind: 'packet', bytes: encodePacket({ ...right, ...wrong }) });
  bench.put({ kind: 'packet', bytes: new Uint8Array(3) });
  assert.equal(bench.answers, []);
  bench.put({ kind: 'packet', bytes: encodePacket({ ...right, version: 1 }) });
  assert.equal(bench.answers, ['1 packet'], 'a board of version 1 may answer in its own');
});

test('it is sent again, the same packet, as often as it may be', () => {
  const bench = new Bench();
  bench.ask(0);
  bench.reply(0);
  bench.ask(1, echo('x'), 3);
  assert.is(exchangeDeadlineMs(bench.state), 100);
  bench.wait(99);
  assert.is(bench.sent.length, 2);
  bench.wait(1);
  assert.is(exchangeDeadlineMs(bench.state), 200);
  bench.wait(100);
  assert.equal(bench.sent.slice(1), [bench.sent[1], bench.sent[1], bench.sent[1]]);
  assert.equal(bench.answers, ['0 packet']);
  bench.wait(100);
  assert.equal(bench.answers, ['0 packet', '1 timed_out']);
  assert.is(bench.sent.length, 4);
});

const versions = (bench: Bench): number[] => bench.sent.map((packet) => decodePacket(packet).version);

test('a bootloader that does not answer version 2 is found by version 1 and asked in it from the second time on', () => {
  const bench = new Bench();
  for (const ticket of [1, 2]) {
    bench.ask(ticket, echo('x'), 3);
    bench.wait(100);
    bench.wait(100);
    bench.reply(bench.sent.length - 1);
  }
  bench.ask(3, echo('x'), 3);
  assert.equal(versions(bench), [2, 2, 1, 2, 2, 1, 1]);
  bench.reply(bench.sent.length - 1);
  assert.equal(bench.answers, ['1 packet', '2 packet', '3 packet']);
  const first = decodePacket(bench.sent[0] ?? new Uint8Array());
  const third = decodePacket(bench.sent[2] ?? new Uint8Array());
  assert.equal({ ...first, version: 1 }, third, 'nothing else differs');
});

test('a board that was silent for a while is not taken for an old one', () => {
  const bench = new Bench();
  bench.ask(1, echo('x'), 20);
  for (let round = 0; round < 16; round++) bench.wait(100);
  assert.equal(
    versions(bench).flatMap((version, index) => (version === 1 ? [index] : [])),
    [4, 8, 12, 16],
  );
  bench.reply(16);
  bench.ask(2, echo('x'), 3);
  bench.reply(17);
  bench.ask(3, echo('x'), 3);
  bench.wait(100);
  bench.wait(100);
  assert.equal(versions(bench).slice(17), [2, 2, 2, 2], 'settled by the first answer to version 2');
});

test('an answer to version 2 in version 1, as boards before Zephyr 3.4 give it, settles it as well', () => {
  const bench = new Bench();
  bench.ask(1, echo('x'), 3);
  const asked = decodePacket(replyTo(bench.sent[0] ?? new Uint8Array()));
  bench.put({ kind: 'packet', bytes: encodePacket({ ...asked, version: 1 }) });
  bench.ask(2, echo('x'), 2);
  bench.wait(100);
  assert.equal(versions(bench), [2, 2, 2]);
});

test('the reply to the first of two tries is as good', () => {
  const bench = new Bench();
  bench.ask(1, echo('x'), 2);
  bench.wait(100);
  bench.reply(0);
  bench.reply(1);
  assert.equal(bench.answers, ['1 packet']);
});

test('a lost link ends everything at once', () => {
  const bench = new Bench();
  bench.ask(1, echo('x'), 9);
  bench.ask(2);
  bench.put({ kind: 'lost', why: 'unplugged' });
  assert.equal(bench.answers, ['1 device_gone', '2 device_gone']);
  assert.is(exchangeDeadlineMs(bench.state), undefined);
});

test('a sequence in flight is passed over when its number comes again', () => {
  const bench = new Bench(254);
  bench.ask(1);
  for (let round = 0; round < 300; round++) {
    bench.ask(2);
    const packet = decodePacket(bench.sent.at(-1) ?? new Uint8Array());
    assert.is.not(packet.sequence, 254);
    bench.reply(bench.sent.length - 1);
  }
  bench.reply(0);
  assert.is(bench.answers.at(-1), '1 packet');
});

test('more than may wait is refused and changes nothing', () => {
  const bench = new Bench();
  for (let ticket = 0; ticket < limits.smpInFlight; ticket++) bench.ask(ticket);
  assert.throws(
    () => bench.ask(99),
    (error: unknown) => isFailure(error, 'overloaded'),
  );
  bench.reply(0);
  bench.ask(99);
  assert.is(bench.sent.length, limits.smpInFlight + 1);
});

test('whatever is lost, late or doubled: each request is answered exactly once', () => {
  const chance = seededChance(5_008);
  for (let world = 0; world < 200; world++) {
    const bench = new Bench(chance.integer(0, 255));
    const replies: Uint8Array[] = [];
    let asked = 0;
    for (let turn = 0; turn < 400; turn++) {
      if (chance.happens(0.3) && bench.state.inFlight.length < limits.smpInFlight) {
        bench.ask(asked++, chance.pick([echo('x'), imageState()]), chance.integer(1, 3));
        const packet = bench.sent.at(-1);
        if (packet !== undefined && chance.happens(0.8)) replies.push(replyTo(packet));
      }
      const at = chance.integer(0, replies.length);
      const reply = replies[at];
      if (reply !== undefined) bench.put({ kind: 'packet', bytes: reply });
      if (chance.happens(0.7)) replies.splice(at, 1);
      bench.wait(chance.integer(0, 30));
    }
    bench.wait(100);
    bench.wait(100);
    bench.wait(100);
    const tickets = bench.answers.map((answer) => Number(answer.split(' ')[0]));
    assert.is(tickets.length, asked);
    assert.is(new Set(tickets).size, asked);
  }
});

test.run();
