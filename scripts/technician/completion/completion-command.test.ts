import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { callCommand } from '../called-command.ts';
import { commandsFor } from '../commands.ts';
import { PROGRAM, typeCommand } from '../typed-command.ts';
import { completionsFor } from './completion-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'tillbell-tab-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

process.env.TILLBELL_PORTS = '/dev/simulated';
const commands = await commandsFor([]);
const firstWords = (text: string): string[] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.split('\t')[0] ?? '');
const suggested = (...words: string[]): string[] => firstWords(completionsFor(commands, words));

test('commands, their second words, options, choices and ports are suggested; files where a file is wanted', async () => {
  assert.equal(suggested('fla'), ['flash', ':4']);
  assert.equal(suggested('image', 's'), ['sign', 'show', ':4']);
  assert.ok(suggested('flash', '--fo').includes('--force-older'));
  assert.equal(suggested('completion', '').slice(0, 3), ['bash', 'zsh', 'fish']);
  const ports = suggested('flash', 'x.bin', '--to', '');
  assert.ok(ports.includes('/dev/simulated') && ports.includes('ble:'), ports.join(' '));
  assert.equal(suggested('flash', ''), [':0']);
  // As the shells' scripts ask.
  const { out } = await typeCommand(['complete', '--', 'flash', 'x.bin', '--to', '']);
  assert.equal(firstWords(out), ports);
});

test('a script for each shell; another shell is wrong usage', async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { exitCode, out } = await callCommand(['completion', shell]);
    assert.is(exitCode, 0);
    assert.match(out, new RegExp(`^#.*(${shell} completion for tillbell|compdef tillbell)`));
  }
  for (const words of [['completion'], ['completion', 'tcsh']])
    assert.is((await callCommand(words)).exitCode, 2);
});

test('in a real bash: Tab completes, and what is typed is not carried out', () => {
  const evil = join(folder, 'evil');
  const script = join(folder, 'try.sh');
  writeFileSync(
    script,
    `npx() { shift; "${process.execPath}" "${PROGRAM}" "$@"; }
source <(npx tillbell completion bash)
press() { COMP_LINE="$1"; COMP_POINT=\${#COMP_LINE}; _tillbell_complete; echo "\${COMPREPLY[*]}"; }
press "tillbell fla"
press 'tillbell flash $(touch ${evil}) --fo'
press "tillbell flash x.bin --to ble:"
complete -p tillbell
`,
  );
  const { stdout, stderr } = spawnSync('bash', [script], { encoding: 'utf8' });
  const [flash, forced, ble, registered] = stdout.split('\n');
  assert.is(flash, 'flash', stderr);
  assert.match(forced ?? '', /--force-older/);
  assert.is(ble, '');
  assert.is(registered, 'complete -o default -F _tillbell_complete tillbell');
  assert.not(existsSync(evil));
});

test.run();
