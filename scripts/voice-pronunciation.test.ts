import { execFileSync, spawnSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { lexiconOf } from '../device/speaker/phrase.ts';
import type { Language } from '../device/speaker/voice.ts';
import { pronunciationOf } from './voice-pronunciation.ts';

const spokenClips = (language: Language): ReadonlyArray<readonly [string, string]> =>
  Object.entries(lexiconOf(language)).filter(([name]) => name !== 'pause');

test('every Mandarin clip has pinyin: a syllable with its tone for each character', () => {
  for (const [name, text] of spokenClips('zh-CN')) {
    const { input, voice } = pronunciationOf('zh-CN', name, text);
    assert.is(voice, 'cmn-latn-pinyin');
    const syllables = input.match(/[a-zü]+[1-5]|[A-Z]/g) ?? [];
    assert.is(syllables.join(''), input.replace(/[ ,]/g, ''), `${name}: ${input}`);
    assert.is(syllables.length, text.replace(/，/g, '').length, `${name}: ${text} / ${input}`);
  }
});

test('a character has the same sound wherever it stands, tone change and known doubles apart', () => {
  const sounds = new Map<string, Set<string>>();
  for (const [name, text] of spokenClips('zh-CN')) {
    const syllables = pronunciationOf('zh-CN', name, text).input.match(/[a-z]+[1-5]|[A-Z]/g) ?? [];
    Array.from(text.replace(/，/g, '')).forEach((character, at) => {
      const known = sounds.get(character) ?? new Set();
      sounds.set(character, known.add(syllables[at] ?? ''));
    });
  }
  const several = [...sounds].filter(([, heard]) => heard.size > 1).map(([character]) => character);
  // 一 changes its tone; 不 stands once; no other character of ours has two readings here.
  assert.equal(several, ['一']);
});

test('a clip without pinyin is an error of the build, not a word read as letters', () => {
  assert.throws(() => pronunciationOf('zh-CN', 'new_clip', '新'), /no pinyin for new_clip/);
});

if (spawnSync('espeak-ng', ['--version']).error !== undefined) {
  console.log('SKIP trap espeak-ng: characters as English letters: espeak-ng is missing; install espeak-ng');
} else {
  test('trap espeak-ng: voice cmn reads characters as English letters, what we give it is Mandarin', () => {
    const phonemes = (voice: string, input: string): string =>
      execFileSync('espeak-ng', ['-v', voice, '-q', '-x', input]).toString();
    assert.match(phonemes('cmn', '支付宝到账'), /\(en\)/);
    const all = spokenClips('zh-CN').map(([name, text]) => pronunciationOf('zh-CN', name, text).input);
    const said = phonemes('cmn-latn-pinyin', all.join('\n'));
    assert.not.match(said, /\(en\)/);
    assert.match(phonemes('cmn-latn-pinyin', 'zhi1fu4bao3 dao4zhang4'), /ts\.,i\.55fu51p/);
  });
}

test.run();
