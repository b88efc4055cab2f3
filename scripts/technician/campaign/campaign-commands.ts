import { readFileSync } from 'node:fs';
import { describeThrown, Failure } from '../../../shared/failure.ts';
import { choiceSetting, integerSetting } from '../../../shared/settings.ts';
import { switchOption } from '../../command-line.ts';
import { durationText, type Paint } from '../../terminal-text.ts';
import { confirm, YES_OPTION } from '../roster/confirmation.ts';
import { readRoster } from '../roster/device-look-commands.ts';
import { RecordView } from '../roster/record-view.ts';
import { RELAY_OPTIONS, RelayDesk } from '../roster/relay-desk.ts';
import { textTable } from '../roster/text-table.ts';
import { type TechnicianCommand, technicianCommand } from '../technician-command.ts';

const SOAK_MINUTES = 60;

const START_OPTIONS = {
  devices: {
    placeholder: 'ID,ID',
    help: 'these devices; without it all of --role',
    parse: (text: string): string[] => text.split(',').flatMap((one) => one.trim() || []),
  },
  role: {
    placeholder: 'ROLE',
    help: 'all speakers or all cabinets of the roster',
    parse: choiceSetting(['speaker', 'cabinet'] as const),
  },
  soakMinutes: {
    placeholder: 'MINUTES',
    help: `how long a stage is watched after its last success, 0 to 10080; default ${SOAK_MINUTES}`,
    parse: integerSetting(0, 10_080, 'minutes'),
  },
  ...YES_OPTION,
  ...RELAY_OPTIONS,
};

const START_COMMAND = technicianCommand({
  path: ['campaign', 'start'],
  summary: 'Brings firmware to the boards of many devices: one device, 1 %, 10 %, all; failures halt it',
  argument: { name: 'image', help: 'a signed image file' },
  options: START_OPTIONS,
  examples: [
    'npx tillbell campaign start slots-1.2.0.bin --role cabinet',
    'npx tillbell campaign start slots-1.2.0.bin --devices CAB-0001,CAB-0002 --soak-minutes 5 --yes',
  ],
  async run(file, values, terminal) {
    if (file === undefined) throw new Failure('usage', 'wants a signed image file');
    const desk = new RelayDesk(values, terminal.stopped);
    const bytes = readImage(file);
    const devices = values.devices ?? (await devicesOf(desk, values.role));
    if (devices.length === 0) throw new Failure('not_found', 'no device fits: npx tillbell device list');
    const { value: image } = await desk.call('POST', '/v1/images', bytes);
    const view = new RecordView(image);
    const what = `${view.text('boardId')} ${view.text('version')}, signed by ${view.text('signedBy').slice(0, 12)}…`;
    await confirm(`${what}: bring it to ${devices.length} devices?`, values.yes === true, terminal);
    const soakMinutes = values.soakMinutes ?? SOAK_MINUTES;
    const { value } = await desk.call('POST', '/v1/campaigns', {
      image: view.text('sha256'),
      devices,
      soakMinutes,
    });
    const id = new RecordView(value).text('id');
    const text = `campaign ${id}: ${what} to ${devices.length} devices; npx tillbell campaign show ${id} tells how it goes`;
    return { exitCode: 0, text, document: value };
  },
});

function readImage(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (thrown) {
    throw new Failure('not_found', `${file} cannot be read: ${describeThrown(thrown)}`);
  }
}

async function devicesOf(desk: RelayDesk, role: 'speaker' | 'cabinet' | undefined): Promise<string[]> {
  if (role === undefined) throw new Failure('usage', 'whose boards? --devices ID,ID or --role cabinet');
  const roster = (await readRoster(desk)).map((device) => new RecordView(device));
  return roster.filter((device) => device.text('role') === role).map((device) => device.text('id'));
}

const LIST_COMMAND = technicianCommand({
  path: ['campaign', 'list'],
  summary: 'Lists the campaigns of a relay and where they stand',
  options: RELAY_OPTIONS,
  examples: ['npx tillbell campaign list'],
  async run(_none, values, terminal) {
    const { value } = await new RelayDesk(values, terminal.stopped).call('GET', '/v1/campaigns');
    const rows = new RecordView(value)
      .list('campaigns')
      .map((one) => [
        one.text('id'),
        `${one.text('boardId')} ${one.text('version')}`,
        one.text('state'),
        one.text('stage'),
        countsText(one),
        one.text('reason'),
      ]);
    const text =
      rows.length === 0
        ? 'no campaign yet: npx tillbell campaign start IMAGE begins one'
        : textTable(['campaign', 'image', 'state', 'stage', 'devices', 'why'], rows, terminal.paint);
    return { exitCode: 0, text, document: value };
  },
});

const COUNTED = ['done', 'flashing', 'fetching', 'ordered', 'waiting', 'refused', 'failed'];

