import { say } from '../../../shared/smp/service.ts';
import { technicianCommand } from '../technician-command.ts';
import { askService, SERVICE_OPTIONS, visitDevice } from './service-visit.ts';

/** Beginning to speak may have to wait for the disk. */
const SAY_TIMEOUT_MS = 5_000;

/** What a technician may have said. Never an amount: played-back payments are what shops are cheated with. */
export const SAYINGS = ['test', 'ready'] as const;

export const SAY_COMMAND = technicianCommand({
  path: ['say'],
  summary: 'Has a device say a test announcement, so that its voice and volume can be heard; never an amount',
  argument: { name: 'kind', help: 'what is said; default test', choices: SAYINGS },
  options: SERVICE_OPTIONS,
  examples: [
    'npx tillbell say --to /dev/ttyUSB0',
    'npx tillbell say ready --to ble:SPK-0001 --code-file label.txt',
  ],
  async run(kind = 'test', values, terminal) {
    return visitDevice(values, 'a test announcement', terminal, async (visit) => {
      await askService(visit, say(kind === 'test' ? undefined : kind), SAY_TIMEOUT_MS);
      const { serial } = visit.identity;
      return {
        exitCode: 0,
        text: `${serial} says it, after what it is saying now; nothing heard? npx tillbell doctor`,
        document: { id: serial, kind },
      };
    });
  },
});
