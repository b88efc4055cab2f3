import type { Paint } from '../terminal-text.ts';
import { padColumns } from '../terminal-text.ts';

/** What the demo says of itself. */
export interface DemoPlaces {
  readonly relayBase: string;
  readonly mqttPort: number;
  readonly relayPid: number;
  readonly speakerPid: number;
  readonly speakerId: string;
  readonly hasPanel: boolean;
  readonly terminal: string;
  readonly folder: string;
  /** Where the WAV files are; absent with another voice. */
  readonly wavFolder?: string;
  readonly hasKeys: boolean;
}

/** Where `npm run callback` looks by itself. */
const ORDINARY_FOLDER = 'data/demo';

/** The first screen: what runs, where to look, and what to try next. */
export function welcome(places: DemoPlaces, paint: Paint): string {
  const { relayBase, mqttPort, relayPid, speakerPid, speakerId, folder, wavFolder } = places;
  const row = (name: string, text: string): string => `  ${paint(padColumns(name, 9), 'cyan')}${text}`;
  const command = (text: string, why: string): string => `  ${padColumns(text, 34)}  ${paint(why, 'dim')}`;
  const callback = `npm run callback --${folder === ORDINARY_FOLDER ? '' : ` --data ${folder}`}`;
  const rows = [
    '',
    paint('Tillbell 到账铃: a shop on this machine', 'bold'),
    row('relay', `${relayBase}  mqtt://127.0.0.1:${mqttPort}  (process ${relayPid})`),
    row('speaker', `${speakerId}  (process ${speakerPid})`),
    row('panel', places.hasPanel ? 'genuine StandardFirmata on an emulated board' : 'none here'),
    row('core', `pays at terminal ${places.terminal}, and calls back like the gateway`),
    row('data', wavFolder === undefined ? folder : `${folder}, a WAV file of each utterance in ${wavFolder}`),
    '',
    paint('Try', 'bold'),
    command(`kill -9 ${relayPid}`, 'the relay: back in 3 s, nothing is lost'),
    command(`kill -9 ${speakerPid}`, 'the speaker: cut off, it repeats (重播)'),
    command(`${callback} --amount 12.50`, 'your own payment, signed like the core’s'),
    command('npm run callback -- --help', 'refunds, other wallets, as a curl command'),
    '',
    paint('Look', 'bold'),
    `  T="Authorization: Bearer $(cat ${folder}/relay/operator.token)"`,
    `  curl -sH "$T" ${relayBase}/v1/ledger`,
    '  the same with /v1/orders/SN, /v1/devices, /v1/alarms and /metrics',
  ];
  if (places.hasKeys) {
    const keys = '  r replay   + - volume   k kill the relay   s kill the speaker   q quit';
    rows.push('', paint('Keys', 'bold'), keys);
  }
  return `${rows.join('\n')}\n`;
}
