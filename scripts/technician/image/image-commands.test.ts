import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { callCommand } from '../called-command.ts';
import { type TypedCommand, typeCommand } from '../typed-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'tillbell-image-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);
const env = { TILLBELL_TRUST: '', XDG_CONFIG_HOME: at('config') };
const image = (...words: string[]): Promise<TypedCommand> => callCommand(['image', ...words], env);
const typed = (...words: string[]): Promise<TypedCommand> => typeCommand(['image', ...words], { env });

const signWords = (body: string, out: string): string[] => [
  ...[
    'sign',
    at(body),
    '--key',
    at('release.pem'),
    '--board',
    'slots-6',
    '--version',
    '1.2.3+4',
    '--out',
    at(out),
  ],
];
writeFileSync(at('app.bin'), Buffer.alloc(5_000, 7));

test('a key: private for its owner only, nothing overwritten, never printed', async () => {
  const made = await typed('key', at('release.pem'));
  assert.is(made.exitCode, 0, made.errors);
  assert.is(statSync(at('release.pem')).mode & 0o777, 0o600);
  const secret = readFileSync(at('release.pem'), 'utf8').split('\n')[1] ?? '';
  assert.ok(secret.length > 20);
  assert.not.ok((made.out + made.errors).includes(secret));
  const again = await image('key', at('release.pem'));
  assert.is(again.exitCode, 1);
  assert.match(again.errors, /cannot write .*release\.pem: it is there already/);
  assert.ok(readFileSync(at('release.pem'), 'utf8').includes(secret), 'the first one is still there');
});

test('signed, shown, trusted, verified', async () => {
  const signed = await image(...signWords('app.bin', 'app.img'), '--json');
  assert.is(signed.exitCode, 0, signed.errors);
  const shown = await image('show', at('app.img'), '--json');
  assert.equal(JSON.parse(shown.out), { ...JSON.parse(shown.out), board: 'slots-6', version: '1.2.3+4' });
  assert.is(JSON.parse(shown.out).securityCounter, 0x1020003);

  const nobody = await image('verify', at('app.img'));
  assert.is(nobody.exitCode, 2);
  assert.match(nobody.errors, /no key is trusted here yet: npx tillbell image trust/);
  const priv = await image('trust', at('release.pem'));
  assert.is(priv.exitCode, 2);
  assert.match(priv.errors, /is a private key: trust its \.pub\.pem instead/);
  assert.is((await image('trust', at('release.pub.pem'))).exitCode, 0);
  const good = await typed('verify', at('app.img'));
  assert.is(good.exitCode, 0, good.errors);
  assert.match(good.out, /good: whole, and signed with .*trusted/);
});

test('what is damaged, or of a stranger, is refused with exit code 3', async () => {
  const bytes = readFileSync(at('app.img'));
  bytes[3_000] = 8;
  writeFileSync(at('damaged.img'), bytes);
  await image('key', at('other.pem'));
  const cases: [string[], RegExp][] = [
    [[at('damaged.img')], /damaged: its hash does not fit/],
    [[at('app.img'), '--trust', at('other.pub.pem')], /a key that is not trusted here/],
    [[at('app.bin')], /not an MCUboot image/],
  ];
  for (const [words, reason] of cases) {
    const { exitCode, out, errors } = await (words.length > 1 ? typed : image)('verify', ...words);
    assert.is(exitCode, 3, errors);
    assert.is(out, '');
    assert.match(errors, reason);
  }
});

test('an image that no board of ours takes: show says why, and so does its JSON', async () => {
  const bytes = readFileSync(at('app.img'));
  bytes[16] = 0x10; // imgtool sign --non-bootable
  writeFileSync(at('library.img'), bytes);
  const shown = await image('show', at('library.img'));
  assert.is(shown.exitCode, 0);
  assert.match(shown.out, /^refused +no board of ours takes it: it is not to be started/m);
  const told = await image('show', at('library.img'), '--json');
  assert.match(JSON.parse(told.out).unsupported, /not to be started/);
  const ordinary = await image('show', at('app.img'), '--json');
  assert.is(JSON.parse(ordinary.out).unsupported, null);
});

test('signing: what is missing or wrong is named, and no image is left behind', async () => {
  chmodSync(at('other.pem'), 0o644);
  const words = signWords('app.bin', 'no.img');
  const cases: [string[], number, RegExp][] = [
    [['sign', at('app.bin')], 2, /wants --key, --board, --version and --out/],
    [[...words, '--version', '1.x'], 2, /--version "1\.x": wants a version/],
    [[...words, '--board', 'Slots 6'], 2, /--board "Slots 6": wants 1 to 32/],
    [[...words, '--key', at('other.pem')], 3, /other\.pem can be read by others than you: chmod 600/],
    [[...words, '--key', at('release.pub.pem')], 2, /this is no private key/],
    [[...words, '--header-room'], 1, /does not begin with 512 zeros/],
    [[...words, '--slot-bytes', '4096'], 1, /the image has \d+ bytes, the slot 4096/],
    [signWords('nothing.bin', 'no.img'), 2, /cannot read the image: ENOENT/],
    [[...words, '--out', at('no/folder/x.img')], 1, /cannot write .*x\.img/],
    [[...words, '--board', 'panel-uno'], 1, /line 1: not a HEX record/],
  ];
  for (const [said, code, reason] of cases) {
    const { exitCode, errors } = await image(...said);
    assert.is(exitCode, code, `${said.join(' ')}: ${errors}`);
    assert.match(errors, reason);
    assert.not.match(errors, / at .*\.ts:\d+/);
  }
  assert.is(statSync(at('no.img'), { throwIfNoEntry: false }), undefined);
});

test.run();
