import type { FieldReader } from '../../shared/smp/cbor.ts';
import { GROUP } from '../../shared/smp/request.ts';
import { SETTINGS_COMMAND } from '../../shared/smp/settings-requests.ts';
import { SMP_ERRORS } from '../../shared/smp/smp-error.ts';
import type { Answer } from './image-group.ts';

/** settings_mgmt_err_code_t */
const KEY_TOO_LONG = 2;
const KEY_NOT_FOUND = 3;
const READ_NOT_SUPPORTED = 4;
const KEY_BYTES_MOST = 64;
/** What may be written and never read back. */
const SECRET = /(^|\/)(key|psk|password)$/;

const settingsError = (code: number): Answer => ({ error: { group: GROUP.settings, code } });

/** Group 3 as Zephyr's settings_mgmt has it. */
export function answerSettings(
  settings: Map<string, Buffer>,
  command: number,
  isWrite: boolean,
  fields: FieldReader,
): Answer {
  const { value: VALUE, delete: DELETE, commit, loadSave } = SETTINGS_COMMAND;
  if (command === commit || command === loadSave) return { body: {} };
  if (command !== VALUE && command !== DELETE) return { error: { code: SMP_ERRORS.notSupported } };
  const name = fields.text('name');
  if (Buffer.byteLength(name) > KEY_BYTES_MOST) return settingsError(KEY_TOO_LONG);
  if (command === DELETE) return settings.delete(name) ? { body: {} } : settingsError(KEY_NOT_FOUND);
  if (isWrite) {
    settings.set(name, Buffer.from(fields.bytes('val')));
    return { body: {} };
  }
  if (SECRET.test(name)) return settingsError(READ_NOT_SUPPORTED);
  const value = settings.get(name);
  return value === undefined ? settingsError(KEY_NOT_FOUND) : { body: { val: value } };
}
