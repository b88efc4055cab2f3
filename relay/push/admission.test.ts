import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { connectPassword, deriveDeviceKeys } from '../../shared/device-key.ts';
import { deviceId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { unixMs } from '../../shared/quantities.ts';
import {
  type AdmissionState,
  checkConnectForm,
  createAdmission,
  forgetDevice,
  judgeConnect,
} from './admission.ts';

const STARTED_MS = unixMs(1_700_000_000_000);
const NOW_MS = unixMs(STARTED_MS + 3_600_000);
const device = deviceId('SPK-0001');
const key = Buffer.alloc(32, 1);
const keyOf = (id: string): Uint8Array | undefined => (id === device ? key : undefined);
const fresh = (): AdmissionState => createAdmission(STARTED_MS, Buffer.alloc(32, 9));

let drawn = 0;
function freshNonce(): string {
  drawn += 1;
  return String(drawn);
}

function attempt(state: AdmissionState, issuedAtMs: number, nowMs: number, nonce = freshNonce()): string {
  const token = { deviceId: device, issuedAtMs: unixMs(issuedAtMs), nonce: nonce.padStart(16, '0') };
  const password = connectPassword(deriveDeviceKeys(key), token);
  return judgeConnect(state, { clientId: `${device}/0`, username: device, password }, keyOf, unixMs(nowMs))
    .verdict;
}

test('a token is good within its two minutes on either side, and told the time beyond', () => {
  for (const off of [0, limits.connectTokenAgeMs, -limits.connectTokenAgeMs])
    assert.is(attempt(fresh(), NOW_MS + off, NOW_MS), 'admit');
  for (const off of [limits.connectTokenAgeMs + 1, -limits.connectTokenAgeMs - 1])
    assert.is(attempt(fresh(), NOW_MS + off, NOW_MS), 'tell_time');
});

test('a token is good once', () => {
  const state = fresh();
  assert.is(attempt(state, NOW_MS, NOW_MS, 'abc'), 'admit');
  assert.is(attempt(state, NOW_MS, NOW_MS + 1_000, 'abc'), 'refuse');
  assert.is(attempt(state, NOW_MS, NOW_MS + 1_000, 'abd'), 'admit');
});

test('a restart forgets which tokens were used, so those from before it are not taken', () => {
  assert.is(attempt(fresh(), STARTED_MS - 1, STARTED_MS + 1_000), 'tell_time');
  assert.is(attempt(fresh(), STARTED_MS, STARTED_MS + 1_000), 'admit');
});

test('a device that is not on the roster is refused even with the key that stands in for its own', () => {
  const stranger = deviceId('NOBODY-1');
  const token = { deviceId: stranger, issuedAtMs: NOW_MS, nonce: '0'.repeat(16) };
  const password = connectPassword(deriveDeviceKeys(Buffer.alloc(32, 9)), token);
  const request = { clientId: `${stranger}/0`, username: stranger, password };
  assert.equal(judgeConnect(fresh(), request, keyOf, NOW_MS), {
    verdict: 'refuse',
    code: 'unauthorized',
    returnCode: 4,
  });
});

test('a relay whose clock is set back lets devices in by its new time', () => {
  const backMs = STARTED_MS - 3_600_000;
  assert.is(attempt(fresh(), backMs, backMs), 'admit');
});

test('the memory is bounded: connecting more often than that is refused until the first tokens expire', () => {
  const state = fresh();
  for (let index = 0; index < limits.connectTokensKept; index += 1)
    assert.is(attempt(state, NOW_MS + index, NOW_MS + index, `${index}`), 'admit');
  assert.is(attempt(state, NOW_MS + 500, NOW_MS + 500), 'refuse');
  const laterMs = NOW_MS + limits.connectTokenAgeMs + 1;
  assert.is(attempt(state, laterMs, laterMs), 'admit');
  assert.is(
    attempt(state, NOW_MS + 1, laterMs, '1'),
    'refuse',
    'a token that is still good is still remembered',
  );
  assert.is(
    attempt(state, NOW_MS, laterMs, '0'),
    'tell_time',
    'a token that was forgotten is no good any more',
  );
});

test('another key has tokens of its own', () => {
  const state = fresh();
  attempt(state, NOW_MS, NOW_MS, 'abc');
  forgetDevice(state, device);
  assert.is(attempt(state, NOW_MS, NOW_MS, 'abc'), 'admit');
});

test('the form of a CONNECT is judged by what devices send', () => {
  const form = {
    clientId: 'SPK-0001/0',
    username: 'SPK-0001',
    password: 'x',
    clean: true,
    hasWill: false,
    keepaliveS: limits.mqttKeepaliveS,
  };
  checkConnectForm(form);
  const wrong = [
    { clean: false },
    { hasWill: true },
    { keepaliveS: 0 },
    { keepaliveS: 2 * limits.mqttKeepaliveS + 1 },
    { username: 'x'.repeat(65) },
    { password: 'x'.repeat(257) },
    { clientId: 'x'.repeat(65) },
  ];
  for (const one of wrong) assert.throws(() => checkConnectForm({ ...form, ...one }));
});

test('the keys of a device that has proved itself are derived once, until the roster has another key for it', () => {
  const state = fresh();
  assert.is(attempt(state, NOW_MS, NOW_MS), 'admit');
  const keys = state.proved.get(device)?.keys;
  assert.ok(keys !== undefined);
  assert.is(attempt(state, NOW_MS, NOW_MS), 'admit');
  assert.is(state.proved.get(device)?.keys, keys);

  const other = Buffer.alloc(32, 2);
  const password = connectPassword(deriveDeviceKeys(key), {
    deviceId: device,
    issuedAtMs: NOW_MS,
    nonce: 'f'.repeat(16),
  });
  const request = { clientId: `${device}/0`, username: device, password };
  assert.is(judgeConnect(state, request, () => other, NOW_MS).verdict, 'refuse', 'its old key opens nothing');
  forgetDevice(state, device);
  assert.is(state.proved.size, 0);
});

test('who proves nothing leaves nothing behind', () => {
  const state = fresh();
  for (const username of [device, 'NOBODY-1', '__proto__']) {
    for (const password of ['', 'x', `1.${NOW_MS}.${'0'.repeat(16)}.AAAA`])
      judgeConnect(state, { clientId: `${username}/0`, username, password }, keyOf, NOW_MS);
  }
  assert.is(state.proved.size, 0);
  assert.is(state.used.size, 0);
});

test.run();
