import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type FailureCode, isFailure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import { phrase } from './phrase.ts';
import { parseWav } from './sound/wav.ts';
import type { Speech } from './voice.ts';
import { loadVoice } from './voice-pack-store.ts';
import type { Player } from './voice-player.ts';
import { openVoice, parseVoiceSpec, QueuedVoice } from './voice-port.ts';
import { openWavFilePlayer } from './wav-file-port.ts';

const folder = mkdtempSync(join(tmpdir(), 'tillbell-voice-'));
test.after(() => rmSync(folder, { recursive: true }));
const { pack } = loadVoice('zh-CN');
const payment = (amountFen: number): Speech =>
  phrase(
    { kind: 'payment', payway: '1', amountFen, repeat: false },
    { language: 'zh-CN', amountStyle: 'point', utcOffsetMinutes: 480, currency: 'CNY' },
  );
const refusal = async (work: Promise<unknown>, code: FailureCode): Promise<string> => {
  try {
    await work;
  } catch (thrown) {
    if (isFailure(thrown, code)) return thrown.message;
    throw thrown;
  }
  throw new Error(`expected a Failure ${code}`);
};

/** Plays only when the test says so, and tells what is going on. */
function handPlayer(): Player & { readonly log: string[]; finish(): void; break(): void } {
  const log: string[] = [];
  let finish = (): void => {};
  let fail = (): void => {};
  return {
    log,
    finish: () => finish(),
    break: () => fail(),
    play: (samples, started, cut) =>
      new Promise((resolve, reject) => {
        log.push(`begin ${samples.length}`);
        started(1);
        finish = () => {
          log.push('end');
          resolve({});
        };
        fail = () => reject(new Error('broken'));
        cut.addEventListener('abort', () => {
          log.push('cut');
          reject(new Error('cut'));
        });
      }),
    close: async () => {
      log.push('closed');
    },
  };
}
const turns = async (): Promise<void> => {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
};

test('a voice is named as the README says, and anything else is told', () => {
  assert.equal(parseVoiceSpec('alsa'), { kind: 'alsa', device: undefined });
  assert.equal(parseVoiceSpec('alsa:plughw:CARD=Device,DEV=0'), {
    kind: 'alsa',
    device: 'plughw:CARD=Device,DEV=0',
  });
  assert.equal(parseVoiceSpec('file:/tmp/a b'), { kind: 'file', folder: '/tmp/a b', paced: false });
  assert.equal(parseVoiceSpec('file:out,paced'), { kind: 'file', folder: 'out', paced: true });
  assert.equal(parseVoiceSpec('null'), { kind: 'null' });
  for (const wrong of [
    '',
    'file',
    'file:',
    'file:,paced',
    'alsa:',
    'alsa:-c 2',
    'alsa:a;b',
    'ALSA',
    'null:',
  ]) {
    assert.throws(
      () => parseVoiceSpec(wrong),
      (thrown: unknown) => isFailure(thrown, 'usage') && /a voice is one of alsa/.test(thrown.message),
      wrong,
    );
  }
});

test('utterances never overlap: each waits for the one before, in the order they were asked for', async () => {
  const player = handPlayer();
  const voice = new QueuedVoice(pack, player);
  const [first, second] = [voice.speak(payment(1), 100), voice.speak(payment(2), 100)];
  await turns();
  assert.is(player.log.length, 1, 'only the first has begun');
  player.finish();
  await first.ended;
  await turns();
  assert.equal(
    player.log.map((line) => line.split(' ')[0]),
    ['begin', 'end', 'begin'],
  );
  player.finish();
  await second.ended;
  assert.is(await second.started, 1);
  await voice.close();
});

test('one that fails does not hold up the next', async () => {
  const player = handPlayer();
  const voice = new QueuedVoice(pack, player);
  const [first, second] = [voice.speak(payment(1), 100), voice.speak(payment(2), 100)];
  await turns();
  player.break();
  await first.ended.then(
    () => assert.unreachable(),
    () => {},
  );
  await turns();
  player.finish();
  await second.ended;
});

test('a cut ends what is spoken; one that waits is never begun', async () => {
  const player = handPlayer();
  const voice = new QueuedVoice(pack, player);
  const [first, second] = [voice.speak(payment(1), 100), voice.speak(payment(2), 100)];
  await turns();
  second.cut();
  first.cut();
  await refusal(second.ended, 'stopped');
  await refusal(second.started, 'stopped');
  assert.equal(
    player.log.map((line) => line.split(' ')[0]),
    ['begin', 'cut'],
  );
});

test('closing cuts, refuses what waits and what comes, and lets the device go last', async () => {
  const player = handPlayer();
  const voice = new QueuedVoice(pack, player);
  const [first, second] = [voice.speak(payment(1), 100), voice.speak(payment(2), 100)];
  await turns();
  await voice.close();
  await first.ended.catch(() => {});
  await refusal(second.ended, 'stopped');
  await refusal(voice.speak(payment(3), 100).ended, 'stopped');
  assert.is(player.log.at(-1), 'closed');
});

