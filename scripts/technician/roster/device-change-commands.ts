import { Failure, isFailure } from '../../../shared/failure.ts';
import type { DeviceId } from '../../../shared/ids.ts';
import { choiceSetting } from '../../../shared/settings.ts';
import { technicianCommand } from '../technician-command.ts';
import { confirm, YES_OPTION } from './confirmation.ts';
import { wantedId } from './device-id.ts';
import { KeyFile, keyIn } from './key-file.ts';
import { RecordView } from './record-view.ts';
import { RELAY_OPTIONS, RelayDesk } from './relay-desk.ts';

/** What a device of the roster is told to be; for `device put` and `provision`. */
export const ENTRY_OPTIONS = {
  role: {
    placeholder: 'ROLE',
    help: 'speaker or cabinet',
    parse: choiceSetting(['speaker', 'cabinet'] as const),
  },
  terminals: {
    placeholder: 'SN,SN',
    help: 'the terminals whose payments it announces, separated by commas; "" for none',
    parse: (text: string): string[] => text.split(',').flatMap((one) => one.trim() || []),
  },
  store: {
    placeholder: 'SHOP',
    help: 'the shop that it stands in, e.g. shop-42',
    parse: (text: string) => text,
  },
  language: {
    placeholder: 'LANGUAGE',
    help: 'zh-CN, yue, ms or en',
    parse: choiceSetting(['zh-CN', 'yue', 'ms', 'en'] as const),
  },
};

const KEY_FILE_OPTION = {
  placeholder: 'FILE',
  help: 'where its key is written, for its owner only; it is never shown again',
  parse: (text: string): string => text,
};

export interface WantedEntry {
  readonly role?: 'speaker' | 'cabinet';
  readonly terminals?: readonly string[];
  readonly store?: string;
  readonly language?: string;
}

/** As it stands on the roster; undefined: it does not. */
export async function findDevice(desk: RelayDesk, id: DeviceId): Promise<RecordView | undefined> {
  try {
    return new RecordView((await desk.call('GET', `/v1/devices/${id}`)).value);
  } catch (thrown) {
    if (isFailure(thrown, 'not_found')) return undefined;
    throw thrown;
  }
}

/** What is not said stays as it was. @throws Failure `usage` naming what a new device needs */
export function completeEntry(wanted: WantedEntry, before: RecordView | undefined): Record<string, unknown> {
  const role = wanted.role ?? before?.text('role');
  const store = wanted.store ?? before?.text('store');
  if (role === undefined) throw new Failure('usage', 'a new device needs --role speaker or --role cabinet');
  if (store === undefined) throw new Failure('usage', 'a new device needs --store SHOP');
  return {
    role,
    store,
    terminals: wanted.terminals ?? before?.texts('terminals') ?? [],
    language: wanted.language ?? before?.text('language') ?? 'zh-CN',
  };
}

export const DEVICE_PUT_COMMAND = technicianCommand({
  path: ['device', 'put'],
  summary: 'Adds a device to the roster, or changes it; a new one gets a key',
  argument: { name: 'id', help: 'its id, e.g. SPK-0001' },
  options: { ...ENTRY_OPTIONS, keyFile: KEY_FILE_OPTION, ...RELAY_OPTIONS },
  examples: [
    'npx tillbell device put SPK-0001 --role speaker --store shop-42 --terminals 100114020002045 --key-file spk.key',
    'npx tillbell device put SPK-0001 --language yue',
  ],
  async run(given, values, terminal) {
    const id = wantedId(given);
    const desk = new RelayDesk(values, terminal.stopped);
    const before = await findDevice(desk, id);
    const entry = completeEntry(values, before);
    if (before !== undefined) {
      if (values.keyFile !== undefined)
        throw new Failure(
          'usage',
          `${id} has its key already: npx tillbell device key ${id} makes a new one`,
        );
      await desk.call('PUT', `/v1/devices/${id}`, entry);
      return { exitCode: 0, text: `${id}: changed`, document: { id, ...entry, isNew: false } };
    }
    if (values.keyFile === undefined)
      throw new Failure(
        'usage',
        `${id} is new and gets a key, which is shown to nobody: --key-file FILE says where to write it (or npx tillbell provision --roster brings it straight into the device)`,
      );
    const keyFile = await withKey(values.keyFile, async () => {
      const { status, value } = await desk.call('PUT', `/v1/devices/${id}`, entry);
      if (status !== 201) throw new Failure('conflict', `${id}: somebody else has just added it`);
      return value;
    });
    const text = `${id}: added; its key is in ${keyFile}`;
    return { exitCode: 0, text, document: { id, ...entry, isNew: true, keyFile } };
  },
});

export const DEVICE_KEY_COMMAND = technicianCommand({
  path: ['device', 'key'],
  summary: 'Makes a new key for a device; the old one ends at once',
  argument: { name: 'id', help: 'its id, e.g. SPK-0001' },
  options: { keyFile: KEY_FILE_OPTION, ...YES_OPTION, ...RELAY_OPTIONS },
  examples: ['npx tillbell device key SPK-0001 --key-file spk.key'],
  async run(given, values, terminal) {
    const id = wantedId(given);
    if (values.keyFile === undefined)
      throw new Failure('usage', '--key-file FILE is required: the key is shown to nobody');
    const desk = new RelayDesk(values, terminal.stopped);
    if ((await findDevice(desk, id)) === undefined) throw unknown(id);
    await confirm(
      `${id} hears nothing more until it has the new key. Make one?`,
      values.yes === true,
      terminal,
    );
    const keyFile = await withKey(values.keyFile, async () => {
      const { value } = await desk.call('POST', `/v1/devices/${id}/key`);
      return value;
    });
    return { exitCode: 0, text: `${id}: its new key is in ${keyFile}`, document: { id, keyFile } };
  },
});

async function withKey(path: string, call: () => Promise<unknown>): Promise<string> {
  const file = new KeyFile(path);
  try {
    file.keep(keyIn(await call()));
  } catch (thrown) {
    file.drop();
    throw thrown;
  }
  return path;
}

export const DEVICE_DELETE_COMMAND = technicianCommand({
  path: ['device', 'delete'],
  summary: 'Takes a device off the roster; what it has not announced goes to a human',
  argument: { name: 'id', help: 'its id, e.g. SPK-0001' },
  options: { ...YES_OPTION, ...RELAY_OPTIONS },
  examples: ['npx tillbell device delete SPK-0001', 'npx tillbell device delete SPK-0001 --yes'],
  async run(given, values, terminal) {
    const id = wantedId(given);
    const desk = new RelayDesk(values, terminal.stopped);
    if ((await findDevice(desk, id)) === undefined) throw unknown(id);
    const question = `${id} is told nothing more, and what it has not announced is handed over. Delete it?`;
    await confirm(question, values.yes === true, terminal);
    await desk.call('DELETE', `/v1/devices/${id}`);
    return { exitCode: 0, text: `${id}: deleted`, document: { id } };
  },
});

const unknown = (id: DeviceId): Failure =>
  new Failure('not_found', `there is no device ${id}: npx tillbell device list shows which there are`);
