import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { connectPassword, deriveDeviceKeys, openConnectPassword, parseDeviceKey } from './device-key.ts';
import { isFailure } from './failure.ts';
import { deviceId } from './ids.ts';
import { unixMs } from './quantities.ts';

const key = new Uint8Array(32).fill(3);
const keys = deriveDeviceKeys(key);
const token = {
  deviceId: deviceId('SPK-0001'),
  issuedAtMs: unixMs(1_700_000_000_000),
  nonce: '0011223344556677',
};

function code(run: () => unknown): string {
  try {
    run();
  } catch (thrown) {
    if (isFailure(thrown)) return thrown.code;
    throw thrown;
  }
  return 'accepted';
}

test('a connect password opens with the same key and names its maker, time and nonce', () => {
  assert.equal(openConnectPassword(keys, 'SPK-0001', connectPassword(keys, token)), token);
});

test('the key itself is nowhere in the password', () => {
  const password = connectPassword(keys, token);
  for (const encoding of ['base64', 'base64url', 'hex'] as const) {
    assert.not(password.includes(Buffer.from(key).toString(encoding)));
  }
});

test('another key, another device, another time or another nonce is refused', () => {
  const password = connectPassword(keys, token);
  const strangers = deriveDeviceKeys(new Uint8Array(32).fill(4));
  assert.is(
    code(() => openConnectPassword(strangers, 'SPK-0001', password)),
    'unauthorized',
  );
  assert.is(
    code(() => openConnectPassword(keys, 'SPK-0002', password)),
    'unauthorized',
  );
  const laterBy1 = password.replace('1700000000000', '1700000000001');
  assert.is(
    code(() => openConnectPassword(keys, 'SPK-0001', laterBy1)),
    'unauthorized',
  );
  const otherNonce = password.replace('0011223344556677', '0011223344556678');
  assert.is(
    code(() => openConnectPassword(keys, 'SPK-0001', otherNonce)),
    'unauthorized',
  );
});

test('malformed passwords are refused by what is wrong with them', () => {
  assert.is(
    code(() => openConnectPassword(keys, 'SPK-0001', '')),
    'unknown_version',
  );
  assert.is(
    code(() => openConnectPassword(keys, 'SPK-0001', '2.1.0011223344556677.x')),
    'unknown_version',
  );
  assert.is(
    code(() => openConnectPassword(keys, 'SPK-0001', '1.1.0011223344556677')),
    'malformed',
  );
  assert.is(
    code(() => openConnectPassword(keys, 'SPK-0001', '1.-1.0011223344556677.x')),
    'malformed',
  );
  assert.is(
    code(() => openConnectPassword(keys, 'SPK-0001', '1.1e5.0011223344556677.x')),
    'malformed',
  );
  assert.is(
    code(() => openConnectPassword(keys, 'SPK-0001', '1.1.00.x')),
    'malformed',
  );
  assert.is(
    code(() => openConnectPassword(keys, 'SPK-0001', '1.1.0011223344556677.')),
    'unauthorized',
  );
  assert.is(
    code(() => openConnectPassword(keys, '../x', connectPassword(keys, token))),
    'malformed',
  );
  assert.is(
    code(() => openConnectPassword(keys, 'SPK-0001', `1.${'9'.repeat(5_000)}`)),
    'malformed',
  );
});

test('each use has a key of its own', () => {
  const exported = Object.values(keys).map((one) => one.export().toString('hex'));
  assert.is(new Set([...exported, Buffer.from(key).toString('hex')]).size, 4);
});

test('a device key is read as it is handed out, and nothing else is', () => {
  const text = Buffer.from(key).toString('base64');
  assert.equal([...parseDeviceKey(`${text}\n`)], [...key]);
  for (const wrong of ['', 'abc', text.slice(4), `${text}AAAA`, text.replace('A', '!')]) {
    assert.is(
      code(() => parseDeviceKey(wrong)),
      'malformed',
      wrong,
    );
  }
});

test.run();
