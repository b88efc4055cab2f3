import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../shared/failure.ts';
import { openOperatorToken } from './operator-token-store.ts';

function inFolder(run: (folder: string, path: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'tillbell-token-'));
  try {
    run(join(folder, 'data'), join(folder, 'data', 'operator.token'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('the first start makes a token that only its owner can read, and leaves nothing else', () =>
  inFolder((folder, path) => {
    const made = openOperatorToken(folder);
    assert.is(made.path, path);
    assert.match(made.token, /^tbo_[A-Za-z0-9_-]{43}$/);
    assert.is(readFileSync(path, 'utf8'), `${made.token}\n`);
    assert.is(statSync(path).mode & 0o777, 0o600);
    assert.equal(readdirSync(folder), ['operator.token']);
  }));

test('later starts keep it, and close it again where somebody opened it', () =>
  inFolder((folder, path) => {
    const { token } = openOperatorToken(folder);
    chmodSync(path, 0o644);
    assert.is(openOperatorToken(folder).token, token);
    assert.is(statSync(path).mode & 0o777, 0o600);
  }));

test('two data folders have two tokens', () =>
  inFolder((one) =>
    inFolder((other) => {
      assert.is.not(openOperatorToken(one).token, openOperatorToken(other).token);
    }),
  ));

test('a file that holds something else is refused, not replaced', () =>
  inFolder((folder, path) => {
    openOperatorToken(folder);
    for (const text of ['', 'password1', `tbo_${'x'.repeat(43)} and more`]) {
      writeFileSync(path, text);
      assert.throws(
        () => openOperatorToken(folder),
        (thrown: unknown) => isFailure(thrown, 'corrupt_store') && thrown.message.includes('delete it'),
      );
      assert.is(readFileSync(path, 'utf8'), text);
    }
  }));

test('a data folder that is a file is refused in one line', () =>
  inFolder((folder, path) => {
    openOperatorToken(folder);
    assert.throws(
      () => openOperatorToken(path),
      (thrown: unknown) => isFailure(thrown, 'store_unavailable'),
    );
  }));

test.run();
