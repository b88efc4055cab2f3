import { parseDeviceKey } from '../../../shared/device-key.ts';
import { Failure, isFailure } from '../../../shared/failure.ts';
import type { DeviceId } from '../../../shared/ids.ts';
import { type Provisioning, provision } from '../../../shared/smp/service.ts';
import type { BoardVisit } from '../board/board-reach.ts';
import { confirm, YES_OPTION } from '../roster/confirmation.ts';
import { completeEntry, ENTRY_OPTIONS, findDevice } from '../roster/device-change-commands.ts';
import { wantedId } from '../roster/device-id.ts';
import { keyIn } from '../roster/key-file.ts';
import { RELAY_OPTIONS, RelayDesk, relayUrl } from '../roster/relay-desk.ts';
import { technicianCommand } from '../technician-command.ts';
import type { Terminal } from '../terminal.ts';
import { PROVISION_OPTIONS, readProvisionFile, readWishes } from './provision-settings.ts';
import { askService, SERVICE_OPTIONS, visitDevice } from './service-visit.ts';

/** A device writes it to its disk before it answers. */
const WRITE_TIMEOUT_MS = 10_000;

export const PROVISION_COMMAND = technicianCommand({
  path: ['provision'],
  summary: 'Tells a device who it is: identity, key, relay, Wi-Fi, language, shop; by cable or Bluetooth',
  options: {
    ...PROVISION_OPTIONS,
    file: {
      placeholder: 'FILE',
      help: 'these settings as JSON, e.g. {"id": "SPK-0001", "mqtt": "mqtts://…"}; a flag wins over it',
      parse: (text: string): string => text,
    },
    roster: {
      placeholder: 'URL',
      help: 'put it on the roster of this relay (HTTP), and bring its key straight into the device',
      parse: relayUrl,
    },
    role: ENTRY_OPTIONS.role,
    terminals: ENTRY_OPTIONS.terminals,
    tokenFile: RELAY_OPTIONS.tokenFile,
    ...YES_OPTION,
    ...SERVICE_OPTIONS,
  },
  examples: [
    'npx tillbell provision --to /dev/ttyUSB0 --id SPK-0001 --roster http://127.0.0.1:8080 --role speaker --store shop-42 --terminals 100114020002045 --mqtt mqtt://127.0.0.1:1883',
    'npx tillbell provision --to ble:SPK-0001 --code-file label.txt --file shop-42.json --key-file -',
    'npx tillbell provision --to /dev/ttyUSB0 --wifi shop-42 --wifi-password-file wifi.txt',
  ],
  async run(_none, values, terminal) {
    const { file, roster, keyFile } = values;
    if (roster !== undefined && keyFile !== undefined)
      throw new Failure('usage', 'the key comes from --key-file or from --roster: give one of them');
    const flags = Object.fromEntries(
      Object.keys(PROVISION_OPTIONS).flatMap((name) => {
        const value = values[name as keyof typeof PROVISION_OPTIONS];
        return value === undefined ? [] : [[name, value]];
      }),
    );
    const given = { ...(file === undefined ? {} : readProvisionFile(file)), ...flags };
    if (values.codeFile === '-' && [given.keyFile, given.wifiPasswordFile].includes('-'))
      throw new Failure('usage', 'only one of --code-file, --key-file and --wifi-password-file can be stdin');
    const wishes = readWishes(given);
    if (Object.keys(wishes).length === 0 && roster === undefined)
      throw new Failure('usage', 'nothing to tell it: npx tillbell provision --help shows what there is');
    return visitDevice(values, 'provisioning', terminal, async (visit) => {
      const key =
        roster === undefined
          ? undefined
          : await keyFromRoster(
              new RelayDesk({ ...values, relay: roster }, terminal.stopped),
              wishes,
              values,
              terminal,
            );
      const all = key === undefined ? wishes : { ...wishes, deviceKey: key };
      const restarts = await tell(visit, all, key !== undefined);
      const told = namesOf(all);
      const { serial } = visit.identity;
      const after = restarts ? 'it restarts with it' : 'it goes on with it';
      return {
        exitCode: 0,
        text: `${serial}: told ${told.join(', ')}; ${after}`,
        document: { serial, id: all.deviceId ?? null, told, restarts },
      };
    });
  },
});

/** On the roster it gets a key that only this process and the device ever see. */
async function keyFromRoster(
  desk: RelayDesk,
  wishes: Provisioning,
  values: {
    readonly role?: 'speaker' | 'cabinet';
    readonly terminals?: readonly string[];
    readonly yes?: boolean;
  },
  terminal: Terminal,
): Promise<Uint8Array> {
  const id: DeviceId = wantedId(wishes.deviceId);
  const before = await findDevice(desk, id);
  const { role, terminals } = values;
  const entry = completeEntry(
    {
      ...(role === undefined ? {} : { role }),
      ...(terminals === undefined ? {} : { terminals }),
      ...(wishes.store === undefined ? {} : { store: wishes.store }),
    },
    before,
  );
  if (wishes.language !== undefined) entry.language = wishes.language;
  if (before !== undefined) {
    const question = `${id} is on the roster: a device that has its key now ends. Make a new one for this device?`;
    await confirm(question, values.yes === true, terminal);
  }
  const { status, value } = await desk.call('PUT', `/v1/devices/${id}`, entry);
  const answer = status === 201 ? value : (await desk.call('POST', `/v1/devices/${id}/key`)).value;
  return parseDeviceKey(keyIn(answer));
}

async function tell(visit: BoardVisit, what: Provisioning, isKeyNew: boolean): Promise<boolean> {
  try {
    return await askService(visit, provision(what), WRITE_TIMEOUT_MS);
  } catch (thrown) {
    if (!isKeyNew || !isFailure(thrown)) throw thrown;
    const again = 'its key is on the roster and may not be in the device: run the same command again';
    throw new Failure(thrown.code, `${thrown.message}; ${again}`, { cause: thrown });
  }
}

const NAMES: Readonly<Record<keyof Provisioning, string>> = {
  deviceId: 'id',
  deviceKey: 'key',
  relayUrl: 'relay',
  wifiName: 'Wi-Fi',
  wifiPassword: 'Wi-Fi password',
  language: 'language',
  store: 'shop',
};

const namesOf = (what: Provisioning): string[] =>
  Object.keys(what).map((name) => NAMES[name as keyof Provisioning]);
