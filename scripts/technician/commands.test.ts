import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { COMMAND_GROUPS, COMMANDS, commandsFor } from './commands.ts';

test('each command is found by its first word, and no two have the same words', async () => {
  const all = await commandsFor([]);
  const words = all.map(({ path }) => path.join(' '));
  assert.is(new Set(words).size, words.length);
  for (const { path } of all)
    assert.ok((await commandsFor([...path, '--json'])).some((one) => one.path === path));
  for (const [first, load] of Object.entries(COMMANDS))
    for (const { path } of await load()) assert.is(path[0], first);
  // As help has them.
  assert.equal([...new Set(all.map(({ path }) => path[0]))], Object.keys(COMMANDS));
});

test('a first word that is shared says what for; one that nobody knows stands before all commands', async () => {
  const shared = (await commandsFor([])).filter(({ path }) => path.length > 1 && path[0] !== 'batch');
  assert.equal(new Set(shared.map(({ path }) => path[0] ?? '')), new Set(Object.keys(COMMAND_GROUPS)));
  const all = await commandsFor([]);
  for (const word of ['flsh', '--help', 'constructor', 'toString'])
    assert.equal(await commandsFor([word]), all);
});

test.run();
