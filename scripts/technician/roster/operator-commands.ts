import { CAMPAIGN_COMMANDS } from '../campaign/campaign-commands.ts';
import { LEDGER_VERIFY_COMMAND } from '../ledger/ledger-verify-command.ts';
import type { TechnicianCommand } from '../technician-command.ts';
import { DEVICE_DELETE_COMMAND, DEVICE_KEY_COMMAND, DEVICE_PUT_COMMAND } from './device-change-commands.ts';
import { DEVICE_LIST_COMMAND, DEVICE_SHOW_COMMAND } from './device-look-commands.ts';

/** What an operator asks a relay. */
export const OPERATOR_COMMANDS: readonly TechnicianCommand[] = [
  DEVICE_LIST_COMMAND,
  DEVICE_SHOW_COMMAND,
  DEVICE_PUT_COMMAND,
  DEVICE_KEY_COMMAND,
  DEVICE_DELETE_COMMAND,
  LEDGER_VERIFY_COMMAND,
  ...CAMPAIGN_COMMANDS,
];

export const OPERATOR_GROUPS = {
  device: 'the relay’s roster: which devices there are, whom they serve, how they are',
  campaign: 'firmware for the boards of many devices',
  ledger: 'what became of the money',
};
