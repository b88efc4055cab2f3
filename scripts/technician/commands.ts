import type { TechnicianCommand } from './technician-command.ts';

type Commands = readonly TechnicianCommand[];

/**
 * The program's commands by their first words, in the order of its help. Each word's are loaded when they are wanted:
 * all of them together take longer to load than most of them to run.
 */
export const COMMANDS: Readonly<Record<string, () => Promise<Commands>>> = {
  ports: async () => [(await import('./ports/ports-command.ts')).PORTS_COMMAND],
  info: async () => [(await import('./board/info-command.ts')).INFO_COMMAND],
  flash: async () => [(await import('./flash/flash-command.ts')).FLASH_COMMAND],
  batch: async () => [
    (await import('./batch/batch-command.ts')).BATCH_COMMAND,
    (await import('./batch/batch-verify-command.ts')).BATCH_VERIFY_COMMAND,
  ],
  image: async () => {
    const image = await import('./image/image-commands.ts');
    const { IMAGE_SIGN_COMMAND } = await import('./image/image-sign-command.ts');
    const { IMAGE_KEY_COMMAND, IMAGE_TRUST_COMMAND, IMAGE_VERIFY_COMMAND, IMAGE_SHOW_COMMAND } = image;
    return [
      IMAGE_KEY_COMMAND,
      IMAGE_TRUST_COMMAND,
      IMAGE_SIGN_COMMAND,
      IMAGE_VERIFY_COMMAND,
      IMAGE_SHOW_COMMAND,
    ];
  },
  host: async () => [(await import('./tune/tune-command.ts')).HOST_TUNE_COMMAND],
  drill: async () => [(await import('./drill/drill-command.ts')).DRILL_COMMAND],
  cabinet: async () => [(await import('./cabinet/plan-command.ts')).CABINET_PLAN_COMMAND],
  provision: async () => [(await import('./service/provision-command.ts')).PROVISION_COMMAND],
  doctor: async () => [(await import('./service/doctor-command.ts')).DOCTOR_COMMAND],
  say: async () => [(await import('./service/say-command.ts')).SAY_COMMAND],
  slots: async () => [(await import('./slots/slots-command.ts')).SLOTS_COMMAND],
  logs: async () => [(await import('./service/logs-command.ts')).LOGS_COMMAND],
  device: async () => {
    const look = await import('./roster/device-look-commands.ts');
    const change = await import('./roster/device-change-commands.ts');
    const { DEVICE_PUT_COMMAND, DEVICE_KEY_COMMAND, DEVICE_DELETE_COMMAND } = change;
    return [
      look.DEVICE_LIST_COMMAND,
      look.DEVICE_SHOW_COMMAND,
      DEVICE_PUT_COMMAND,
      DEVICE_KEY_COMMAND,
      DEVICE_DELETE_COMMAND,
    ];
  },
  ledger: async () => [(await import('./ledger/ledger-verify-command.ts')).LEDGER_VERIFY_COMMAND],
  campaign: async () => (await import('./campaign/campaign-commands.ts')).CAMPAIGN_COMMANDS,
  completion: async () => [(await import('./completion/completion-command.ts')).COMPLETION_COMMAND],
};

/** What the commands have in common that share a first word. */
export const COMMAND_GROUPS: Readonly<Record<string, string>> = {
  host: 'what the machine under a relay or a device needs',
  cabinet: 'power-bank cabinets',
  image: 'firmware images and the keys that sign them',
  device: 'the relay’s roster: which devices there are, whom they serve, how they are',
  campaign: 'firmware for the boards of many devices',
  ledger: 'what became of the money',
};

/** @returns the commands that the words can mean: those of the first word, or all where no command begins with it */
export async function commandsFor([first = '']: readonly string[]): Promise<Commands> {
  const own = Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
  if (own !== undefined) return own();
  return (await Promise.all(Object.values(COMMANDS).map((load) => load()))).flat();
}
