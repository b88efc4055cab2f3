import { GROUP, type SmpRequest } from './request.ts';

/** Group 3 (Zephyr, "Settings (Config) Management Group"). */
export const SETTINGS_COMMAND = { value: 0, delete: 1, commit: 2, loadSave: 3 } as const;

type Fields = SmpRequest<unknown>['fields'];

/** A request of this group that is answered with nothing. */
function plain(
  name: string,
  operation: 'read' | 'write',
  command: number,
  fields: Fields,
): SmpRequest<undefined> {
  return { name, operation, group: GROUP.settings, command, fields, read: () => undefined };
}

/** The stored bytes; what they mean is up to the setting. */
export function readSetting(name: string): SmpRequest<Uint8Array> {
  return {
    name: `read setting ${name}`,
    operation: 'read',
    group: GROUP.settings,
    command: SETTINGS_COMMAND.value,
    fields: { name },
    read: (reply) => reply.bytes('val'),
  };
}

/** The value is in force after `commitSettings`, and survives a restart after `saveSettings`. */
export function writeSetting(name: string, value: Uint8Array): SmpRequest<undefined> {
  return plain(`write setting ${name}`, 'write', SETTINGS_COMMAND.value, { name, val: value });
}

export function deleteSetting(name: string): SmpRequest<undefined> {
  return plain(`delete setting ${name}`, 'write', SETTINGS_COMMAND.delete, { name });
}

export function commitSettings(): SmpRequest<undefined> {
  return plain('commit settings', 'write', SETTINGS_COMMAND.commit, {});
}

/** Back to what is in the board's flash. */
export function loadSettings(): SmpRequest<undefined> {
  return plain('load settings', 'read', SETTINGS_COMMAND.loadSave, {});
}

export function saveSettings(): SmpRequest<undefined> {
  return plain('save settings', 'write', SETTINGS_COMMAND.loadSave, {});
}
