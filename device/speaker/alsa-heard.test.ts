/**
 * What comes out of a sound server, sample by sample: a private PulseAudio with a null sink, whose monitor
 * is recorded while we speak through aplay.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { phrase } from './phrase.ts';
import { pcmBytes } from './sound/wav.ts';
import type { SpokenLanguage } from './voice.ts';
import { loadVoice } from './voice-pack-store.ts';
import { openVoice } from './voice-port.ts';

/** What a recorder may hold back: 100 ms. */
const RECORDER_BYTES = 3_200;
const NAME = 'PulseAudio hears every sample';
const missing = [
  ['pulseaudio', ['--version'], 'pulseaudio'],
  ['parec', ['--version'], 'pulseaudio-utils'],
  ['aplay', ['--version'], 'alsa-utils'],
].find(([program, words]) => spawnSync(program as string, words as string[]).error !== undefined);
const plugin = spawnSync('aplay', ['-L']).stdout?.toString().split('\n').includes('pulse');

const folder = mkdtempSync(join(tmpdir(), 'tillbell-pulse-'));
const children: ChildProcess[] = [];
test.after(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let i = 0; i < 3_000; i += 1) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`waited in vain until ${what}`);
}

/** A sound server of our own. `norewinds`: else its sink, once idle, sleeps up to 2 s before it plays. */
async function startServer(): Promise<void> {
  const socket = join(folder, 'native');
  const script = [
    'load-module module-null-sink sink_name=shop rate=16000 channels=1 format=s16le norewinds=1',
    `load-module module-native-protocol-unix auth-anonymous=1 socket=${socket}`,
    'set-default-sink shop',
  ];
  writeFileSync(join(folder, 'script.pa'), `${script.join('\n')}\n`);
  const env = { ...process.env, HOME: folder, XDG_RUNTIME_DIR: folder, PULSE_SERVER: `unix:${socket}` };
  Object.assign(process.env, env);
  const words = [
    '-n',
    '--daemonize=no',
    '--use-pid-file=no',
    '--exit-idle-time=-1',
    '-F',
    join(folder, 'script.pa'),
  ];
  children.push(spawn('pulseaudio', words, { env, stdio: 'ignore' }));
  await until('the server listens', () => existsSync(socket));
}

function record(): { heard(): Buffer } {
  const words = [
    '-d',
    'shop.monitor',
    '--raw',
    '--format=s16le',
    '--rate=16000',
    '--channels=1',
    '--latency-msec=10',
  ];
  const recorder = spawn('parec', words, { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(recorder);
  const parts: Buffer[] = [];
  recorder.stdout.on('data', (part: Buffer) => parts.push(part));
  return { heard: () => Buffer.concat(parts) };
}

const spoken: SpokenLanguage = {
  language: 'zh-CN',
  amountStyle: 'point',
  utcOffsetMinutes: 480,
  currency: 'CNY',
};

if (missing !== undefined || plugin !== true) {
  const needed = missing === undefined ? 'libasound2-plugins' : (missing[2] as string);
  console.log(`SKIP ${NAME}: there is no sound server to listen to; install ${needed}`);
} else {
  test(NAME, async () => {
    await startServer();
    const { pack } = loadVoice('zh-CN');
    const recorder = record();
    await until('the monitor is heard', () => recorder.heard().length > 0);
    const voice = openVoice('alsa:pulse', pack);
    try {
      for (const amountFen of [1, 200, 5_000]) {
        const speech = phrase({ kind: 'payment', payway: 'x', amountFen, repeat: false }, spoken);
        const sound = pcmBytes(pack.join(speech.clips, 100));
        let whole = false;
        // A sound server starved by its neighbours may stutter: then it is said again.
        for (let attempt = 0; attempt < 30 && !whole; attempt += 1) {
          const from = recorder.heard().length;
          await voice.speak(speech, 100).ended;
          // The device has taken the last sample; the recorder holds it a little longer.
          const saidBytes = recorder.heard().length;
          await until('the recorder has it too', () => recorder.heard().length > saidBytes + RECORDER_BYTES);
          whole = recorder.heard().indexOf(sound, from) >= 0;
        }
        assert.ok(whole, `${speech.text} was never heard whole`);
      }
    } finally {
      await voice.close();
    }
  });
}

test.run();