function countsText(campaign: RecordView): string {
  const counts = campaign.within('counts');
  const told = COUNTED.flatMap((state) => {
    const count = counts.number(state) ?? 0;
    return count === 0 ? [] : [`${count} ${state}`];
  });
  return told.join(', ');
}

const SHOW_COMMAND = technicianCommand({
  path: ['campaign', 'show'],
  summary: 'Shows one campaign and how each of its devices stands; exit code 1 when it was halted',
  argument: { name: 'id', help: 'its name, 8 hex digits' },
  options: RELAY_OPTIONS,
  examples: ['npx tillbell campaign show 0a1b2c3d', 'npx tillbell campaign show 0a1b2c3d --json'],
  async run(id, values, terminal) {
    const { value } = await new RelayDesk(values, terminal.stopped).call('GET', pathOf(id));
    const campaign = new RecordView(value);
    const isHalted = campaign.text('state') === 'halted';
    return {
      exitCode: isHalted ? 1 : 0,
      text: campaignText(campaign, Date.now(), terminal.paint),
      document: value,
      ...(isHalted
        ? {
            reason: `campaign ${id} was halted: ${campaign.text('reason')}; when that is understood: npx tillbell campaign resume ${id}`,
          }
        : {}),
    };
  },
});

function campaignText(campaign: RecordView, nowMs: number, paint: Paint): string {
  const rows = campaign.list('devices').map((device) => {
    const atMs = device.number('atMs') ?? 0;
    const ago = atMs === 0 ? '' : `${durationText(Math.max(0, nowMs - atMs))} ago`;
    return [device.text('device'), device.text('state'), ago, device.text('detail')];
  });
  const head = `campaign ${campaign.text('id')}: ${campaign.text('boardId')} ${campaign.text('version')}, ${campaign.text('state')}, stage: ${campaign.text('stage')}; ${countsText(campaign)}`;
  return `${paint(head, 'bold')}\n${textTable(['device', 'state', 'heard', ''], rows, paint)}`;
}

const STOP_COMMAND = technicianCommand({
  path: ['campaign', 'stop'],
  summary: 'Stops a campaign: nothing more is ordered; devices that are flashing end what they have begun',
  argument: { name: 'id', help: 'its name, 8 hex digits' },
  options: { ...YES_OPTION, ...RELAY_OPTIONS },
  examples: ['npx tillbell campaign stop 0a1b2c3d'],
  async run(id, values, terminal) {
    const desk = new RelayDesk(values, terminal.stopped);
    const path = pathOf(id);
    await confirm(
      `Campaign ${id} cannot go on once it is stopped, only a new one can begin. Stop it?`,
      values.yes === true,
      terminal,
    );
    const { value } = await desk.call('DELETE', path);
    const campaign = new RecordView(value);
    return {
      exitCode: 0,
      text: `campaign ${id}: ${campaign.text('state')}; ${countsText(campaign)}`,
      document: value,
    };
  },
});

const RESUME_COMMAND = technicianCommand({
  path: ['campaign', 'resume'],
  summary:
    'Goes on with a campaign that failures have halted, in the same stage; the next failure halts it again',
  argument: { name: 'id', help: 'its name, 8 hex digits' },
  options: {
    retryFailed: switchOption('order the devices that failed once more; else they are left as they are'),
    ...YES_OPTION,
    ...RELAY_OPTIONS,
  },
  examples: [
    'npx tillbell campaign resume 0a1b2c3d',
    'npx tillbell campaign resume 0a1b2c3d --retry-failed --yes',
  ],
  async run(id, values, terminal) {
    const desk = new RelayDesk(values, terminal.stopped);
    const path = pathOf(id);
    const isRetry = values.retryFailed === true;
    const { value: before } = await desk.call('GET', path);
    const was = new RecordView(before);
    const failed = was.within('counts').number('failed') ?? 0;
    const theirs = isRetry
      ? 'the failed devices get it once more'
      : 'the failed devices are left as they are';
    if (was.text('state') === 'halted')
      await confirm(
        `Campaign ${id} was halted: ${was.text('reason')}. Go on all the same? ${failed} failed so far, which will count no more; ${theirs}.`,
        values.yes === true,
        terminal,
      );
    const { value } = await desk.call('POST', `${path}/resume`, { retryFailed: isRetry });
    const campaign = new RecordView(value);
    return {
      exitCode: 0,
      text: `campaign ${id}: ${campaign.text('state')}, stage: ${campaign.text('stage')}; ${countsText(campaign)}`,
      document: value,
    };
  },
});

function pathOf(id: string | undefined): string {
  if (id === undefined || !/^[0-9a-f]{8}$/.test(id))
    throw new Failure('usage', 'wants the name of a campaign, 8 hex digits: npx tillbell campaign list');
  return `/v1/campaigns/${id}`;
}

/** Firmware over the relay. */
export const CAMPAIGN_COMMANDS: readonly TechnicianCommand[] = [
  START_COMMAND,
  LIST_COMMAND,
  SHOW_COMMAND,
  RESUME_COMMAND,
  STOP_COMMAND,
];
