import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  choiceSetting,
  hostPortSetting,
  integerSetting,
  readSettings,
  type SettingSources,
} from './settings.ts';

const program = {
  name: 'tillbell-test',
  summary: 'A program for this test.',
  examples: ['tillbell-test --data here'],
};
const table = {
  data: {
    placeholder: 'DIR',
    help: 'where it keeps its data',
    default: './data',
    parse: (text: string) => text,
  },
  http: {
    placeholder: 'HOST:PORT',
    help: 'where it listens',
    default: '127.0.0.1:8080',
    parse: hostPortSetting,
  },
  lateAfter: {
    placeholder: 'S',
    help: 'seconds, 1 to 600',
    default: '60',
    parse: integerSetting(1, 600, 's'),
  },
  voice: { placeholder: 'VOICE', help: 'how it speaks', parse: choiceSetting(['alsa', 'null']) },
  relay: { placeholder: 'URL', help: 'a path', repeatable: true, parse: (text: string) => text },
} as const;

const read = (sources: Partial<SettingSources>) =>
  readSettings(program, table, { argv: [], environment: {}, ...sources });

function settings(sources: Partial<SettingSources>) {
  const result = read(sources);
  if (!result.run) throw new Error(result.output);
  return result.settings;
}

function refusal(sources: Partial<SettingSources>): string {
  const result = read(sources);
  if (result.run) throw new Error('was accepted');
  assert.is(result.exitCode, 2);
  return result.output;
}

test('flag wins over environment, environment over file, file over default', () => {
  const file = { path: 'tillbell.json', text: '{"data": "from-file", "lateAfter": 30, "relay": ["a", "b"]}' };
  const environment = { TILLBELL_DATA: 'from-environment', TILLBELL_LATE_AFTER: '20', PATH: '/bin' };
  assert.is(settings({}).data, './data');
  assert.is(settings({ file }).data, 'from-file');
  assert.equal(settings({ file }).relay, ['a', 'b']);
  assert.is(settings({ file, environment }).data, 'from-environment');
  const all = settings({ file, environment, argv: ['--data', 'from-flag'] });
  assert.is(all.data, 'from-flag');
  assert.is(all.lateAfter, 20);
  assert.is(all.voice, undefined);
  assert.equal(all.http, { host: '127.0.0.1', port: 8080 });
});

test('a repeatable flag gathers, and its environment variable separates by comma', () => {
  assert.equal(settings({ argv: ['--relay', 'x', '--relay', 'y'] }).relay, ['x', 'y']);
  assert.equal(settings({ environment: { TILLBELL_RELAY: 'x,y' } }).relay, ['x', 'y']);
  assert.equal(settings({}).relay, []);
});

test('an unknown key is an error that names it, wherever it stands', () => {
  assert.match(refusal({ argv: ['--colour', 'red'] }), /--colour/);
  assert.match(refusal({ environment: { TILLBELL_COLOUR: 'red' } }), /TILLBELL_COLOUR/);
  assert.match(refusal({ file: { path: 'tillbell.json', text: '{"colour": 1}' } }), /tillbell\.json.*colour/);
  assert.match(refusal({ file: { path: 'tillbell.json', text: '{"__proto__": {"data": 1}}' } }), /__proto__/);
  assert.match(refusal({ argv: ['stray'] }), /argument/);
});

test('a value outside its range is refused with flag, value and what is wanted', () => {
  assert.match(refusal({ argv: ['--late-after', '0'] }), /--late-after "0".*1 to 600 s/);
  assert.match(refusal({ argv: ['--late-after', '1.5'] }), /whole number/);
  assert.match(refusal({ environment: { TILLBELL_VOICE: 'loud' } }), /--voice "loud".*alsa, null/);
  assert.match(refusal({ argv: ['--http', '127.0.0.1:99999'] }), /HOST:PORT/);
  assert.match(refusal({ file: { path: 'tillbell.json', text: '[' } }), /not JSON/);
  assert.match(refusal({ file: { path: 'tillbell.json', text: '[]' } }), /one JSON object/);
});

test('help lists every setting with its default and its variable, and exits 0', () => {
  const result = read({ argv: ['--help'] });
  if (result.run) throw new Error('ran');
  assert.is(result.exitCode, 0);
  for (const part of [
    '--late-after',
    'seconds, 1 to 600',
    'default 60',
    'TILLBELL_LATE_AFTER',
    'tillbell-test --data here',
  ]) {
    assert.ok(result.output.includes(part), part);
  }
});

test('HOST:PORT knows IPv6', () => {
  assert.equal(hostPortSetting('[::1]:0'), { host: '::1', port: 0 });
  assert.throws(() => hostPortSetting('::1:80'));
  assert.throws(() => hostPortSetting('localhost'));
});

test.run();
