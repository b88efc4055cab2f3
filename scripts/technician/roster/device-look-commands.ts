import { deviceId } from '../../../shared/ids.ts';
import type { Paint } from '../../terminal-text.ts';
import { durationText } from '../../terminal-text.ts';
import { technicianCommand } from '../technician-command.ts';
import { wantedId } from './device-id.ts';
import { RecordView } from './record-view.ts';
import { RELAY_OPTIONS, RelayDesk } from './relay-desk.ts';
import { textTable } from './text-table.ts';

/** More pages than any roster has. */
const PAGES_MOST = 1_000;

export const DEVICE_LIST_COMMAND = technicianCommand({
  path: ['device', 'list'],
  summary: 'Lists the devices of a relay’s roster and how each of them is',
  options: RELAY_OPTIONS,
  examples: [
    'npx tillbell device list',
    'npx tillbell device list --relay https://relay.example --token-file op.token --json',
  ],
  async run(_none, values, terminal) {
    const desk = new RelayDesk(values, terminal.stopped);
    const devices = await readRoster(desk);
    const text =
      devices.length === 0
        ? 'no device is on the roster: npx tillbell device put ID adds one'
        : rosterTable(devices, terminal.paint);
    return { exitCode: 0, text, document: { devices } };
  },
});

/** All pages of `GET /v1/devices`. */
export async function readRoster(desk: RelayDesk): Promise<unknown[]> {
  const devices: unknown[] = [];
  let path = '/v1/devices';
  for (let page = 0; page < PAGES_MOST; page += 1) {
    const { value } = await desk.call('GET', path);
    const next = new RecordView(value).text('next');
    const listed =
      typeof value === 'object' && value !== null && 'devices' in value && Array.isArray(value.devices)
        ? (value.devices as unknown[])
        : [];
    devices.push(...listed);
    if (next === '' || listed.length === 0) break;
    path = `/v1/devices?after=${encodeURIComponent(next)}`;
  }
  return devices;
}

function rosterTable(devices: readonly unknown[], paint: Paint): string {
  const rows = devices.map((device) => {
    const view = new RecordView(device);
    const state = view.within('state');
    return [
      view.text('id'),
      view.text('role'),
      view.text('store'),
      view.text('language'),
      state.is('online') ? `online (${state.number('paths') ?? 0})` : 'offline',
      state.has('waiting') ? String(state.number('waiting')) : '',
      state.has('volumePercent') ? `${state.number('volumePercent')} %` : '',
      state.texts('warnings').join(', '),
    ];
  });
  return textTable(
    ['device', 'role', 'store', 'language', 'state (paths)', 'unheard', 'volume', 'warnings'],
    rows,
    paint,
  );
}

export const DEVICE_SHOW_COMMAND = technicianCommand({
  path: ['device', 'show'],
  summary: 'Shows one device of the roster and all that the relay knows of its state',
  argument: { name: 'id', help: 'its id, e.g. SPK-0001' },
  options: RELAY_OPTIONS,
  examples: ['npx tillbell device show SPK-0001', 'npx tillbell device show CAB-0001 --json'],
  async run(given, values, terminal) {
    const id = wantedId(given);
    const { value } = await new RelayDesk(values, terminal.stopped).call(
      'GET',
      `/v1/devices/${deviceId(id)}`,
    );
    return { exitCode: 0, text: deviceText(new RecordView(value), terminal.paint), document: value };
  },
});

function deviceText(device: RecordView, paint: Paint): string {
  const state = device.within('state');
  const count = (name: string): string => String(state.number(name) ?? '');
  const link = state.is('online') ? paint('online', 'green') : paint('offline', 'yellow');
  const roundTrip = state.number('roundTripMs');
  const warnings = state.texts('warnings');
  const cabinet = state.within('cabinet');
  const rows: [string, string][] = [
    ['device', paint(`${device.text('id')} (${device.text('role')})`, 'bold')],
    ['store', device.text('store')],
    ['terminals', device.texts('terminals').join(', ') || 'none'],
    ['language', state.text('language') || device.text('language')],
    [
      'link',
      `${link}, ${count('paths') || '0'} paths${roundTrip === undefined ? '' : `, ${durationText(roundTrip)}`}`,
    ],
    ['log', logText(device.within('log'), state)],
    ['software', state.text('software')],
    ['volume', state.has('volumePercent') ? `${count('volumePercent')} %` : ''],
    ['unheard', count('waiting')],
    [
      'slots',
      state.has('cabinet')
        ? `${cabinet.number('slots') ?? 0}, ${cabinet.number('banksReady') ?? 0} banks ready, ${cabinet.number('empty') ?? 0} empty, ${cabinet.number('faulted') ?? 0} out of service`
        : '',
    ],
    ['warnings', warnings.length === 0 ? '' : paint(warnings.join(', '), 'yellow')],
  ];
  return rows
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name.padEnd(11)}${value}`)
    .join('\n');
}

function logText(log: RecordView, state: RecordView): string {
  const last = log.number('lastSeq');
  if (last === undefined) return '';
  return `${last} notices, stored up to ${state.number('storedUpTo') ?? 0}, spoken up to ${state.number('spokenUpTo') ?? 0}`;
}
