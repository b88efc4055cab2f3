import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const root = fileURLToPath(new URL('..', import.meta.url));

function succeeds(command: string, words: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(command, words, { cwd: root, encoding: 'utf8' });
  assert.is(status, 0, `${stdout}${stderr}`.slice(-8_000));
}

test('the types hold', () => {
  succeeds('node_modules/.bin/tsc', ['--noEmit']);
});

test('format and lint are clean', () => {
  succeeds('node_modules/.bin/biome', ['ci', '--colors=off', '.']);
});

test('the generated messages are what messages.proto yields', () => {
  succeeds(process.execPath, ['--import', 'tsx', 'scripts/build-messages.ts', '--check']);
});

test.run();
