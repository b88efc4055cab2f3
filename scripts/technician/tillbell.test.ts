import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../../shared/failure.ts';
import { callCommand } from './called-command.ts';
import { exitCodeOf } from './command-run.ts';
import { typeCommand } from './typed-command.ts';

test('help names the commands and shows how they are typed', async () => {
  const { exitCode, out, errors } = await typeCommand(['--help']);
  assert.is(exitCode, 0);
  assert.is(errors, '');
  assert.match(out, /Usage: tillbell/);
  assert.match(out, /npx tillbell host tune --check/);
  assert.match(out, /npx tillbell drill kill/);
});

test('each command has help with examples and its exit codes', async () => {
  const commands = [
    ...[['host', 'tune'], ['drill'], ['ports'], ['info'], ['flash'], ['batch'], ['batch', 'verify']],
    ...['key', 'trust', 'sign', 'verify', 'show'].map((word) => ['image', word]),
  ];
  for (const words of commands) {
    const { exitCode, out } = await callCommand([...words, '--help']);
    assert.is(exitCode, 0);
    assert.match(out, /--json/);
    assert.match(out, /Exit code: 0 done, 1 it failed/);
    assert.ok(out.includes(`Examples:\n  npx tillbell ${words.join(' ')}`), out);
  }
});

test('a mistake is wrong usage: one that is named, on stderr, without a stack trace', async () => {
  const mistakes: [string[], RegExp][] = [
    [[], /Usage: tillbell/],
    [['host'], /Usage: tillbell host/],
    [['flsh'], /unknown command 'flsh'/],
    [['host', 'tune'], /tillbell: wants either --check or --apply/],
    [['host', 'tune', '--check', '--apply'], /wants either --check or --apply/],
    [['host', 'tune', '--chekc'], /tillbell: unknown option '--chekc'\n\(Did you mean --check\?\)/],
    [['host', 'tune', '--check', '--role', 'cat'], /--role "cat": wants one of relay, device/],
    [['host', 'tune', '--check', '--route', '$(reboot)'], /--route .*wants names, separated by commas/],
    [['drill', 'flood'], /Allowed choices are cpu, memory, disk/],
    [['drill'], /wants a fault/],
    [['drill', 'kill', '--seconds', '0'], /--seconds "0": wants a whole number from 1/],
    [['drill', 'kill', 'cpu'], /too many arguments/],
  ];
  for (const [words, message] of mistakes) {
    const { exitCode, out, errors } = await (words[0] === 'flsh' ? typeCommand : callCommand)(words);
    assert.is(exitCode, 2, `${words.join(' ')}: ${errors}`);
    assert.match(errors, message);
    assert.is(out, '');
    assert.not.match(errors, / at .*\.ts:\d+/);
  }
});

test('a failure’s code tells the exit code', () => {
  assert.is(exitCodeOf(new Failure('usage', '')), 2);
  assert.is(exitCodeOf(new Failure('forbidden', '')), 3);
  assert.is(exitCodeOf(new Failure('bad_seal', '')), 3);
  assert.is(exitCodeOf(new Failure('unreachable', '')), 1);
  assert.is(exitCodeOf(new Error('what nobody thought of')), 1);
});

test.run();
