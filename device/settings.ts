import { Failure } from '../shared/failure.ts';
import { type DeviceId, deviceId } from '../shared/ids.ts';
import { limits } from '../shared/limits.ts';
import { LOG_LEVELS } from '../shared/log.ts';
import { choiceSetting, integerSetting, type Setting, type Settings } from '../shared/settings.ts';
import type { DayWindow } from './cabinet/power/day-window.ts';
import { LANGUAGES } from './speaker/speaker-facts.ts';
import type { Language } from './speaker/voice.ts';

export const DEVICE_PROGRAM = {
  name: 'device',
  summary:
    'A speaker announces the payments that its relay sends, each exactly once; a cabinet rents out power banks and takes them back',
  examples: [
    'npm run device -- --id SPK-0001 --key-file spk.key --relay mqtt://127.0.0.1:1883 --voice file:wav',
    'npm run device -- --id SPK-0001 --key-file spk.key --relay mqtts://relay.example:8883 --relay mqtts://relay-4g.example:8883',
    'npm run device -- --role cabinet --id CAB-0001 --key-file cab.key --bus /dev/ttyUSB0 --power-budget 200',
  ],
} as const;

/** One way to the relay. */
export interface RelayAddress {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
}

/** @throws Failure `usage` unless it is `mqtt://HOST[:PORT]` or `mqtts://HOST[:PORT]` */
export function relayAddress(text: string): RelayAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['mqtt:', 'mqtts:'].includes(url.protocol) || url.hostname === '') {
    throw new Failure('usage', 'wants mqtt://HOST:PORT or mqtts://HOST:PORT');
  }
  if (url.username !== '' || url.password !== '') {
    throw new Failure('usage', 'must not hold a name or a password: the device proves itself by its key');
  }
  if (!['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '') {
    throw new Failure('usage', 'takes nothing after the port');
  }
  const isTls = url.protocol === 'mqtts:';
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return { host, port: url.port === '' ? (isTls ? 8_883 : 1_883) : Number(url.port), isTls };
}

/** @throws Failure `usage` unless it is `http://HOST[:PORT]` or `https://…` */
export function httpAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol) || url.pathname !== '/')
    throw new Failure('usage', 'wants http://HOST:PORT or https://HOST:PORT');
  if (url.username !== '' || url.password !== '') throw new Failure('usage', 'must not hold a password');
  return url;
}

function path(text: string): string {
  if (text === '' || text.includes('\0')) throw new Failure('usage', 'wants a path');
  return text;
}

const file = (
  placeholder: string,
  help: string,
): { placeholder: string; help: string; parse(text: string): string } => ({
  placeholder,
  help,
  parse: path,
});

/** @throws Failure `usage` unless it is `HH:MM-HH:MM` */
export function dayWindow(text: string): DayWindow {
  const match = /^(\d{2}):(\d{2})-(\d{2}):(\d{2})$/.exec(text);
  const [fromHour, fromMinute, toHour, toMinute] = (match ?? []).slice(1).map(Number);
  const at = (hour = 24, minute = 60): number => (hour < 24 && minute < 60 ? hour * 60 + minute : Number.NaN);
  const window = { fromMinute: at(fromHour, fromMinute), toMinute: at(toHour, toMinute) };
  if (Number.isNaN(window.fromMinute + window.toMinute)) {
    throw new Failure('usage', 'wants two times of the shop’s day, e.g. 09:00-22:00');
  }
  return window;
}

/** @throws Failure `usage` unless it is `any` or like `hci0` */
function bluetoothAdapter(text: string): string {
  if (text === 'any' || /^hci\d{1,2}$/.test(text)) return text;
  throw new Failure('usage', 'wants any, or an adapter like hci0');
}

const RELAY = 'mqtt://127.0.0.1:1883';
const LANGUAGE = 'zh-CN';

export const DEVICE_ROLES = ['speaker', 'cabinet'] as const;

