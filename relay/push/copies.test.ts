import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { limits } from '../../shared/limits.ts';
import { earnResends, takeCopy, takeResend } from './copies.ts';
import { codes, pretendPush, sends } from './pretended-push.ts';
import { createDevicePush } from './push-state.ts';

/** A device with a long path that answers and another that never does. */
function halfDead() {
  const world = pretendPush();
  world.greet(1);
  world.greet(2);
  return world;
}

test('a dead path is not answered with a storm: copies to one device have a budget, and are counted', () => {
  const { deliver, stored, pass, logs, device } = halfDead();
  let copies = 0;
  let refused = 0;
  for (let count = 0; count < 1_000; count += 1) {
    const effects = [...deliver(), ...pass(5)];
    copies += sends(effects).filter((one) => one.endsWith('!')).length;
    refused += codes(effects).filter((code) => code === 'copy_device_budget').length;
    stored(1, [logs.logs.get(device)?.notices.length ?? 0]);
  }
  assert.ok(copies > 0);
  assert.ok(copies <= limits.copiesPerDeviceBurst + 5 * limits.copiesPerDevicePerS, `${copies} copies`);
  assert.ok(copies + refused < 2_000);
});

test('copies of all devices together have a budget: the other half of the network may be gone', () => {
  const { state, device } = pretendPush();
  let taken = 0;
  for (let count = 0; count < 3 * limits.copiesBurst; count += 1) {
    if (takeCopy(state, createDevicePush(device), 0) === undefined) taken += 1;
  }
  assert.is(taken, limits.copiesBurst);
  assert.is(takeCopy(state, createDevicePush(device), 0), 'copy_budget');
  assert.is(takeCopy(state, createDevicePush(device), 100), undefined, 'it fills again');
});

test('resends are a small share of what is sent: where most notices want one, it is no loss of single paths', () => {
  const { state, device } = pretendPush();
  const resends = (): number => {
    let taken = 0;
    while (takeResend(state, createDevicePush(device), 0) === undefined) taken += 1;
    return taken;
  };
  assert.is(resends(), limits.resendsBurst);
  assert.is(takeResend(state, createDevicePush(device), 0), 'copy_resend_budget');
  for (let count = 0; count < 1_000; count += 1) earnResends(state);
  assert.ok(Math.abs(resends() - 1_000 * limits.resendsPerNotice) <= 1);
  assert.is(takeResend(state, createDevicePush(device), 1_000), undefined, 'and a few with time');
});

test('a resend that another budget refuses is none', () => {
  const { state, device } = pretendPush();
  state.strainedUntilMs = 100;
  for (let count = 0; count < 2 * limits.resendsBurst; count += 1)
    assert.is(takeResend(state, createDevicePush(device), 0), 'copy_strained');
  assert.is(takeResend(state, createDevicePush(device), 100), undefined);
});

test('a relay that is itself late sends no copies: overload switches them off, not on', () => {
  const { take, logs, device, deliver, pass } = halfDead();
  pass(1_000);
  const waited = limits.strainDelayMs + 10;
  const old = take({
    input: 'delivered',
    logged: logs.append(device),
    lastByteAtMs: 1_000 - waited,
    queuedAtMs: 1_000 - waited,
  });
  assert.is(sends(old).length, 1, 'the notice itself goes out');
  assert.equal(codes(old), ['copy_strained']);
  pass(waited - 1);
  assert.equal(sends(deliver()).length, 1, 'and the fresh ones after it get no copy either');
  pass(1);
  assert.equal(sends(deliver()).length, 2, 'until it has been in time for as long as it was late');
});

test('a commit that took long is no overload of the main loop: its notices get their copies', () => {
  const { take, logs, device, pass } = halfDead();
  pass(1_000);
  const old = take({
    input: 'delivered',
    logged: logs.append(device),
    lastByteAtMs: 1_000 - limits.pushDeadlineMs,
    queuedAtMs: 1_000,
  });
  assert.is(sends(old).length, 2);
  assert.equal(codes(old), []);
});

test('however long the stop, copies go on soon after it', () => {
  const { deliver, pass, stall } = halfDead();
  deliver();
  stall(10_000);
  pass(limits.strainMs - 1);
  assert.equal(sends(deliver()).length, 1);
  pass(1);
  assert.equal(sends(deliver()).length, 2);
});

test('after a stall the deadlines that were missed send nothing again', () => {
  const { greet, deliver, stall } = pretendPush();
  greet(1);
  for (let count = 0; count < 100; count += 1) deliver();
  const effects = stall(limits.pushResendFirstMs + limits.strainDelayMs + 1);
  assert.equal(sends(effects), []);
  assert.is(codes(effects).filter((code) => code === 'copy_strained').length, 100);
  assert.is(
    sends(stall(3 * limits.pushResendFirstMs)).length + sends(stall(limits.strainMs)).length,
    0,
    'while it lasts',
  );
});

test('what was refused a copy is sent again later all the same', () => {
  const { greet, deliver, stall, pass } = pretendPush();
  greet(1);
  deliver();
  stall(limits.pushResendFirstMs + limits.strainDelayMs + 1);
  assert.equal(sends(pass(2 * limits.pushResendFirstMs)), ['1>1!']);
});

test('one path works, and gets no copies before its device has had time for TCP', () => {
  const { greet, deliver, pass } = pretendPush();
  greet(1);
  assert.equal(sends(deliver()), ['1>1']);
  assert.equal(sends(pass(limits.pushResendFirstMs - 1)), []);
});

test('a frozen device is sent nothing twice: a copy would queue behind the notice itself, and use up the budget', () => {
  const { greet, deliver, pass, take, device } = pretendPush();
  greet(1);
  for (let count = 0; count < 100; count += 1) deliver();
  take({ input: 'backed_up', device, connection: 1, isBackedUp: true });
  const meanwhile = pass(limits.deviceDrainMs);
  assert.equal(sends(meanwhile), []);
  assert.equal(codes(meanwhile), [], 'no budget is asked');
  take({ input: 'backed_up', device, connection: 1, isBackedUp: false });
  const resent = pass(limits.pushResendMaxMs);
  assert.ok(sends(resent).includes('1>1!'), 'it is sent again once it can be taken');
});

test('with another path, copies go round the one that takes nothing', () => {
  const { greet, deliver, pass, take, device } = pretendPush();
  greet(1);
  greet(2);
  take({ input: 'backed_up', device, connection: 1, isBackedUp: true });
  assert.equal(sends(deliver()), ['1>2']);
  assert.equal(sends(pass(limits.pushResendFirstMs)), ['1>2!']);
});

test.run();
