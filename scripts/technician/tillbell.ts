/** `npx tillbell …`: the operator's and technician's commands. What each of them does stands in its own file. */
import { readFileSync } from 'node:fs';
import { runCommandLine } from './command-run.ts';
import { COMMAND_GROUPS, commandsFor } from './commands.ts';
import { Terminal } from './terminal.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const argv = process.argv.slice(2);
const commands = await commandsFor(argv);
// What the shells' scripts call to be told what may come next: `tillbell complete -- words …`.
if (argv[0] === 'complete' && argv[1] === '--') {
  const { completionsFor } = await import('./completion/completion-command.ts');
  console.log(completionsFor(commands, argv.slice(2)));
} else {
  const program = {
    name: 'tillbell',
    summary:
      'Flashes and looks at boards by cable and Bluetooth, prepares hosts, and shows what happens when things break',
    version,
    groups: COMMAND_GROUPS,
    commands,
  };
  const terminal = new Terminal(process);
  runCommandLine(program, argv, terminal).then((exitCode) => process.exit(exitCode));
}