export const deviceSettings = {
  role: {
    placeholder: 'ROLE',
    help: `what this device is: ${DEVICE_ROLES.join(' or ')}`,
    default: 'speaker',
    parse: choiceSetting(DEVICE_ROLES),
  },
  id: {
    placeholder: 'ID',
    help: 'name of this device in the roster, e.g. SPK-0001; required where no technician has told it',
    parse: deviceId,
  },
  keyFile: file('FILE', 'holds the device’s key as the roster gave it (base64 of 32 bytes); goes with --id'),
  relay: {
    placeholder: 'URL',
    help: `mqtt://HOST:PORT or mqtts://HOST:PORT; given again: a second and third path, at most ${limits.pathsPerDevice}; else what a technician has told, else ${RELAY}`,
    repeatable: true,
    parse: relayAddress,
  },
  relayCa: file('FILE', 'certificates (PEM) that the relay’s is checked with, instead of the system’s'),
  data: {
    placeholder: 'DIR',
    help: 'folder of everything that is kept',
    default: 'data/device',
    parse: path,
  },
  voice: {
    placeholder: 'VOICE',
    help: 'alsa, alsa:DEVICE, file:DIR, file:DIR,paced or null',
    default: 'alsa',
    parse: (text: string): string => text,
  },
  language: {
    placeholder: 'LANGUAGE',
    help: `what is spoken: ${LANGUAGES.join(', ')}; else what a technician has told, else ${LANGUAGE}; a command of the relay may change it later`,
    parse: choiceSetting(LANGUAGES),
  },
  amountStyle: {
    placeholder: 'STYLE',
    help: 'how zh-CN reads an amount: point (十二点五元) or jiao (十二元五角)',
    default: 'point',
    parse: choiceSetting(['point', 'jiao'] as const),
  },
  currency: {
    placeholder: 'CURRENCY',
    help: 'what money the amounts are: CNY or MYR',
    default: 'CNY',
    parse: choiceSetting(['CNY', 'MYR'] as const),
  },
  utcOffset: {
    placeholder: 'MINUTES',
    help: 'the shop’s clock, minutes east of UTC, -720 to 840',
    default: '480',
    parse: integerSetting(-720, 840, 'minutes'),
  },
  service: file(
    'PATH',
    'serial port at which technicians ask and provision; with it --id and --key-file may be left out: the device waits to be told',
  ),
  serviceBle: {
    placeholder: 'ADAPTER',
    help: 'the same over Bluetooth, with the code in DATA/service.code: any, or an adapter of BlueZ like hci0',
    parse: bluetoothAdapter,
  },
  board: file(
    'PATH',
    'serial port of a board that the relay keeps up to date; with --firmware-url and --trust',
  ),
  boardBaud: {
    placeholder: 'RATE',
    help: 'of --board, 1200 to 4000000 baud',
    default: '115200',
    parse: integerSetting(1_200, 4_000_000, 'baud'),
  },
  firmwareUrl: {
    placeholder: 'URL',
    help: 'the relay’s HTTP address, where firmware for --board is asked for, e.g. https://relay.example',
    parse: httpAddress,
  },
  trust: {
    placeholder: 'FILE',
    help: 'public key (PEM) whose firmware is allowed; given again: another one',
    repeatable: true,
    parse: path,
  },
  panel: file('PATH', 'serial port of the panel board, e.g. /dev/ttyACM0; it may be plugged in later'),
  freshSeconds: {
    placeholder: 'SECONDS',
    help: 'a payment up to this age is announced plainly, an older one as late; 1 to 3600 s',
    default: '60',
    parse: integerSetting(1, 3_600, 's'),
  },
  summaryAbove: {
    placeholder: 'COUNT',
    help: 'more late payments than this are summed up in one sentence; 1 to 1000',
    default: '5',
    parse: integerSetting(1, 1_000, 'payments'),
  },
  tooOldHours: {
    placeholder: 'HOURS',
    help: 'an older payment is never spoken but handed over to a human; 1 to 168 h',
    default: '24',
    parse: integerSetting(1, 168, 'h'),
  },
  bus: file('PATH', 'serial port of the cabinet’s modules, e.g. /dev/ttyUSB0; required for a cabinet'),
  powerBudget: {
    placeholder: 'WATTS',
    help: 'what a cabinet may charge with, all slots together; 10 to 2000 W',
    default: '200',
    parse: integerSetting(
      limits.chargeBudgetLeastMilliwatts / 1_000,
      limits.chargeBudgetMostMilliwatts / 1_000,
      'W',
    ),
  },
  readyBanks: {
    placeholder: 'COUNT',
    help: 'so many banks a cabinet keeps ready to be rented, before all else; 0 to 80',
    default: '4',
    parse: integerSetting(0, limits.busModules * limits.slotsPerModule, 'banks'),
  },
  readyLevel: {
    placeholder: 'PERCENT',
    help: 'from this level on a bank counts as ready; 20 to 100 %',
    default: '80',
    parse: integerSetting(20, 100, '%'),
  },
  openHours: {
    placeholder: 'HH:MM-HH:MM',
    help: 'a cabinet’s hours of business; outside of them banks are kept at storage level; both times alike: day and night',
    default: '09:00-22:00',
    parse: dayWindow,
  },
  quietHours: {
    placeholder: 'HH:MM-HH:MM',
    help: 'a cabinet’s fans are kept low then, and charging slower; both times alike: never',
    default: '22:00-07:00',
    parse: dayWindow,
  },
  logLevel: {
    placeholder: 'LEVEL',
    help: `how much is logged on stderr: ${LOG_LEVELS.join(', ')}`,
    default: 'info',
    parse: choiceSetting(LOG_LEVELS),
  },
} as const satisfies Record<string, Setting<unknown>>;

