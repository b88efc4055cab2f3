import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../../shared/failure.ts';
import type { HeardRecord } from './heard.ts';
import { HeardFile } from './heard-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'tillbell-heard-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const newFile = (): string => {
  files += 1;
  return join(folder, `heard-${files}.jsonl`);
};

const record = (id: number): HeardRecord => ({ id, line: `{"line":${id}}` });

async function open(file: string, records: readonly HeardRecord[] = []) {
  const written: number[] = [];
  const problems: string[] = [];
  const heard = await HeardFile.open({
    file,
    records,
    onWritten: (id) => written.push(id),
    onProblem: (problem) => problems.push(problem.message),
  });
  return { heard, written, problems };
}

test('lines are appended in their order and reported once they are on disk', async () => {
  const file = newFile();
  const { heard, written } = await open(file);
  heard.write([record(1)]);
  heard.write([record(2), record(3)]);
  await heard.close();
  assert.is(readFileSync(file, 'utf8'), '{"line":1}\n{"line":2}\n{"line":3}\n');
  assert.is(written.at(-1), 3);
});

test('after a crash between commit and file the missing lines are appended, the torn one repaired', async () => {
  const file = newFile();
  writeFileSync(file, '{"line":1}\n{"li');
  const { heard, written } = await open(file, [record(1), record(2)]);
  await heard.close();
  assert.is(readFileSync(file, 'utf8'), '{"line":1}\n{"line":2}\n');
  assert.equal(written, [1, 2]);
  const again = await open(file, [record(1), record(2)]);
  await again.heard.close();
  assert.is(readFileSync(file, 'utf8'), '{"line":1}\n{"line":2}\n');
  assert.equal(again.written, [2]);
});

test('what others append does not disturb', async () => {
  const file = newFile();
  const { heard } = await open(file);
  appendFileSync(file, '{"by":"hand"}\n');
  heard.write([record(1)]);
  await heard.close();
  assert.is(readFileSync(file, 'utf8'), '{"by":"hand"}\n{"line":1}\n');
});

test('promise 16: a file that cannot be opened is told with its name', async () => {
  const file = newFile();
  mkdirSync(file);
  try {
    await open(file);
    assert.unreachable();
  } catch (thrown) {
    assert.ok(isFailure(thrown, 'store_unavailable'));
    assert.match((thrown as Error).message, file);
  }
});

test.run();
