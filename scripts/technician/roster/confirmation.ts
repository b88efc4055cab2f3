import { createInterface } from 'node:readline/promises';
import { Failure } from '../../../shared/failure.ts';
import { switchOption } from '../../command-line.ts';
import type { Terminal } from '../terminal.ts';

export const YES_OPTION = { yes: switchOption('do it without asking; needed where there is no terminal') };

/**
 * Asks a person before something that cannot be taken back. Without a terminal nobody is asked, and nothing is done.
 *
 * @param isSure `--yes` was given
 * @throws Failure `usage` without a terminal and without `--yes`, `stopped` for any answer but yes
 */
export async function confirm(question: string, isSure: boolean, terminal: Terminal): Promise<void> {
  if (isSure) return;
  if (process.stdin.isTTY !== true || terminal.screen === undefined)
    throw new Failure('usage', `${question} There is no terminal to ask on: --yes says that it is meant`);
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question(`${question} [y/N] `, { signal: terminal.stopped });
    if (/^y(es)?$/i.test(answer.trim())) return;
  } catch {
    // Ctrl-C is a no.
  } finally {
    lines.close();
  }
  throw new Failure('stopped', 'nothing was changed');
}
