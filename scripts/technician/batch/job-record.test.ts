import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../../../shared/failure.ts';
import { EMPTY_CHAIN, readJobRecord, writeJobLine } from './job-record.ts';
import { JobRecordFile } from './job-record-store.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const folder = mkdtempSync(join(tmpdir(), 'tillbell-record-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

function linesOf(...kinds: string[]): string[] {
  let chain = EMPTY_CHAIN;
  return kinds.map((kind, index) => {
    const written = writeJobLine(
      chain,
      { kind, 'a ü': index, deep: { 2: [null, 1.5e9] } },
      'now',
      privateKey,
    );
    chain = written.chain;
    return written.line;
  });
}
const lines = linesOf('begin', 'attempt', 'verdict', 'end');
const text = (all: readonly string[]): string => all.map((one) => `${one}\n`).join('');
const isBroken = (changed: string, key = publicKey): boolean => {
  try {
    readJobRecord(changed, key);
    return false;
  } catch (thrown) {
    if (!isFailure(thrown, 'bad_seal')) throw thrown;
    return /line \d+/.test(thrown.message);
  }
};

test('what was written reads the same', () => {
  const record = readJobRecord(text(lines), publicKey);
  assert.equal(
    record.lines.map(({ event }) => event.kind),
    ['begin', 'attempt', 'verdict', 'end'],
  );
  assert.is(record.tornBytes, 0);
  assert.equal(readJobRecord('', publicKey).lines, []);
});

test('left out, added, moved, from another record, or signed with another key: it does not hold', () => {
  const [a = '', b = '', c = '', d = ''] = lines;
  for (const changed of [
    [b, c, d],
    [a, c, d],
    [a, c, b, d],
    [a, b, b, c, d],
    [a, b, ...linesOf('x', 'y', 'z')],
  ])
    assert.ok(isBroken(text(changed)), `${changed.length}`);
  assert.ok(isBroken(text(lines), generateKeyPairSync('ed25519').publicKey));
});

test('each single byte counts', () => {
  const whole = Buffer.from(text(lines.slice(0, 2)));
  for (let at = 0; at < whole.length - 1; at += 1) {
    const changed = Buffer.from(whole);
    changed[at] = (changed[at] ?? 0) ^ 1;
    assert.ok(isBroken(changed.toString('utf8')), `byte ${at}`);
  }
  for (const nonsense of ['null\n', '[]\n', '{}\n', '{"sig":1}\n', 'x\n'])
    assert.ok(isBroken(nonsense), nonsense);
});

test('a power cut in the middle of a line: the piece is dropped, what follows is chained to what was whole', () => {
  const path = join(folder, 'torn.jsonl');
  writeFileSync(path, `${text(lines.slice(0, 2))}${(lines[2] ?? '').slice(0, 40)}`);
  const file = new JobRecordFile(path, privateKey);
  assert.is(file.droppedBytes, 40);
  assert.is(file.lines.length, 2);
  file.write({ kind: 'begin' });
  file.close();
  const again = readJobRecord(readFileSync(path, 'utf8'), publicKey);
  assert.is(again.lines.length, 3);
  assert.is(statSync(path).size, again.wholeBytes);
});

test('a record that does not hold is not written on', () => {
  const path = join(folder, 'changed.jsonl');
  writeFileSync(path, text(lines).replace('attempt', 'Attempt'));
  const before = readFileSync(path, 'utf8');
  assert.throws(
    () => new JobRecordFile(path, privateKey),
    (thrown: unknown) => isFailure(thrown, 'bad_seal') && thrown.message.includes('line 2 was changed'),
  );
  assert.is(readFileSync(path, 'utf8'), before);
});

test.run();
