import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { deriveDeviceKeys } from '../shared/device-key.ts';
import { sealDown } from '../shared/frame.ts';
import { deviceId, logId, orderSn } from '../shared/ids.ts';
import type { Notice } from '../shared/notice.ts';
import { fen, fenSum, seq, unixMs } from '../shared/quantities.ts';
import { PretendedRelay } from './pretended-relay-server.ts';

/** The whole program as a process of its own, before a relay that the test plays. */
const DEVICE = deviceId('SPK-0001');
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'tillbell-device-'));
const key = randomBytes(32);
const keys = deriveDeviceKeys(key);
const keyFile = join(folder, 'device.key');
writeFileSync(keyFile, `${key.toString('base64')}\n`, { mode: 0o600 });

const children = new Set<ChildProcess>();
const relays = new Set<PretendedRelay>();
test.after.each(() => {
  for (const child of children) child.kill('SIGKILL');
  for (const relay of relays) relay.close();
});
test.after(() => rmSync(folder, { recursive: true, force: true }));

let folders = 0;
const newData = (): string => {
  folders += 1;
  return join(folder, `data-${folders}`);
};

async function openRelay(): Promise<PretendedRelay> {
  const relay = await PretendedRelay.open(DEVICE, keys);
  relays.add(relay);
  return relay;
}

interface Program {
  readonly child: ChildProcess;
  /** The line that says that it runs. */
  readonly ready: Promise<Record<string, unknown>>;
  readonly ended: Promise<{ code: number | null; errors: string }>;
}

function start(data: string, relayPort: number, ...more: readonly string[]): Program {
  const args = [
    ...['--import', 'tsx', join(root, 'device/main.ts'), '--id', DEVICE, '--key-file', keyFile],
    ...['--data', data, '--voice', 'null', '--relay', `mqtt://127.0.0.1:${relayPort}`],
    ...['--log-level', 'silent', ...more],
  ];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  let output = '';
  let errors = '';
  const ready = new Promise<Record<string, unknown>>((resolve) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('\n')) resolve(JSON.parse(output.split('\n')[0] ?? ''));
    });
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const ended = new Promise<{ code: number | null; errors: string }>((resolve) => {
    child.on('close', (code) => {
      children.delete(child);
      resolve({ code, errors });
    });
  });
  return { child, ready, ended };
}

async function kill(program: Program, signal: NodeJS.Signals): Promise<number | null> {
  program.child.kill(signal);
  return (await program.ended).code;
}

function notice(position: number, other: Partial<Notice> = {}): Notice {
  return {
    logId: logId('00000000000000aa'),
    seq: seq(position),
    kind: 'payment',
    sn: orderSn(String(7_000_000_000_000_000 + position)),
    event: 'PAID',
    amountFen: fen(100),
    payway: '3',
    paidAtMs: unixMs(Date.now()),
    sumFen: fenSum(position * 100),
    ...other,
  };
}

interface HeardLine {
  readonly sns: readonly string[];
  readonly receipt: string;
  readonly repeat: boolean;
}

function heardLines(data: string): HeardLine[] {
  const file = join(data, 'heard.jsonl');
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.slice(0, -1).map((line) => JSON.parse(line));
}

const moneyIn = (data: string): HeardLine[] => heardLines(data).filter((line) => line.sns.length > 0);

test('from the wire to heard.jsonl and back: stored, heard, receipted; a clean stop ends with 0', async () => {
  const relay = await openRelay();
  const data = newData();
  const program = start(data, relay.port);
  const ready = await program.ready;
  assert.equal([ready.ready, ready.id], [true, DEVICE]);
  await relay.until(() => relay.told('sync').length > 0);
  relay.push(notice(1));
  await relay.until(() => relay.told('receipts').length > 0);
  assert.equal(relay.told('stored')[0]?.seqs, [1]);
  assert.is(relay.told('receipts')[0]?.receipts[0]?.outcome, 'announced');
  assert.is(await kill(program, 'SIGTERM'), 0);
  const [line] = moneyIn(data);
  assert.equal([line?.sns, line?.receipt, line?.repeat], [['7000000000000001'], 'announced', false]);
});

test('promises 3 to 5: killed with -9 again and again while payments come: each is heard, repeats are marked', async () => {
  const relay = await openRelay();
  const data = newData();
  let made = 0;
  const pay = (count: number): void => {
    for (let more = 0; more < count; more += 1) {
      made += 1;
      relay.push(notice(made));
    }
  };
  for (const life of [1, 2, 3, 4, 5, 6]) {
    const program = start(data, relay.port);
    const hellos = relay.told('hello').length;
    // What comes while it is down has to be fetched by its sync; what comes while it is up is cut off somewhere.
    pay(life);
    await relay.until(() => relay.told('hello').length > hellos);
    pay(5);
    const stored = relay.told('stored').length;
    await relay.until(() => relay.told('stored').length > stored);
    await kill(program, 'SIGKILL');
  }
  const last = start(data, relay.port);
  const receipted = (): Set<number> =>
    new Set(relay.told('receipts').flatMap(({ receipts }) => receipts.map((receipt) => receipt.seq)));
  await relay.until(() => receipted().size === made);
  assert.is(await kill(last, 'SIGTERM'), 0);

  const money = moneyIn(data);
  for (let position = 1; position <= made; position += 1) {
    const sn = notice(position).sn;
    assert.is(money.filter((line) => line.sns.includes(sn)).length, 1, `${sn} has one line`);
    const outcomes = relay
      .told('receipts')
      .flatMap(({ receipts }) => receipts.filter((receipt) => receipt.seq === position))
      .map(({ outcome, repeat }) => `${outcome} ${repeat}`);
    assert.is(new Set(outcomes).size, 1, `${sn} ended in ${[...new Set(outcomes)].join(' and ')}`);
  }
});

