import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type FailureCode, isFailure } from '../../shared/failure.ts';
import { openAlsaPlayer } from './alsa-port.ts';
import { AplayProcess } from './aplay-port.ts';
import type { Player } from './voice-player.ts';

/** A stand-in for aplay that behaves as the device name says. */
const STAND_IN = `#!/usr/bin/env node
const fs = require('node:fs');
const path = require('node:path');
const mode = (process.argv.find((word) => word.startsWith('--device=')) ?? '').slice('--device='.length);
const fail = (words) => { process.stderr.write('aplay: main:831: audio open error: ' + words + '\\n'); process.exit(1); };
if (!process.argv.includes('--buffer-time=60000')) fail('default buffering: the end would come seconds late');
if (mode === 'busy') fail('Device or resource busy');
if (mode === 'none') fail('No such file or directory');
const marker = path.join(__dirname, 'has-died');
const dying = mode === 'dies' || (mode === 'dies_once' && !fs.existsSync(marker));
const rate = mode === 'fast' ? 48000 : 16000;
if (mode !== 'mute') process.stderr.write('  rate : ' + rate + '\\n  buffer_size : 960\\n  period_size : 160\\n');
let held = 0;
let taken = 0;
process.stdin.on('data', (sound) => {
  if (mode === 'frozen' || mode === 'mute') return;
  held += sound.length;
  for (; held >= 320; held -= 320) {
    taken += 1;
    process.stderr.write('\\r#  +| 03%');
    if (dying && taken === 5) { fs.writeFileSync(marker, ''); process.stderr.write('\\naplay: pcm_write:2061: write error: No such device\\n'); process.exit(1); }
    if (mode === 'slow' && taken === 10) return;
  }
});
process.stdin.on('end', () => process.exit(0));
`;
const folder = mkdtempSync(join(tmpdir(), 'tillbell-aplay-'));
const command = join(folder, 'aplay');
writeFileSync(command, STAND_IN);
chmodSync(command, 0o755);
test.after(() => rmSync(folder, { recursive: true }));

const sound = new Int16Array(4_000).fill(1_000);
const refusal = async (work: Promise<unknown>, code: FailureCode): Promise<string> => {
  try {
    await work;
  } catch (thrown) {
    if (isFailure(thrown, code)) return thrown.message;
    throw thrown;
  }
  throw new Error(`expected a Failure ${code}`);
};
async function play(player: Player, cut = new AbortController()): Promise<number> {
  let startedAtMs = -1;
  await player.play(
    sound,
    (atMs) => {
      startedAtMs = atMs;
    },
    cut.signal,
  );
  return startedAtMs;
}

test('trap aplay: small buffers are asked for; one player serves many utterances, each over when it was taken', async () => {
  const player = openAlsaPlayer({ device: 'ok', command });
  for (let i = 0; i < 5; i += 1) assert.ok((await play(player)) > 0);
  await player.close();
});

test('without the program the reason names the package', async () => {
  const problems: string[] = [];
  const player = openAlsaPlayer({
    command: join(folder, 'not-there'),
    onProblem: (problem) => problems.push(problem.message),
  });
  assert.match(await refusal(play(player), 'device_gone'), /install the package alsa-utils/);
  assert.match(await refusal(play(player), 'device_gone'), /install the package alsa-utils/);
  await player.close();
  assert.is(problems.length, 1, 'told once, not at each attempt');
});

test('a sound card that is missing, held by another or set to another speed is told as what it is', async () => {
  for (const [device, words] of [
    ['none', /aplay -l/],
    ['busy', /another program/],
    ['fast', /48000 samples a second.*plughw/],
  ] as const) {
    const player = openAlsaPlayer({ device, command });
    assert.match(await refusal(play(player), 'device_gone'), words);
    await player.close();
  }
});

test('a player that dies while speaking fails that utterance, and is there again for a later one', async () => {
  const player = openAlsaPlayer({ device: 'dies_once', command });
  assert.match(await refusal(play(player), 'device_gone'), /No such device/);
  let heard = false;
  for (let attempt = 0; attempt < 100 && !heard; attempt += 1) {
    heard = await play(player).then(
      () => true,
      () => false,
    );
    if (!heard) await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.ok(heard);
  await player.close();
});

test('a cut stops at once, and the next utterance needs no waiting', async () => {
  const player = openAlsaPlayer({ device: 'slow', command });
  const cut = new AbortController();
  let started = false;
  const playing = player.play(
    sound,
    () => {
      started = true;
      cut.abort();
    },
    cut.signal,
  );
  await refusal(playing, 'stopped');
  assert.ok(started);
  const again = new AbortController();
  let startedAgain = false;
  const next = player.play(
    sound,
    () => {
      startedAgain = true;
      again.abort();
    },
    again.signal,
  );
  await refusal(next, 'stopped');
  assert.ok(startedAgain, 'a new player was there at once');
  await player.close();
});

test('a frozen device is noticed, whether it never opens or takes nothing', async () => {
  for (const device of ['mute', 'frozen']) {
    const frozen = new AplayProcess(command, device);
    const opened = (report: { rateHz?: number }): boolean => report.rateHz !== undefined;
    if (device === 'frozen') await frozen.until(opened, 60_000);
    frozen.write(Buffer.alloc(32_000));
    const wait = frozen.until((report) => report.periodsTaken > 0, 30);
    assert.match(await refusal(wait, 'device_gone'), /took nothing for 30 ms/);
    frozen.kill();
    await frozen.ended;
  }
});

test('closing while nobody speaks leaves no process behind', async () => {
  const player = openAlsaPlayer({ device: 'ok', command });
  await play(player);
  await player.close();
  await refusal(play(player), 'device_gone');
});

const aplay = spawnSync('aplay', ['--version']);
if (aplay.error !== undefined) {
  console.log('SKIP the real aplay tells its periods: aplay is missing; install alsa-utils');
} else {
  test('the real aplay tells its periods', async () => {
    const player = openAlsaPlayer({ device: 'null' });
    for (let i = 0; i < 3; i += 1) assert.ok((await play(player)) > 0);
    await player.close();
    const wrong = openAlsaPlayer({ device: 'no_such_device' });
    assert.match(await refusal(play(wrong), 'device_gone'), /no sound: audio open error/);
    await wrong.close();
  });
}

test.run();
