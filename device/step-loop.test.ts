import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Machine } from '../shared/machine.ts';
import { unixMs } from '../shared/quantities.ts';
import { StepLoop } from './step-loop.ts';

/** A machine whose timers the test runs. */
class TrialMachine implements Machine {
  nowMs = 0;
  readonly pending: { delayMs: number; run: () => void }[] = [];

  wallMs = () => unixMs(1_800_000_000_000);
  steadyMs = () => this.nowMs;
  random = () => 0.5;
  drawBytes = (count: number) => Buffer.alloc(count, 7);

  after(delayMs: number, run: () => void) {
    const timer = { delayMs, run };
    this.pending.push(timer);
    return { cancel: () => this.pending.splice(this.pending.indexOf(timer) >>> 0, 1) };
  }

  every(): never {
    throw new Error('not here');
  }

  nextTurn(): never {
    throw new Error('not here');
  }
}

type Input = { readonly type: 'tick' } | { readonly type: 'poke' };

class Echo {
  wakeAt: number | undefined;
  readonly taken: string[] = [];

  step(input: Input, { nonce }: { nonce: () => string }) {
    this.taken.push(input.type);
    return [`${input.type} ${nonce()}`, 'then'];
  }

  wakeAtMs(): number | undefined {
    return this.wakeAt;
  }
}

function trial() {
  const machine = new TrialMachine();
  const echo = new Echo();
  const ran: string[] = [];
  const loop = new StepLoop<Input, string>(machine, echo, (effect) => ran.push(effect));
  return { machine, echo, ran, loop };
}

test('effects run in their order, with time and chance of the machine', () => {
  const { loop, ran, machine } = trial();
  loop.take({ type: 'poke' });
  assert.equal(ran, ['poke 0707070707070707', 'then']);
  assert.is(machine.pending.length, 0, 'nobody wants to be woken');
});

test('one timer at a time, never before the moment that was asked for', () => {
  const { loop, echo, machine } = trial();
  echo.wakeAt = 10.2;
  loop.take({ type: 'poke' });
  echo.wakeAt = 20.2;
  loop.take({ type: 'poke' });
  assert.equal(
    machine.pending.map(({ delayMs }) => delayMs),
    [21],
  );
  machine.nowMs = 30;
  echo.wakeAt = 25;
  machine.pending.shift()?.run();
  assert.equal(echo.taken, ['poke', 'poke', 'tick']);
  assert.equal(
    machine.pending.map(({ delayMs }) => delayMs),
    [0],
    'a moment that has passed is now',
  );
});

test('closed, it is woken no more', () => {
  const { loop, echo, machine } = trial();
  loop.close();
  echo.wakeAt = 10;
  loop.take({ type: 'poke' });
  loop.close();
  assert.is(machine.pending.length, 0);
});

test.run();