test('promise 4: power-on without any relay: what is waiting is said, as late', async () => {
  const relay = await openRelay();
  const data = newData();
  // No sound card: whatever comes has to wait.
  const mute = start(data, relay.port, '--voice', 'alsa:none_such');
  await relay.until(() => relay.told('sync').length > 0);
  relay.push(notice(1));
  relay.push(notice(2, { paidAtMs: unixMs(Date.now() - 100_000) }));
  await relay.until(() => relay.told('stored').flatMap(({ seqs }) => seqs).length === 2);
  await kill(mute, 'SIGKILL');
  relay.close();
  assert.equal(moneyIn(data), [], 'both were still waiting at the cut');
  const alone = start(data, relay.port);
  await alone.ready;
  while (new Set(moneyIn(data).flatMap((line) => line.sns)).size < 2) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.is(await kill(alone, 'SIGTERM'), 0);
});

test('promise 9: forged, foreign, garbled and replayed frames change nothing', async () => {
  const relay = await openRelay();
  const data = newData();
  const program = start(data, relay.port);
  await relay.until(() => relay.told('sync').length > 0);
  const good = sealDown(keys, DEVICE, { type: 'notice', ...notice(1) });
  const forged = Buffer.from(good);
  forged[forged.length - 1] = (forged[forged.length - 1] ?? 0) ^ 1;
  relay.sendBytes(forged);
  relay.sendBytes(sealDown(keys, deviceId('SPK-0002'), { type: 'notice', ...notice(1) }));
  relay.sendBytes(sealDown(deriveDeviceKeys(randomBytes(32)), DEVICE, { type: 'notice', ...notice(1) }));
  relay.send({ type: 'notice', ...notice(1, { logId: logId('00000000000000bb') }) });
  relay.sendBytes(Buffer.from('garbage'));
  relay.sendBytes(Buffer.alloc(20_000, 1));
  relay.push(notice(1));
  await relay.until(() => relay.told('stored').length === 1);
  relay.sendBytes(good);
  relay.sendBytes(good);
  await relay.until(() => relay.told('stored').length === 3);
  await relay.until(() => relay.told('receipts').length > 0);
  assert.is(await kill(program, 'SIGTERM'), 0);
  assert.is(moneyIn(data).length, 1);
  assert.equal([...new Set(relay.told('stored').flatMap(({ seqs }) => seqs))], [1]);
});

test('told that its clock is wrong it comes back at once with the right time', async () => {
  const relay = await openRelay();
  relay.tellTime = 1;
  const program = start(newData(), relay.port);
  await relay.until(() => relay.told('hello').length > 0);
  assert.is(relay.tellTime, 0);
  await kill(program, 'SIGKILL');
});

test('promise 16: each wrong start gets one line and its exit code, and changes nothing', async () => {
  const foreign = newData();
  mkdirSync(foreign);
  writeFileSync(join(foreign, 'speaker.db'), 'somebody else’s');
  const badKey = join(folder, 'bad.key');
  writeFileSync(badKey, 'c2VjcmV0\n');
  const rows: [string, readonly string[], number, string][] = [
    [newData(), ['--voice', 'trumpet'], 2, 'voice'],
    [newData(), ['--id', '../up'], 2, '--id'],
    [newData(), ['--frequency', '7'], 2, '--frequency'],
    [newData(), ['--key-file', join(folder, 'none.key')], 1, 'none.key'],
    [newData(), ['--key-file', badKey], 1, 'bad.key'],
    [foreign, [], 1, 'move the file away'],
  ];
  const ends = await Promise.all(rows.map(([data, more]) => start(data, 9, ...more).ended));
  rows.forEach(([, more, code, words], index) => {
    const end = ends[index];
    assert.is(end?.code, code, `${more.join(' ')}: ${end?.errors}`);
    assert.is(end?.errors.trim().split('\n').length, 1, `one line: ${end?.errors}`);
    assert.match(end?.errors ?? '', words);
    assert.not.match(end?.errors ?? '', 'c2VjcmV0');
  });
  assert.is(readFileSync(join(foreign, 'speaker.db'), 'utf8'), 'somebody else’s');
});

test('a second process on the same folder is refused: it would say everything twice', async () => {
  const data = newData();
  const first = start(data, 9);
  await first.ready;
  const { code, errors } = await start(data, 9).ended;
  assert.is(code, 1);
  assert.match(errors, 'in use by another process');
  await kill(first, 'SIGKILL');
});

test.run();
