import { Failure } from '../../shared/failure.ts';
import { type DeviceId, storeId, type TerminalSn, terminalSn } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { DEVICE_ROLES, type DeviceEntry, LANGUAGES } from '../store.ts';
import { readJsonBody } from './json-body.ts';

const FIELDS = ['role', 'terminals', 'store', 'language'] as const;

/**
 * Reads the body of `PUT /v1/devices/{id}`: `{role, terminals, store, language}`, all of them and nothing else.
 *
 * @throws Failure `malformed` or `too_large`, naming the field
 */
export function readDeviceBody(id: DeviceId, body: Buffer): DeviceEntry {
  const value = readJsonBody(body, FIELDS);
  return {
    id,
    role: oneOf(DEVICE_ROLES, value.role, 'role'),
    terminals: terminals(value.terminals),
    store: storeId(value.store),
    language: oneOf(LANGUAGES, value.language, 'language'),
  };
}

function oneOf<Choice extends string>(choices: readonly Choice[], value: unknown, field: string): Choice {
  const choice = choices.find((one) => one === value);
  if (choice === undefined) throw new Failure('malformed', `${field} must be one of ${choices.join(', ')}`);
  return choice;
}

function terminals(value: unknown): readonly TerminalSn[] {
  if (!Array.isArray(value)) throw new Failure('malformed', 'terminals must be a list');
  if (value.length > limits.terminalsPerDevice) {
    throw new Failure('too_large', `${value.length} terminals, at most ${limits.terminalsPerDevice}`);
  }
  const list = value.map(terminalSn);
  const twice = list.find((terminal, index) => list.indexOf(terminal) !== index);
  if (twice !== undefined) throw new Failure('malformed', `terminal ${twice} is listed twice`);
  return list;
}
