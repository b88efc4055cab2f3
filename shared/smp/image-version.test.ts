import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  compareImageVersions,
  formatImageVersion,
  parseImageVersion,
  securityCounterOf,
} from './image-version.ts';

test('imgtool’s and Zephyr’s spellings', () => {
  assert.equal(parseImageVersion('1.2.3+4'), { major: 1, minor: 2, revision: 3, build: 4 });
  assert.equal(parseImageVersion('1.2.3.4'), { major: 1, minor: 2, revision: 3, build: 4 });
  assert.equal(parseImageVersion('1.2'), { major: 1, minor: 2, revision: 0, build: 0 });
  assert.is(formatImageVersion(parseImageVersion('1.2.3+4')), '1.2.3+4');
  assert.is(formatImageVersion(parseImageVersion('1.2.3+0')), '1.2.3');
  assert.is(formatImageVersion(parseImageVersion('255.255.65535+4294967295')), '255.255.65535+4294967295');
});

test('what is no version, or fits no header, is refused', () => {
  for (const text of ['', 'v1.2.3', '1.2.3-rc1', '01.2.3', '1..2', '1.2.3+', '1.2.3+4.5', ' 1.2.3', '-1'])
    assert.throws(() => parseImageVersion(text), /is no version/, text);
  for (const text of ['256.0.0', '0.256.0', '0.0.65536', '0.0.0+4294967296'])
    assert.throws(() => parseImageVersion(text), /does not fit/, text);
});

test('each part counts, in order', () => {
  const inOrder = ['0.0.0', '0.0.0+1', '0.0.1', '0.1.0+9', '0.2.0', '1.0.0', '1.0.0+1', '1.0.10'].map(
    parseImageVersion,
  );
  for (const [index, left] of inOrder.entries())
    for (const [other, right] of inOrder.entries())
      assert.is(Math.sign(compareImageVersions(left, right)), Math.sign(index - other));
});

test('the automatic security counter is imgtool’s', () => {
  assert.is(securityCounterOf(parseImageVersion('1.2.3+4')), 0x01_02_0003);
  assert.is(securityCounterOf(parseImageVersion('255.255.65535')), 0xffff_ffff);
});

test.run();
