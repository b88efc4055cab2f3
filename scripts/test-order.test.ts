import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { coresOf, inOrder, LONG_TEST_FILES, nextFile } from './test-order.ts';

const waits = LONG_TEST_FILES.filter(({ mostly }) => mostly === 'waits').map(({ path }) => path);
const works = LONG_TEST_FILES.filter(({ mostly }) => mostly === 'works').map(({ path }) => path);

test('what is listed is there, once, the longest first', () => {
  const paths = LONG_TEST_FILES.map(({ path }) => path);
  const root = fileURLToPath(new URL('..', import.meta.url));
  assert.equal(
    paths.filter((path) => !existsSync(`${root}${path}`)),
    [],
  );
  assert.is(new Set(paths).size, paths.length);
  assert.equal(
    inOrder([...paths].reverse()).map(secondsOf),
    LONG_TEST_FILES.map(({ seconds }) => seconds),
  );
});

const secondsOf = (path: string) => LONG_TEST_FILES.find((one) => one.path === path)?.seconds;

test('long ones begin first; the others keep their order, and none is left out', () => {
  const [longest = '', next = ''] = LONG_TEST_FILES.map(({ path }) => path);
  assert.equal(inOrder(['b.test.ts', next, 'a.test.ts', longest]), [longest, next, 'b.test.ts', 'a.test.ts']);
});

test('two that work fill two cores; four that wait do; something is always begun', () => {
  const [a = '', b = '', c = '', d = '', e = ''] = waits;
  const [work = ''] = works;
  assert.is(nextFile(['x.test.ts'], [work], 2), 'x.test.ts');
  assert.is(nextFile(['x.test.ts', a], [work, 'y.test.ts'], 2), undefined);
  // What has no room yet is passed by one that has.
  assert.is(nextFile([work, d], [a, b, c], 2), d);
  assert.is(nextFile([work, e], [a, b, c, d], 2), undefined);
  assert.ok(LONG_TEST_FILES.every(({ path }) => nextFile([path], [], 1) === path && coresOf(path) > 0));
});

test.run();
