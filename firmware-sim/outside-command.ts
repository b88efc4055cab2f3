import { execFile } from 'node:child_process';
import { Failure } from '../shared/failure.ts';

const TIMEOUT_MS = 20_000;
const SAID_CHARACTERS_MOST = 300;

/**
 * Runs a program of the system to its end.
 *
 * @param input what it reads on stdin
 * @returns what it wrote on stdout
 * @throws Failure `unreachable` with its own words when it is missing, fails or takes longer than 20 s
 */
export function runCommand(command: readonly string[], input = ''): Promise<string> {
  const [program = '', ...args] = command;
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { timeout: TIMEOUT_MS, encoding: 'utf8' }, (failure, out, said) => {
      if (failure === null) resolve(out);
      else {
        const why = (said.trim() || failure.message).slice(0, SAID_CHARACTERS_MOST);
        reject(new Failure('unreachable', `${command.join(' ')}: ${why}`, { cause: failure }));
      }
    });
    // A program that is missing, or ends without reading.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}