test('no more than a few may wait', async () => {
  const voice = new QueuedVoice(pack, handPlayer());
  const spoken = Array.from({ length: limits.utterancesWaiting + 2 }, () => voice.speak(payment(1), 100));
  const last = spoken.pop();
  await refusal(last?.ended ?? Promise.resolve(), 'overloaded');
  for (const utterance of spoken) utterance.ended.catch(() => {});
  await voice.close();
});

test('an unknown clip is refused, and a promise nobody looks at breaks nothing', async () => {
  const voice = openVoice('null', pack);
  const unknown = voice.speak({ text: '?', clips: ['no_such_clip'] }, 100);
  await refusal(unknown.ended, 'not_found');
  // `started` of it was rejected and never looked at: an unhandled rejection would end this process.
  await new Promise((resolve) => setImmediate(resolve));
  await voice.close();
});

test('the null voice says nothing and takes no time', async () => {
  const voice = openVoice('null', pack);
  const spoken = voice.speak(payment(1250), 100);
  assert.ok((await spoken.started) > 0);
  assert.equal(await spoken.ended, {});
  await voice.close();
});

test('the file voice writes whole WAVs whose names sort by time', async () => {
  const out = join(folder, 'wavs');
  const voice = openVoice(`file:${out}`, pack);
  const files: string[] = [];
  for (const amountFen of [1250, 100, 12_345]) {
    const spoken = voice.speak(payment(amountFen), 100);
    await spoken.started;
    const { file } = await spoken.ended;
    files.push(file ?? '');
    const sound = parseWav(readFileSync(file ?? ''));
    assert.is(sound.sampleRateHz, 16_000);
    assert.equal(sound.samples, pack.join(payment(amountFen).clips, 100));
  }
  assert.equal(
    readdirSync(out).sort(),
    files.map((file) => file.slice(out.length + 1)),
  );
  await voice.close();
});

test('volume zero is silence of the same length', async () => {
  const voice = openVoice(`file:${join(folder, 'silent')}`, pack);
  const { file } = await voice.speak(payment(1250), 0).ended;
  const { samples } = parseWav(readFileSync(file ?? ''));
  assert.is(samples.length, pack.join(payment(1250).clips, 100).length);
  assert.ok(samples.every((sample) => sample === 0));
  await voice.close();
});

test('paced, an utterance lasts as long as its sound, and one that is cut leaves no file', async () => {
  const out = join(folder, 'paced');
  const voice = openVoice(`file:${out},paced`, pack);
  const speech: Speech = { text: '，', clips: ['pause'] };
  const spoken = voice.speak(speech, 100);
  const startedAtMs = await spoken.started;
  await spoken.ended;
  const lastsMs = pack.clip('pause').length / 16;
  assert.ok(performance.now() - startedAtMs >= lastsMs - 2, 'not before the last sample');
  const cut = voice.speak(payment(1250), 100);
  await cut.started;
  cut.cut();
  await refusal(cut.ended, 'stopped');
  assert.is(readdirSync(out).length, 1);
  await voice.close();
});

test('left by a kill: what was never heard to its end goes, what was and what is not ours stays', async () => {
  const out = join(folder, 'left');
  mkdirSync(out);
  const names = ['20260105T104259123-000001.wav', '20260105T104259123-000002.wav.part', 'mine.wav.part'];
  for (const name of names) writeFileSync(join(out, name), '');
  await openVoice(`file:${out}`, pack).close();
  assert.equal(readdirSync(out).sort(), ['20260105T104259123-000001.wav', 'mine.wav.part']);
});

test('of many files the oldest make room', async () => {
  const out = join(folder, 'many');
  mkdirSync(out);
  for (let i = 1; i <= 5; i += 1) writeFileSync(join(out, `20200101T000000000-00000${i}.wav`), '');
  const player = openWavFilePlayer(out, false, 3);
  const { file } = await player.play(new Int16Array(10), () => {}, new AbortController().signal);
  assert.equal(readdirSync(out).sort(), [
    '20200101T000000000-000004.wav',
    '20200101T000000000-000005.wav',
    file?.slice(out.length + 1),
  ]);
});

test('a folder that cannot be written is refused by name', async () => {
  const file = join(folder, 'a-file');
  writeFileSync(file, '');
  assert.throws(
    () => openVoice(`file:${file}/x`, pack),
    (thrown: unknown) => isFailure(thrown, 'store_unavailable'),
  );
  const out = join(folder, 'gone');
  const voice = openVoice(`file:${out}`, pack);
  rmSync(out, { recursive: true });
  const spoken = voice.speak(payment(1), 100);
  assert.match(await refusal(spoken.ended, 'store_unavailable'), /gone/);
  await refusal(spoken.started, 'store_unavailable');
  await voice.close();
});

test.run();
