import { setTimeout as sleep } from 'node:timers/promises';
import { isFailure } from '../../../shared/failure.ts';
import { integerSetting } from '../../../shared/settings.ts';
import { logs } from '../../../shared/smp/service.ts';
import { switchOption } from '../../command-line.ts';
import type { BoardVisit } from '../board/board-reach.ts';
import { printable } from '../roster/text-table.ts';
import { technicianCommand } from '../technician-command.ts';
import type { Terminal } from '../terminal.ts';
import { askPages, SERVICE_OPTIONS, visitDevice } from './service-visit.ts';

const LINES = 100;
const LOOK_MS = 500;

export const LOGS_COMMAND = technicianCommand({
  path: ['logs'],
  summary: 'Shows the newest lines of a device’s log; keys and passwords never stand in it',
  options: {
    lines: {
      placeholder: 'COUNT',
      help: `how many, 1 to 2000; default ${LINES}`,
      parse: integerSetting(1, 2_000, 'lines'),
    },
    follow: switchOption('go on with what comes, until Ctrl-C'),
    ...SERVICE_OPTIONS,
  },
  examples: [
    'npx tillbell logs --to /dev/ttyUSB0',
    'npx tillbell logs --to ble:SPK-0001 --code-file label.txt --follow',
  ],
  async run(_none, values, terminal) {
    const most = values.lines ?? LINES;
    try {
      return await visitDevice(values, 'reading a log', terminal, async (visit) => {
        const { items, endsAt } = await askPages(visit, logs);
        const lines = items.slice(-most).map(logText);
        if (values.follow === true) {
          await terminal.print(lines.join('\n'));
          await follow(visit, endsAt, terminal);
        }
        return { exitCode: 0, text: lines.join('\n'), document: { id: visit.identity.serial, lines } };
      });
    } catch (thrown) {
      // That is how following ends.
      if (values.follow !== true || !isFailure(thrown, 'stopped')) throw thrown;
      return 0;
    }
  },
});

async function follow(visit: BoardVisit, from: number, terminal: Terminal): Promise<never> {
  for (let next = from; ; ) {
    await sleep(LOOK_MS);
    const { items, endsAt } = await askPages(visit, logs, next);
    next = endsAt;
    await terminal.print(items.map(logText).join('\n'));
  }
}

const LEVELS: Readonly<Record<number, string>> = {
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

/** A JSON line of ours for a person; what is none stays as it is. */
export function logText(line: string): string {
  let entry: Record<string, unknown>;
  try {
    const parsed: unknown = JSON.parse(line);
    if (typeof parsed !== 'object' || parsed === null) return printable(line);
    entry = { ...parsed };
  } catch {
    return printable(line);
  }
  const { level, time, msg, name: _name, pid: _pid, hostname: _host, ...rest } = entry;
  const at = typeof time === 'number' ? new Date(time).toISOString().slice(11, 23) : '';
  const detail = Object.entries(rest).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  const word = typeof level === 'number' ? (LEVELS[level] ?? String(level)) : '';
  return printable([at, word.padEnd(5), typeof msg === 'string' ? msg : '', ...detail].join(' ').trim());
}
