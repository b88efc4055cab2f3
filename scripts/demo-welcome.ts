import type { Paint } from './terminal-text.ts';
import { padColumns } from './terminal-text.ts';

/** What the demo says of itself. */
export interface DemoPlaces {
  readonly relayBase: string;
  readonly mqttPort: number;
  readonly relayPid: number;
  readonly speakerPid: number;
  readonly speakerId: string;
  /** Absent: there is no panel board here. */
  readonly panelPath?: string;
  readonly terminal: string;
  readonly folder: string;
  /** Where the WAV files are; absent with another voice. */
  readonly wavFolder?: string;
  readonly hasKeys: boolean;
}

/** The first screen: what runs, where to look, and what to try next. */
export function welcome(places: DemoPlaces, paint: Paint): string {
  const { relayBase, mqttPort, relayPid, speakerPid, speakerId, folder, wavFolder, panelPath } = places;
  const row = (name: string, text: string): string => `  ${paint(padColumns(name, 9), 'cyan')}${text}`;
  const pid = (number: number): string => paint(`process ${number}`, 'dim');
  const command = (text: string, why: string): string => `  ${padColumns(text, 45)}${paint(why, 'dim')}`;
  const rows = [
    '',
    paint('Tillbell 到账铃: a shop on this machine', 'bold'),
    row('relay', `${relayBase}  mqtt://127.0.0.1:${mqttPort}  ${pid(relayPid)}`),
    row('speaker', `${speakerId}  ${pid(speakerPid)}`),
    row(
      'panel',
      panelPath === undefined ? 'none here' : `StandardFirmata on an emulated board at ${panelPath}`,
    ),
    row('core', `pays at terminal ${places.terminal}, signs like the gateway, calls again, answers queries`),
    row('data', folder),
    ...(wavFolder === undefined ? [] : [row('sound', `a WAV file of each utterance in ${wavFolder}`)]),
    '',
    paint('Try', 'bold'),
    command(`kill -9 ${relayPid}`, 'the relay is back in 3 s, and nothing is lost'),
    command(`kill -9 ${speakerPid}`, 'in mid-sentence: it says it again, as 重播'),
    command('npm run callback -- --amount 12.50', 'your own payment, signed as the core does'),
    command('npm run callback -- --amount 12.50 --print', 'the same as a curl command'),
    '',
    paint('Look', 'bold'),
    `  curl -sH "Authorization: Bearer $(cat ${folder}/relay/operator.token)" ${relayBase}/v1/ledger`,
    `  the same with /v1/orders/SN, /v1/devices, /v1/alarms; ${relayBase}/metrics; logs in ${folder}/logs`,
  ];
  if (places.hasKeys) {
    rows.push(
      '',
      paint('Keys', 'bold'),
      '  r replay   + - volume   k kill the relay   s kill the speaker   q quit',
    );
  }
  return `${rows.join('\n')}\n`;
}
