/**
 * Runs every `*.test.ts` of the house, each file in a process of its own, and ends with
 * `N passed, N failed` (and `, N skipped` by name and reason). uvu itself is too trusting: a file without
 * `run()`, or one whose `before` hook throws, passes there; a hanging test never ends. So a file counts
 * only when it reports passed = total > 0, exits 0 and does so within its time.
 *
 * Usage: npm test [-- PART_OF_A_PATH …]
 */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inOrder, nextFile } from './test-order.ts';
import { judgeTestFile, type TestFileVerdict } from './test-verdict.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Only against hanging: on a machine that is busy with other things too, the longest took 330 s. */
const FILE_TIMEOUT_MS = 480_000;
/** At least two: a file that waits for a child of its own leaves the core to it. More than four was never tried. */
const CORES = Math.min(4, Math.max(2, availableParallelism()));
const OUTPUT_BYTES_MAX = 4_000_000;

function testFiles(): string[] {
  const floors = ['shared', 'relay', 'device', 'firmware-sim', 'scripts'];
  return floors.flatMap((floor) =>
    readdirSync(join(root, floor), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.test.ts') && !name.includes('node_modules'))
      .sort()
      .map((name) => join(floor, name)),
  );
}

/** Ends a test file with all that it started; they are groups of their own, which Ctrl-C does not reach. */
const groups = new Set<() => void>();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    for (const end of groups) end();
    process.exit(1);
  });
}

function runFile(file: string): Promise<TestFileVerdict> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', file], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, FORCE_COLOR: '0' },
      detached: true,
    });
    let output = '';
    let timedOut = false;
    const keep = (chunk: Buffer): void => {
      if (output.length < OUTPUT_BYTES_MAX) output += chunk.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    // The whole group: a test that hangs usually hangs in a child of its own.
    const killGroup = (): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // the group is gone already
      }
    };
    groups.add(killGroup);
    const timer = setTimeout(() => {
      timedOut = true;
      killGroup();
    }, FILE_TIMEOUT_MS);
    child.on('close', (exitCode) => {
      clearTimeout(timer);
      groups.delete(killGroup);
      killGroup();
      resolve(judgeTestFile({ file, output, exitCode, timedOut }));
    });
  });
}

const wanted = process.argv.slice(2);
const files = testFiles().filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)));
if (files.length === 0) {
  console.error(`no test file matches ${wanted.join(' ')}`);
  process.exit(2);
}

const beganAtMs = Date.now();
const verdicts: TestFileVerdict[] = [];
const waiting = inOrder(files);
const running = new Map<string, Promise<void>>();

async function judged(file: string): Promise<void> {
  const startedAtMs = Date.now();
  const verdict = await runFile(file);
  verdicts.push(verdict);
  running.delete(file);
  const seconds = ((Date.now() - startedAtMs) / 1000).toFixed(1);
  console.log(
    `${verdict.problem === undefined ? 'ok  ' : 'FAIL'} ${relative('.', file)}  ${verdict.passed} passed  ${seconds} s`,
  );
  if (verdict.problem !== undefined) console.log(`${verdict.problem}\n${verdict.output}`);
}

while (waiting.length > 0 || running.size > 0) {
  const file = nextFile(waiting, [...running.keys()], CORES);
  if (file === undefined) await Promise.race(running.values());
  else {
    waiting.splice(waiting.indexOf(file), 1);
    running.set(file, judged(file));
  }
}

const passed = verdicts.reduce((sum, verdict) => sum + verdict.passed, 0);
const failed = verdicts.reduce((sum, verdict) => sum + verdict.failed, 0);
const skips = verdicts.flatMap((verdict) => verdict.skips);
for (const skip of skips) console.log(`skipped: ${skip}`);
const skipIsFailure = process.env.CI !== undefined && skips.length > 0;
if (skipIsFailure) console.log('a skip in CI is a failure: install what the reasons name');
console.log(`${files.length} files, ${((Date.now() - beganAtMs) / 1000).toFixed(0)} s`);
console.log(`${passed} passed, ${failed} failed${skips.length > 0 ? `, ${skips.length} skipped` : ''}`);
process.exit(failed > 0 || skipIsFailure ? 1 : 0);
