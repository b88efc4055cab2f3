import tab, { type OptionHandler, RootCommand } from '@bomb.sh/tab';
import { Failure } from '../../../shared/failure.ts';
import { knownPorts } from '../board/board-search.ts';
import { type TechnicianCommand, technicianCommand } from '../technician-command.ts';
import { BASH_SCRIPT } from './bash-script.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** The package says so always; without a suggestion of ours files are what is wanted. */
const NO_FILES = ':4';
const FILES = ':0';

/** What may come next after these words, as the scripts of @bomb.sh/tab read it. */
export function completionsFor(commands: readonly TechnicianCommand[], words: readonly string[]): string {
  const printed = printedBy(() => completionTree(commands).parse([...words]));
  return printed.trim() === NO_FILES ? FILES : printed;
}

export const COMPLETION_COMMAND = technicianCommand({
  path: ['completion'],
  summary: 'Prints what makes the Tab key complete commands, options and ports in your shell',
  argument: { name: 'shell', help: 'which shell', choices: SHELLS },
  options: {},
  examples: [
    'source <(npx tillbell completion bash)',
    'npx tillbell completion zsh > ~/.tillbell-completion.zsh && echo "source ~/.tillbell-completion.zsh" >> ~/.zshrc',
    'npx tillbell completion fish > ~/.config/fish/completions/tillbell.fish',
  ],
  async run(shell) {
    if (shell === undefined) throw new Failure('usage', `wants a shell: ${SHELLS.join(', ')}`);
    const text = scriptFor(shell);
    return { exitCode: 0, text, document: { shell, script: text } };
  },
});

const scriptFor = (shell: string): string =>
  shell === 'bash' ? BASH_SCRIPT : printedBy(() => tab.setup('tillbell', 'npx tillbell', shell));

/** The package prints; here it is a result like any other. */
function printedBy(work: () => void): string {
  const { log } = console;
  const lines: string[] = [];
  console.log = (text: string): void => {
    lines.push(text);
  };
  try {
    work();
  } finally {
    console.log = log;
  }
  return lines.join('\n');
}

function completionTree(commands: readonly TechnicianCommand[]): RootCommand {
  const root = new RootCommand();
  const ports: OptionHandler = (complete) => {
    for (const port of knownPorts()) complete(port, 'serial port');
    complete('ble:', 'a board in the air, by name or address');
  };
  for (const { path, summary, argument, options } of commands) {
    path.slice(1).forEach((_, index) => {
      const group = path.slice(0, index + 1).join(' ');
      if (!root.commands.has(group)) root.command(group, '');
    });
    const words = path.join(' ');
    const known = root.commands.get(words);
    const command = known ?? root.command(words, summary);
    command.description = summary;
    if (argument !== undefined) {
      const { name, choices = [] } = argument;
      command.argument(name, (complete) => {
        for (const choice of name === 'port' ? knownPorts() : choices) complete(choice, '');
      });
    }
    for (const [name, { placeholder, help }] of Object.entries(options)) {
      const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      if (placeholder === undefined) command.option(flag, help);
      else command.option(flag, help, name === 'to' ? ports : () => {});
    }
    command.option('json', 'the result as one JSON document on stdout');
    command.option('help', 'what it does, with examples');
  }
  return root;
}
