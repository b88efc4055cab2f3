import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { seededChance } from '../../shared/seeded-chance.ts';
import { VirtualHost } from './virtual-host.ts';
import { VirtualTime } from './virtual-time.ts';

test('events come in their order, those of one moment in the order in which they were asked for', async () => {
  const time = new VirtualTime(0);
  const told: string[] = [];
  time.after(5, () => told.push(`b${time.nowMs}`));
  time.after(2, () => {
    told.push(`a${time.nowMs}`);
    time.after(3, () => told.push(`c${time.nowMs}`));
  });
  time.after(4, () => told.push('never')).cancel();
  await time.pass(10);
  assert.equal([told, time.nowMs], [['a2', 'b5', 'c5'], 10]);
});

test('a promise goes on before time does, however long its chain', async () => {
  const time = new VirtualTime(0);
  const seen: number[] = [];
  time.after(1, () => {
    time.promised();
    void (async () => {
      for (let link = 0; link < 50; link += 1) await null;
      seen.push(time.nowMs);
    })();
  });
  time.after(2, () => seen.push(time.nowMs));
  await time.pass(5);
  assert.equal(seen, [1, 2]);
});

test('whoever works without end is caught', async () => {
  const time = new VirtualTime(0);
  const again = (): void => void time.after(0, again);
  again();
  let caught = '';
  await time.pass(1).catch((thrown: Error) => {
    caught = thrown.message;
  });
  assert.match(caught, 'within a second');
});

test('nothing of a dead process has any effect, and a frozen one does later what was due', async () => {
  const time = new VirtualTime(0);
  const host = new VirtualHost('host', time, seededChance(1));
  const done: string[] = [];
  const process = host.start();
  process.after(5, () => done.push(`thawed at ${time.nowMs}`));
  process.after(50, () => done.push('after death'));
  host.freeze();
  time.after(20, () => host.thaw());
  time.after(30, () => process.die());
  await time.pass(100);
  assert.equal(done, ['thawed at 20']);
  assert.not(process.mayAct());
});

test('a process may die between any two effects', () => {
  const host = new VirtualHost('host', new VirtualTime(0), seededChance(1));
  const process = host.start();
  host.effectsToDeath = 2;
  assert.equal([process.mayAct(), process.mayAct(), process.mayAct()], [true, true, false]);
  assert.is(process.isAlive, false);
});

test('a new boot has a new steady clock, a restart has not', async () => {
  const time = new VirtualTime(1_000);
  const host = new VirtualHost('host', time, seededChance(1));
  const boot = host.bootId;
  await time.pass(2_000);
  host.start().die();
  assert.equal([host.start().steadyMs(), host.bootId === boot], [1_000, true]);
  host.powerOff();
  host.powerOn();
  assert.equal([host.start().steadyMs(), host.bootId === boot], [0, false]);
});

test.run();
