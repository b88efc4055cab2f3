import { SLOTS_COMMAND } from '../slots/slots-command.ts';
import type { TechnicianCommand } from '../technician-command.ts';
import { DOCTOR_COMMAND } from './doctor-command.ts';
import { LOGS_COMMAND } from './logs-command.ts';
import { PROVISION_COMMAND } from './provision-command.ts';
import { SAY_COMMAND } from './say-command.ts';

/** What a technician does at a device that runs. */
export const SERVICE_COMMANDS: readonly TechnicianCommand[] = [
  PROVISION_COMMAND,
  DOCTOR_COMMAND,
  SAY_COMMAND,
  SLOTS_COMMAND,
  LOGS_COMMAND,
];