export type DeviceSettings = Settings<typeof deviceSettings>;

/** What a technician has told the device (service/device-config.ts). */
export interface ToldPlace {
  readonly id?: DeviceId;
  readonly key?: Uint8Array;
  readonly relays?: readonly RelayAddress[];
  readonly language?: Language;
}

export type CompleteSettings = Omit<DeviceSettings, 'id' | 'keyFile' | 'language'> & {
  readonly id: DeviceId;
  /** Where the key is: in a file, or told. */
  readonly key: { readonly file: string } | { readonly told: Uint8Array };
  readonly language: Language;
};

/**
 * What must be there. A flag wins over what a technician has told.
 *
 * @throws Failure `usage` naming the flag that is missing, or is one too many
 */
export function refuseIncomplete(settings: DeviceSettings, told: ToldPlace = {}): CompleteSettings {
  refuseSenseless(settings);
  const relays = settings.relay.length > 0 ? settings.relay : (told.relays ?? []);
  return {
    ...settings,
    ...identityOf(settings, told),
    relay: relays.length > 0 ? relays : [relayAddress(RELAY)],
    language: settings.language ?? told.language ?? LANGUAGE,
  };
}

function identityOf({ id, keyFile }: DeviceSettings, told: ToldPlace): Pick<CompleteSettings, 'id' | 'key'> {
  if (id !== undefined && keyFile !== undefined) return { id, key: { file: keyFile } };
  if (id === undefined && keyFile === undefined && told.id !== undefined && told.key !== undefined)
    return { id: told.id, key: { told: told.key } };
  if (id === undefined)
    throw new Failure('usage', '--id ID is required: the name of this device in the roster');
  throw new Failure('usage', '--key-file FILE is required: the key that the roster gave for this device');
}

/** Whether it may begin without an identity and wait for a technician. */
export const waitsForTechnician = ({ id, keyFile, service, serviceBle }: DeviceSettings): boolean =>
  (service !== undefined || serviceBle !== undefined) && id === undefined && keyFile === undefined;

/** @throws Failure `usage` for settings that do not fit together */
export function refuseSenseless(settings: DeviceSettings): void {
  if (settings.relay.length > limits.pathsPerDevice) {
    const told = `--relay can be given ${limits.pathsPerDevice} times, not ${settings.relay.length}`;
    throw new Failure('usage', told);
  }
  if (settings.freshSeconds > settings.tooOldHours * 3_600) {
    throw new Failure('usage', '--fresh-seconds must not be more than --too-old-hours');
  }
  const { board, firmwareUrl, trust } = settings;
  const firmware = [board !== undefined, firmwareUrl !== undefined, trust.length > 0];
  if (firmware.includes(true) && firmware.includes(false))
    throw new Failure('usage', '--board, --firmware-url and --trust go together');
  const { role, bus, panel } = settings;
  if (board !== undefined && [bus, panel].includes(board))
    throw new Failure('usage', '--board is a port of its own');
  if (role === 'cabinet' && bus === undefined) {
    throw new Failure('usage', '--bus PATH is required for a cabinet: the serial port of its modules');
  }
  if (role === 'cabinet' && panel !== undefined) throw new Failure('usage', '--panel is for a speaker');
  if (role === 'speaker' && bus !== undefined) throw new Failure('usage', '--bus is for --role cabinet');
}
