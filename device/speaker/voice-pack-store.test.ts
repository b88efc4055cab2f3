import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import { lexiconOf, phrase } from './phrase.ts';
import { loudnessDb, peakDb } from './sound/pcm.ts';
import { formatWav } from './sound/wav.ts';
import type { Language, SpokenLanguage } from './voice.ts';
import { parseManifest, VOICE_LEVEL, VOICE_SAMPLE_RATE_HZ } from './voice-pack.ts';
import { CLIPS_FILE, loadVoice, MANIFEST_FILE, VOICES_FOLDER } from './voice-pack-store.ts';

const LANGUAGES: readonly Language[] = ['zh-CN', 'yue', 'ms', 'en'];
const folder = mkdtempSync(join(tmpdir(), 'tillbell-voices-'));
test.after(() => rmSync(folder, { recursive: true }));
const corrupt = (thrown: unknown): boolean => isFailure(thrown, 'corrupt_store');
const beep = formatWav({
  sampleRateHz: 22_050,
  samples: Int16Array.from({ length: 11_025 }, (_, at) => Math.round(9_000 * Math.sin(at / 5))),
});

for (const language of LANGUAGES) {
  test(`${language}: the committed pack says every clip, and nothing else, in the words that are written`, () => {
    const { pack, problems } = loadVoice(language);
    assert.equal(problems, []);
    assert.equal(pack.clipNames.sort(), Object.keys(lexiconOf(language)).sort());
    const manifest = parseManifest(
      readFileSync(join(VOICES_FOLDER, language, MANIFEST_FILE), 'utf8'),
      language,
    );
    const texts = Object.entries(manifest.clips).map(([name, clip]) => [name, clip.text]);
    assert.equal(Object.fromEntries(texts), lexiconOf(language));
  });

  test(`${language}: every clip is speech of one loudness, begins and ends at zero, and is not too long`, () => {
    const { pack } = loadVoice(language);
    for (const name of pack.clipNames.filter((clip) => clip !== 'pause')) {
      const clip = pack.clip(name);
      const loudness = loudnessDb(clip, VOICE_SAMPLE_RATE_HZ);
      assert.ok(Math.abs(loudness - VOICE_LEVEL.loudnessDb) < 1, `${name} at ${loudness} dB`);
      assert.ok(peakDb(clip) <= 0, name);
      assert.ok(clip.length > 1_600 && clip.length < 16_000 * 8, `${name} lasts ${clip.length / 16} ms`);
      assert.is(clip[0], 0, name);
      assert.is(clip.at(-1), 0, name);
      const early = clip.subarray(0, 1_600).some((sample) => Math.abs(sample) > 300);
      assert.ok(early, `${name} begins with more than 100 ms of silence`);
    }
    assert.ok(pack.clip('pause').every((sample) => sample === 0));
  });

  test(`${language}: the longest sentence stays within an utterance’s clips`, () => {
    const { pack } = loadVoice(language);
    const spoken: SpokenLanguage = {
      language,
      amountStyle: 'jiao',
      utcOffsetMinutes: 0,
      currency: 'MYR',
    };
    const most = 77_777_777_777_777_77;
    const counts = { count: 777_777_777, sumFen: most, refundCount: 777_777_777, refundSumFen: most };
    const { clips } = phrase({ kind: 'summary', ...counts, repeat: true }, spoken);
    assert.ok(clips.length <= limits.utteranceClips, `${clips.length} clips`);
    assert.ok(pack.join(clips, 100).length > 0);
  });
}

test('a shop’s own recordings replace clips file by file; a bad one is told and the default speaks', () => {
  const own = join(folder, 'own');
  mkdirSync(join(own, '5.wav'), { recursive: true });
  writeFileSync(join(own, 'alipay_received.wav'), beep);
  writeFileSync(join(own, 'yuan.WAV'), beep);
  writeFileSync(join(own, 'point.wav'), 'not a recording');
  writeFileSync(join(own, 'alipay.wav'), beep);
  writeFileSync(join(own, 'notes.txt'), 'x');
  writeFileSync(join(own, '7.wav'), Buffer.alloc(limits.recordingBytes + 1));
  const { pack, replaced, problems } = loadVoice('zh-CN', own);
  assert.equal(replaced, ['alipay_received', 'yuan']);
  assert.is(problems.length, 3);
  assert.match(problems.join('\n'), /point\.wav: this is not a WAV file; save it/);
  assert.match(problems.join('\n'), /alipay\.wav: no clip of zh-CN is named alipay/);
  assert.match(problems.join('\n'), /7\.wav: it has more than/);
  const original = loadVoice('zh-CN').pack;
  assert.not.equal(pack.clip('yuan'), original.clip('yuan'));
  assert.equal(pack.clip('point'), original.clip('point'));
  assert.equal(pack.clip('7'), original.clip('7'));
});

test('no folder of recordings is the usual case; one that cannot be read is told', () => {
  assert.equal(loadVoice('en', join(folder, 'none')).problems, []);
  const file = join(folder, 'a-file');
  writeFileSync(file, '');
  assert.match(loadVoice('en', file).problems.join(), /ENOTDIR/);
});

test('a missing, cut or incomplete default pack is refused with what to do', () => {
  const voices = join(folder, 'voices');
  cpSync(join(VOICES_FOLDER, 'en'), join(voices, 'en'), { recursive: true });
  assert.throws(() => loadVoice('ms', undefined, voices), corrupt);
  assert.is(loadVoice('en', undefined, voices).problems.length, 0);
  truncateSync(join(voices, 'en', CLIPS_FILE), 1_000);
  assert.throws(() => loadVoice('en', undefined, voices), corrupt);
  writeFileSync(join(voices, 'en', MANIFEST_FILE), '{}');
  assert.throws(() => loadVoice('en', undefined, voices), corrupt);
});

test.run();
