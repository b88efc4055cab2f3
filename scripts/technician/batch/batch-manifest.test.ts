import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../../../shared/failure.ts';
import { parseManifest } from './batch-manifest.ts';

test('a short manifest, and all that a board may have of its own', () => {
  const manifest = parseManifest(
    JSON.stringify({
      job: 'shop-42',
      image: 'all.bin',
      boards: ['/dev/ttyUSB0', { to: 'ble:SN-2', image: 'own.bin', serial: 'SN-2', forceOlder: 'it jams' }],
    }),
  );
  assert.equal(manifest, {
    job: 'shop-42',
    boards: [
      { to: '/dev/ttyUSB0', image: 'all.bin', baud: undefined, serial: undefined, forceOlder: undefined },
      { to: 'ble:SN-2', image: 'own.bin', baud: undefined, serial: 'SN-2', forceOlder: 'it jams' },
    ],
    atOnce: 4,
    attempts: 2,
    haltAfter: 2,
  });
});

test('what is wrong with a manifest is named', () => {
  const good = { job: 'j', image: 'i', boards: ['a'] };
  const cases: [unknown, RegExp][] = [
    ['[', /no JSON/],
    ['[]', /it wants an object/],
    [{ ...good, bords: [] }, /"bords", which nobody knows; known are job, image, boards/],
    [{ ...good, job: 7 }, /job wants a text/],
    [{ ...good, job: 'a\u001b[2J' }, /job wants a text/],
    [{ ...good, boards: [] }, /boards wants a list of boards/],
    [{ ...good, boards: 'a' }, /boards wants a list/],
    [{ ...good, boards: ['a', 'a'] }, /a stands in it twice/],
    [{ ...good, boards: [{}] }, /boards\[0\]\.to wants a text/],
    [{ ...good, boards: [null] }, /boards\[0\] wants an object/],
    [{ job: 'j', boards: ['a'] }, /boards\[0\] has no image/],
    [{ ...good, atOnce: 0 }, /atOnce wants a whole number from 1 to 16/],
    [{ ...good, attempts: 1.5 }, /attempts wants/],
    [{ ...good, boards: Array.from({ length: 1_001 }, (_, index) => `${index}`) }, /at most 1000 boards/],
  ];
  for (const [manifest, message] of cases) {
    const text = typeof manifest === 'string' ? manifest : JSON.stringify(manifest);
    assert.throws(
      () => parseManifest(text),
      (thrown: unknown) => isFailure(thrown, 'usage') && message.test(thrown.message),
    );
  }
});

test.run();
