import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { writeWholeFile } from './whole-file-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'tillbell-whole-file-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

test('its folder is made, the owner alone reads it, and nothing stays beside it', () => {
  const path = join(folder, 'deep', 'key');
  writeWholeFile(path, 'one');
  writeWholeFile(path, 'two');
  assert.is(readFileSync(path, 'utf8'), 'two');
  assert.is(statSync(path).mode & 0o777, 0o600);
  assert.equal(readdirSync(join(folder, 'deep')), ['key']);
});

test('a draft that a power cut has left, or somebody has laid there, is not written into', () => {
  const path = join(folder, 'code');
  const elsewhere = join(folder, 'elsewhere');
  writeFileSync(elsewhere, 'mine');
  symlinkSync(elsewhere, `${path}.new`);
  writeWholeFile(path, 'secret');
  assert.equal([readFileSync(elsewhere, 'utf8'), readFileSync(path, 'utf8')], ['mine', 'secret']);
  assert.not(statSync(path).mode & 0o077);
});

test('where the file cannot take its place, the old one stands', () => {
  const path = join(folder, 'taken');
  writeWholeFile(join(path, 'inside'), 'there');
  assert.throws(() => writeWholeFile(path, 'new'));
  assert.is(readFileSync(join(path, 'inside'), 'utf8'), 'there');
});

test.run();
