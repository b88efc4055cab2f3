import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../../../shared/failure.ts';
import { takeLock } from './lock-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'tillbell-lock-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

/** A lock whose holder is another process that lives; `change` writes something else into it. */
async function lockedByOther(
  path: string,
  change: (owner: Record<string, unknown>) => object,
): Promise<() => void> {
  const other = spawn('sleep', ['60'], { stdio: 'ignore' });
  await new Promise((done) => other.once('spawn', done));
  // What this process writes, with the other's number and start.
  takeLock(path, 'flashing').release();
  const mine = takeLock(path, 'flashing');
  const owner = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  mine.release();
  const fields = readFileSync(`/proc/${other.pid}/stat`, 'latin1').replace(/^.*\)/s, '').trim().split(' ');
  const text = JSON.stringify(change({ ...owner, pid: other.pid, started: fields[19] }));
  writeFileSync(path, text);
  return () => other.kill();
}

test('one holder: the second is told who it is, and gets it after the release', () => {
  const path = join(folder, 'one');
  const lock = takeLock(path, 'flashing slots-6');
  assert.throws(
    () => takeLock(path, 'another'),
    (thrown: unknown) =>
      isFailure(thrown, 'forbidden') && thrown.message.includes(`flashing slots-6, process ${process.pid}`),
  );
  lock.release();
  lock.release();
  assert.not(existsSync(path));
  takeLock(path, 'another').release();
});

test('another process that lives keeps it', async () => {
  const path = join(folder, 'other');
  const end = await lockedByOther(path, (owner) => owner);
  assert.throws(
    () => takeLock(path, 'mine'),
    (thrown: unknown) => isFailure(thrown, 'forbidden'),
  );
  end();
});

test('stale: a number that another program has got, another boot, a torn file, one that is gone', async () => {
  const cases: [string, (owner: Record<string, unknown>) => object][] = [
    ['reused', (owner) => ({ ...owner, started: '1' })],
    ['boot', (owner) => ({ ...owner, boot: 'before' })],
    ['gone', (owner) => ({ ...owner, pid: 4_194_303, started: '' })],
  ];
  for (const [name, change] of cases) {
    const path = join(folder, name);
    const end = await lockedByOther(path, change);
    const lock = takeLock(path, 'mine');
    assert.is(JSON.parse(readFileSync(path, 'utf8')).pid, process.pid, name);
    lock.release();
    end();
  }
  for (const torn of ['', '{"pid": 1', 'null']) {
    const path = join(folder, 'torn');
    writeFileSync(path, torn);
    takeLock(path, 'mine').release();
  }
});

test('a folder that cannot be written is no lock', () => {
  assert.throws(
    () => takeLock(join(folder, 'nowhere', 'lock'), 'mine'),
    (thrown: unknown) => isFailure(thrown, 'store_unavailable'),
  );
});

test.run();
