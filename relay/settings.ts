import { Failure } from '../shared/failure.ts';
import { LOG_LEVELS } from '../shared/log.ts';
import { choiceSetting, hostPortSetting, type Setting, type Settings } from '../shared/settings.ts';

export const RELAY_PROGRAM = {
  name: 'relay',
  summary: 'Takes the payment core’s callbacks, keeps them, and brings each to the speakers of its terminal',
  examples: [
    'npm run relay -- --core-key core.pem',
    'npm run relay -- --core-key core.pem --http 0.0.0.0:8443 --mqtt 0.0.0.0:8883 --tls-cert cert.pem --tls-key key.pem',
    'npm run relay -- --core-key core.pem --core-query https://vsi-api.shouqianba.com --core-terminal-key terminals.txt',
  ],
} as const;

function path(text: string): string {
  if (text === '' || text.includes('\0')) throw new Failure('usage', 'wants a path');
  return text;
}

const file = (help: string): { placeholder: string; help: string; parse(text: string): string } => ({
  placeholder: 'FILE',
  help,
  parse: path,
});

/** @throws Failure `usage` unless it is an http or https address */
function address(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new Failure('usage', 'wants a URL that begins with http:// or https://');
  }
  if (url.username !== '' || url.password !== '') {
    throw new Failure('usage', 'must not hold a name or a password: they would stand in the process list');
  }
  return url;
}

const isThisMachine = (url: URL): boolean => ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);

/** The core's answers are not signed: whoever can change them on the way could make payments up. */
function coreAddress(text: string): URL {
  const url = address(text);
  if (url.protocol !== 'https:' && !isThisMachine(url)) {
    throw new Failure(
      'usage',
      'wants https://, because answers are not signed (http:// only to this machine)',
    );
  }
  return url;
}

export const relaySettings = {
  data: { placeholder: 'DIR', help: 'folder of everything that is kept', default: 'data/relay', parse: path },
  http: {
    placeholder: 'HOST:PORT',
    help: 'where callbacks and the API are listened for; port 0 to 65535, 0 takes a free one',
    default: '127.0.0.1:8080',
    parse: hostPortSetting,
  },
  mqtt: {
    placeholder: 'HOST:PORT',
    help: 'where devices are listened for; port 0 to 65535, 0 takes a free one',
    default: '127.0.0.1:1883',
    parse: hostPortSetting,
  },
  coreKey: file(
    'the payment core’s public key that callbacks are verified with (PEM, RSA of 2048 bits or more); required',
  ),
  tlsCert: file('certificate chain for HTTPS and MQTT over TLS (PEM); with --tls-key'),
  tlsKey: file('private key of --tls-cert (PEM)'),
  webhook: {
    placeholder: 'URL',
    help: 'where alarms, what was handed over, ends of rentals and returns are sent (Standard Webhooks); with --webhook-secret',
    parse: address,
  },
  webhookSecret: file('holds whsec_ and the base64 of 24 to 64 bytes, which webhooks are signed with'),
  coreQuery: {
    placeholder: 'URL',
    help: 'the payment core’s address, to ask about unfinished orders; with --core-terminal-key',
    parse: coreAddress,
  },
  coreTerminalKey: file('lines of TERMINAL_SN KEY, or one KEY for all; read again for each question'),
  logLevel: {
    placeholder: 'LEVEL',
    help: `how much is logged on stderr: ${LOG_LEVELS.join(', ')}`,
    default: 'info',
    parse: choiceSetting(LOG_LEVELS),
  },
} as const satisfies Record<string, Setting<unknown>>;

export type RelaySettings = Settings<typeof relaySettings>;

/** What stands alone although it needs another. @throws Failure `usage` naming the flag that is missing */
export function refuseIncomplete(settings: RelaySettings): void {
  if (settings.coreKey === undefined) {
    throw new Failure(
      'usage',
      '--core-key FILE is required: callbacks are only believed with the core’s public key',
    );
  }
  const pairs = [
    ['--tls-cert', settings.tlsCert, '--tls-key', settings.tlsKey],
    ['--webhook', settings.webhook, '--webhook-secret', settings.webhookSecret],
    ['--core-query', settings.coreQuery, '--core-terminal-key', settings.coreTerminalKey],
  ] as const;
  for (const [firstName, first, secondName, second] of pairs) {
    if ((first === undefined) !== (second === undefined)) {
      const [given, missing] = first === undefined ? [secondName, firstName] : [firstName, secondName];
      throw new Failure('usage', `${given} needs ${missing} too`);
    }
  }
}
