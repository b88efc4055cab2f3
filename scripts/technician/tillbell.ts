/** `npx tillbell …`: the operator's and technician's commands. What each of them does stands in its own file. */
import { readFileSync } from 'node:fs';
import { BATCH_COMMAND } from './batch/batch-command.ts';
import { BATCH_VERIFY_COMMAND } from './batch/batch-verify-command.ts';
import { INFO_COMMAND } from './board/info-command.ts';
import { CABINET_PLAN_COMMAND } from './cabinet/plan-command.ts';
import { runCommandLine } from './command-run.ts';
import { COMPLETION_COMMAND, completionsFor, isCompletionCall } from './completion/completion-command.ts';
import { DRILL_COMMAND } from './drill/drill-command.ts';
import { FLASH_COMMAND } from './flash/flash-command.ts';
import {
  IMAGE_KEY_COMMAND,
  IMAGE_SHOW_COMMAND,
  IMAGE_TRUST_COMMAND,
  IMAGE_VERIFY_COMMAND,
} from './image/image-commands.ts';
import { IMAGE_SIGN_COMMAND } from './image/image-sign-command.ts';
import { PORTS_COMMAND } from './ports/ports-command.ts';
import { OPERATOR_COMMANDS, OPERATOR_GROUPS } from './roster/operator-commands.ts';
import { SERVICE_COMMANDS } from './service/service-commands.ts';
import { Terminal } from './terminal.ts';
import { HOST_TUNE_COMMAND } from './tune/tune-command.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const PROGRAM = {
  name: 'tillbell',
  summary:
    'Flashes and looks at boards by cable and Bluetooth, prepares hosts, and shows what happens when things break',
  version,
  groups: {
    host: 'what the machine under a relay or a device needs',
    cabinet: 'power-bank cabinets',
    image: 'firmware images and the keys that sign them',
    ...OPERATOR_GROUPS,
  },
  commands: [
    PORTS_COMMAND,
    INFO_COMMAND,
    FLASH_COMMAND,
    BATCH_COMMAND,
    BATCH_VERIFY_COMMAND,
    IMAGE_KEY_COMMAND,
    IMAGE_TRUST_COMMAND,
    IMAGE_SIGN_COMMAND,
    IMAGE_VERIFY_COMMAND,
    IMAGE_SHOW_COMMAND,
    HOST_TUNE_COMMAND,
    DRILL_COMMAND,
    CABINET_PLAN_COMMAND,
    ...SERVICE_COMMANDS,
    ...OPERATOR_COMMANDS,
    COMPLETION_COMMAND,
  ],
};

const argv = process.argv.slice(2);
if (isCompletionCall(argv)) console.log(completionsFor(PROGRAM.commands, argv));
else {
  const terminal = new Terminal(process);
  runCommandLine(PROGRAM, argv, terminal).then((exitCode) => process.exit(exitCode));
}
