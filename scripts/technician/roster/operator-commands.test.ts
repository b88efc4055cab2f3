import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { pretendCertificate } from '../../../relay/push/pretended-certificate.ts';
import { parseDeviceKey } from '../../../shared/device-key.ts';
import { callCommand } from '../called-command.ts';
import { type TypedCommand, typeCommand } from '../typed-command.ts';
import { startTriedRelay, type TriedRelay } from './tried-relay.ts';

/** Each command at a relay that is one; the first and the last of a device as somebody types them. */
let relay: TriedRelay;
test.before(async () => {
  relay = await startTriedRelay();
});
test.after(() => relay.close());

const here = (): string[] => ['--relay', relay.url, '--token-file', relay.tokenFile];

async function typed(exitCode: number, ...words: string[]): Promise<TypedCommand> {
  const result = await callCommand([...words, ...here()]);
  assert.is(result.exitCode, exitCode, `${words.join(' ')}: ${result.errors}${result.out}`);
  return result;
}

test('the roster: added with a key that only its file shows, changed, listed, given a new key, deleted', async () => {
  assert.match((await typed(0, 'device', 'list')).out, /no device is on the roster/);
  const keyFile = join(relay.folder, 'spk.key');
  const entry = ['--role', 'speaker', '--store', 'shop-42', '--terminals', 'T1,T2'];

  const withoutFile = await typed(2, 'device', 'put', 'SPK-0001', ...entry);
  assert.match(withoutFile.errors, /SPK-0001 is new and gets a key.*--key-file/);
  const words = ['device', 'put', 'SPK-0001', ...entry, '--key-file', keyFile, '--json'];
  const added = await typeCommand([...words, ...here()]);
  assert.is(added.exitCode, 0, added.errors);
  const key = readFileSync(keyFile, 'utf8');
  assert.is(parseDeviceKey(key).length, 32);
  assert.is(statSync(keyFile).mode & 0o777, 0o600);
  assert.not.match(added.out + added.errors, new RegExp(key.trim().replace(/[+/=]/g, '.')));
  assert.is(JSON.parse(added.out).isNew, true);

  await typed(0, 'device', 'put', 'SPK-0001', '--language', 'yue');
  const shown = JSON.parse((await typed(0, 'device', 'show', 'SPK-0001', '--json')).out);
  assert.equal([shown.language, shown.terminals, shown.store], ['yue', ['T1', 'T2'], 'shop-42']);
  assert.match((await typed(0, 'device', 'show', 'SPK-0001')).out, /offline/);
  assert.match((await typed(0, 'device', 'list')).out, /SPK-0001 +speaker +shop-42 +yue +offline/);

  const again = await typed(1, 'device', 'key', 'SPK-0001', '--yes', '--key-file', keyFile);
  assert.match(again.errors, /exists already/);
  assert.is(readFileSync(keyFile, 'utf8'), key);
  const unasked = await typed(2, 'device', 'key', 'SPK-0001', '--key-file', `${keyFile}2`);
  assert.match(unasked.errors, /There is no terminal to ask on: --yes/);
  await typed(0, 'device', 'key', 'SPK-0001', '--yes', '--key-file', `${keyFile}2`);
  assert.is.not(readFileSync(`${keyFile}2`, 'utf8'), key);

  const asked = await typeCommand(['device', 'delete', 'SPK-0001', ...here()]);
  assert.is(asked.exitCode, 2);
  assert.match(asked.errors, /--yes/);
  await typed(0, 'device', 'delete', 'SPK-0001', '--yes');
  assert.match(
    (await typed(1, 'device', 'delete', 'SPK-0001', '--yes')).errors,
    /there is no device SPK-0001/,
  );
  assert.match((await typed(1, 'device', 'show', 'SPK-0001')).errors, /there is no device SPK-0001/);
});

test('what the relay refuses leaves no key file, and says the relay’s reason', async () => {
  const keyFile = join(relay.folder, 'refused.key');
  const refused = await typed(
    1,
    ...['device', 'put', 'SPK-0009', '--role', 'speaker', '--store', '../x', '--key-file', keyFile],
  );
  assert.match(refused.errors, /the relay says: a store must look like/);
  assert.not(existsSync(keyFile));
  assert.match((await typed(2, 'device', 'show', 'a/b')).errors, /a device id must look like/);
  assert.match((await typed(2, 'device', 'show')).errors, /wants the id of a device/);
});

