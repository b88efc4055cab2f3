import { isFailure } from '../../../shared/failure.ts';
import { limits } from '../../../shared/limits.ts';
import { type HealthLine, health, selfTest } from '../../../shared/smp/service.ts';
import type { Paint } from '../../terminal-text.ts';
import type { BoardVisit } from '../board/board-reach.ts';
import { printable } from '../roster/text-table.ts';
import { technicianCommand } from '../technician-command.ts';
import { askPages, askService, SERVICE_OPTIONS, visitDevice } from './service-visit.ts';

export const DOCTOR_COMMAND = technicianCommand({
  path: ['doctor'],
  summary:
    'Looks a device or a board over: store, clock, link, latency, voice, panel, slots; says what to do',
  options: SERVICE_OPTIONS,
  examples: [
    'npx tillbell doctor --to /dev/ttyUSB0',
    'npx tillbell doctor --to ble:SPK-0001 --code-file - --json',
  ],
  async run(_none, values, terminal) {
    const { identity, lines } = await visitDevice(
      values,
      'looking a device over',
      terminal,
      async (visit) => ({
        identity: visit.identity,
        lines: await look(visit),
      }),
    );
    const faults = lines.filter(({ state }) => state === 'fault').map(({ name }) => name);
    const head = `${identity.serial}: ${identity.boardId} (${identity.role}), runs ${identity.version}`;
    return {
      exitCode: faults.length === 0 ? 0 : 1,
      text: [
        terminal.paint(printable(head), 'bold'),
        ...lines.map((line) => lineText(line, terminal.paint)),
      ].join('\n'),
      document: { ...identity, lines },
      ...(faults.length === 0 ? {} : { reason: `${identity.serial}: fault in ${faults.join(', ')}` }),
    };
  },
});

/** A board without a health of its own tests itself instead. */
async function look(visit: BoardVisit): Promise<readonly HealthLine[]> {
  try {
    return (await askPages(visit, health)).items;
  } catch (thrown) {
    if (!isFailure(thrown, 'not_found')) throw thrown;
  }
  const { isPassed, lines } = await askService(visit, selfTest(), limits.selfTestMs);
  if (isPassed || lines.some(({ state }) => state === 'fault')) return lines;
  return [...lines, { name: 'self-test', state: 'fault', text: 'not passed', advice: 'change the board' }];
}

const WORDS = { ok: 'ok     ', warning: 'warning', fault: 'FAULT  ' } as const;
const STYLES = { ok: 'green', warning: 'yellow', fault: 'red' } as const;

function lineText({ name, state, text, advice }: HealthLine, paint: Paint): string {
  const found = `${paint(WORDS[state], STYLES[state])}  ${printable(name).padEnd(10)} ${printable(text)}`;
  return advice === '' ? found : `${found}\n${' '.repeat(20)}→ ${printable(advice)}`;
}
