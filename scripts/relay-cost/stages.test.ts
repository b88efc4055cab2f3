import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type CpuProfile, spanOf, timeByStage } from './stages.ts';

const frame = (functionName: string, url = '') => ({ functionName, url });
const profile: CpuProfile = {
  nodes: [
    { id: 1, callFrame: frame('(root)'), children: [2, 3, 5] },
    { id: 2, callFrame: frame('(idle)') },
    { id: 3, callFrame: frame('accept', 'file:///x/relay/core/callback-server.ts'), children: [4] },
    {
      id: 4,
      callFrame: frame('verifyCallback', 'file:///x/relay/core/callback-signature.ts'),
      children: [6],
    },
    { id: 5, callFrame: frame('stranger', 'file:///x/y.ts') },
    { id: 6, callFrame: frame('verifyOneShot', 'node:internal/crypto/sig') },
  ],
  samples: [2, 6, 6, 5, 2],
  timeDeltas: [100, 10, 20, 30, 40],
};

test('a sample counts for the innermost known function around it, until the next sample', () => {
  assert.equal(
    [...timeByStage(profile, 0, 1_000)],
    [
      ['idle', 10],
      ['callback: RSA signature', 50],
      ['other', 40],
    ],
  );
});

test('only what lies in the part asked for counts', () => {
  assert.equal([...timeByStage(profile, 130, 160)], [['callback: RSA signature', 30]]);
});

test('a function is found from its first to its last sample', () => {
  assert.equal(spanOf(profile, 'verifyOneShot'), [110, 130]);
  assert.is(spanOf(profile, 'never'), undefined);
});

test.run();
