import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../shared/failure.ts';
import { readOrderLine } from './order-line.ts';

test('an object is read as it is', () => {
  assert.equal(readOrderLine('{"do":"take","module":1}'), { do: 'take', module: 1 });
});

test('anything else is malformed', () => {
  for (const line of ['', '{"do":', 'null', '7', '"take"', '[{"do":"take"}]']) {
    assert.throws(
      () => readOrderLine(line),
      (thrown: unknown) => isFailure(thrown) && thrown.code === 'malformed',
      line,
    );
  }
});

test.run();