test('no relay, a wrong token, no token: each says what to do', async () => {
  const wrong = join(relay.folder, 'wrong.token');
  writeFileSync(wrong, 'tbo_wrong\n');
  const at = (url: string, tokenFile: string) =>
    callCommand(['device', 'list', '--relay', url, '--token-file', tokenFile]);
  const denied = await at(relay.url, wrong);
  assert.is(denied.exitCode, 1);
  assert.match(
    denied.errors,
    /does not know the token in .*wrong.token: take the one in its own data folder/,
  );
  const absent = await at('http://127.0.0.1:9', relay.tokenFile);
  assert.is(absent.exitCode, 1);
  assert.match(absent.errors, /no relay answers at http:\/\/127.0.0.1:9 .*is it running\?/);
  const without = await at(relay.url, join(relay.folder, 'nowhere'));
  assert.match(without.errors, /cannot be read.*copy operator.token/);
  const usage = await at('mqtt://127.0.0.1', relay.tokenFile);
  assert.is(usage.exitCode, 2);
  assert.match(usage.errors, /--relay "mqtt:\/\/127.0.0.1": wants http/);
});

test('a relay whose certificate nobody here has signed: what to do about it, not whether it runs', async () => {
  const server = createServer(pretendCertificate());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const at = ['--relay', `https://127.0.0.1:${port}`, '--token-file', relay.tokenFile];
  const { exitCode, errors } = await callCommand(['device', 'list', ...at]);
  server.close();
  assert.is(exitCode, 1);
  assert.match(errors, /is not trusted here \(.*certificate.*\): NODE_EXTRA_CA_CERTS=FILE/);
});

test('the ledger: balanced is 0; an order that was heard and is not known is 1', async () => {
  const whole = await typed(0, 'ledger', 'verify');
  assert.match(whole.out, /orders accepted +0 +0\.00/);
  assert.match(whole.out, /balanced: every notice/);
  const heard = join(relay.folder, 'heard.jsonl');
  writeFileSync(
    heard,
    '{"seqs":[1],"sns":["7895259485469125"],"text":"x","receipt":"announced"}\nrubbish\n{"sns":[',
  );
  const foreign = await typed(1, 'ledger', 'verify', '--heard', heard, '--json');
  assert.match(foreign.errors, /1 orders were heard that the relay does not know/);
  const { heard: comparison } = JSON.parse(foreign.out);
  assert.equal(comparison, { orders: 1, utterances: 1, unreadableLines: 1, unknown: ['7895259485469125'] });
  assert.match((await typed(1, 'ledger', 'verify', '--from', 'yesterday')).errors, /a time is ms since 1970/);
});

test('slots over the relay: a cabinet’s counts and news; a speaker has none; a silent one is said to be', async () => {
  const put = (id: string, role: string) =>
    typed(
      0,
      'device',
      'put',
      id,
      '--role',
      role,
      '--store',
      's',
      '--key-file',
      join(relay.folder, `${id}.key`),
    );
  await put('CAB-0001', 'cabinet');
  await put('SPK-0002', 'speaker');
  assert.match((await typed(0, 'slots', 'CAB-0001')).out, /offline.*nothing was reported/s);
  assert.match((await typed(1, 'slots', 'SPK-0002')).errors, /SPK-0002 is no cabinet/);
  assert.match((await typed(2, 'slots', 'CAB-0001', '--free', '3', '--yes')).errors, /MODULE\/SLOT/);
  const unheard = await typed(1, 'slots', 'CAB-0001', '--free', '0a1b2c3d/3', '--yes');
  assert.match(unheard.errors, /CAB-0001 has no connection to the relay.*try again/);
  assert.match(
    (await typed(2, 'slots', 'CAB-0001', '--eject', '0a1b2c3d/3', '--yes')).errors,
    /by a rental only/,
  );
  assert.match((await typed(2, 'slots', 'CAB-0001', '--free', '0a1b2c3d/3')).errors, /--yes/);
});

test.run();
