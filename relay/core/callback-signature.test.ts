import { generateKeyPairSync } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../../shared/failure.ts';
import {
  checkCallbackAuthorization,
  readCallbackAuthorization,
  readCoreKey,
  verifyCallback,
} from './callback-signature.ts';
import { callbackJson, pretendCore } from './pretended-core.ts';

const core = pretendCore();
const key = readCoreKey(core.publicKeyPem);

test('the gateway’s signature over the very bytes is accepted', () => {
  const body = Buffer.from(callbackJson());
  const { terminalSn, signature } = readCallbackAuthorization(
    checkCallbackAuthorization(core.authorize(body)),
  );
  assert.is(terminalSn, 'T1');
  assert.ok(verifyCallback(key, body, signature));
});

test('every other byte, another key and a cut signature are not', () => {
  const body = Buffer.from(callbackJson());
  const { signature } = readCallbackAuthorization(checkCallbackAuthorization(core.authorize(body)));
  for (let at = 0; at < body.length; at += 37) {
    const changed = Buffer.from(body);
    changed[at] = (changed[at] ?? 0) ^ 1;
    assert.not(verifyCallback(key, changed, signature), `byte ${at}`);
  }
  assert.not(verifyCallback(key, body, signature.subarray(1)));
  assert.not(verifyCallback(key, body, Buffer.alloc(0)));
  const stranger = readCallbackAuthorization(pretendCore().authorize(body)).signature;
  assert.not(verifyCallback(key, body, stranger));
});

test('an Authorization header of another form is refused before the body is read', () => {
  for (const header of [
    undefined,
    ['T1 abcd', 'T2 abcd'],
    '',
    'T1',
    'T1 ',
    ' abcd',
    'T1  abcd',
    'T1 ab cd',
    'T1 ab*d',
    '../T1 abcd',
    `${'T'.repeat(33)} abcd`,
    `T1 ${'a'.repeat(2000)}`,
    'Bearer abcd efgh',
  ]) {
    assert.throws(
      () => checkCallbackAuthorization(header),
      (thrown: unknown) => isFailure(thrown, 'unauthorized'),
      JSON.stringify(header),
    );
  }
});

test('a core key that cannot do its work is refused with the reason', () => {
  const pem = (type: 'rsa' | 'ed25519', part: 'publicKey' | 'privateKey', modulusLength = 2048): string => {
    const pair =
      type === 'rsa' ? generateKeyPairSync('rsa', { modulusLength }) : generateKeyPairSync('ed25519');
    return pair[part].export({ type: part === 'publicKey' ? 'spki' : 'pkcs8', format: 'pem' }).toString();
  };
  const reasonFor = (text: string): string => {
    try {
      readCoreKey(text);
    } catch (thrown) {
      if (isFailure(thrown, 'usage')) return thrown.message;
    }
    return 'accepted';
  };
  assert.match(reasonFor(''), 'no public key');
  assert.match(reasonFor('-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n'), 'no public key');
  assert.match(reasonFor(pem('rsa', 'privateKey')), 'private key');
  assert.match(reasonFor(pem('ed25519', 'publicKey')), 'ed25519');
  assert.match(reasonFor(pem('rsa', 'publicKey', 1024)), '1024 bits');
  assert.is(reasonFor(pem('rsa', 'publicKey')), 'accepted');
});

test.run();
