import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { coresOf, inOrder, LONG_TEST_FILES, nextFile } from './test-order.ts';

const paths = LONG_TEST_FILES.map(({ path }) => path);
const waits = paths.filter((path) => coresOf(path) < 0.34);
const works = paths.filter((path) => coresOf(path) === 1);

test('what is listed is there, once, the longest first', () => {
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

test('two that work fill two cores; six that wait do; something is always begun', () => {
  const [a = '', b = '', c = '', d = '', ...others] = waits;
  const [work = ''] = works;
  assert.is(nextFile(['x.test.ts'], [work], 2), 'x.test.ts');
  assert.is(nextFile(['x.test.ts', a], [work, 'y.test.ts'], 2), undefined);
  // What has no room yet is passed by one that has.
  assert.is(nextFile([work, d], [work, a, b], 2), d);
  assert.is(nextFile([work, d], [work, a, b, c], 2), undefined);
  assert.is(nextFile([work, d], [a, b, c], 2), work);
  assert.is(nextFile([work, d], [a, b, c, ...others.slice(0, 2)], 2), d);
  assert.is(nextFile([work, d], [a, b, c, ...others.slice(0, 3)], 2), undefined);
  assert.ok(paths.every((path) => nextFile([path], [], 1) === path && coresOf(path) > 0));
});

test.run();
