import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../../shared/failure.ts';
import { createLog } from '../../shared/log.ts';
import { promptAnnouncement, replayAnnouncement, singleAnnouncement } from './announcement.ts';
import { Mouth, type SpeakingEnd } from './mouth-port.ts';
import { trialNotice } from './trial-speaker-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'tillbell-mouth-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

const log = createLog('test', 'silent', { write: () => {} });
const open = (voice: string): Mouth =>
  new Mouth({
    voice,
    spoken: { amountStyle: 'point', utcOffsetMinutes: 480, currency: 'CNY' },
    language: 'zh-CN',
    data: folder,
    log,
  });
const held = { ...trialNotice(1), newsId: 1, logNumber: 1 };
const payment = singleAnnouncement(held, false, false);

/** The loudest sample of a 16-bit WAV. */
function peak(end: SpeakingEnd): number {
  if (!end.wasHeard || end.file === undefined) throw new Error('nothing was written');
  const wav = readFileSync(end.file);
  let loudest = 0;
  for (let at = 44; at + 1 < wav.length; at += 2) loudest = Math.max(loudest, Math.abs(wav.readInt16LE(at)));
  return loudest;
}

test('an announcement is put into words and heard to its end', async () => {
  const mouth = open('null');
  const end = await mouth.say(payment, 'zh-CN', 70);
  assert.ok(end.wasHeard && end.text === '微信到账，一元' && end.endedAt >= end.startedAt);
  const late = await mouth.say(singleAnnouncement(held, true, true), 'zh-CN', 70);
  assert.ok(late.wasHeard && late.text.startsWith('重播，补报，'), late.wasHeard ? late.text : late.reason);
  await mouth.close();
});

test('another language is spoken from the next utterance on', async () => {
  const mouth = open('null');
  const english = await mouth.say(payment, 'en', 70);
  assert.ok(english.wasHeard && /[a-z]/.test(english.text), 'English');
  const chinese = await mouth.say(payment, 'zh-CN', 70);
  assert.ok(chinese.wasHeard && chinese.text === '微信到账，一元');
  await mouth.close();
});

test('promise 10: at volume zero a payment is silent, but a warning is heard', async () => {
  const mouth = open(`file:${join(folder, 'wav')}`);
  assert.is(peak(await mouth.say(payment, 'zh-CN', 0)), 0);
  assert.ok(peak(await mouth.say(promptAnnouncement('volume_zero'), 'zh-CN', 0)) > 1_000);
  assert.ok(peak(await mouth.say(replayAnnouncement(held, false), 'zh-CN', 70)) > 1_000);
  await mouth.close();
});

test('a closed voice says why it said nothing', async () => {
  const mouth = open('null');
  await mouth.close();
  const end = await mouth.say(payment, 'zh-CN', 70);
  assert.equal([end.wasHeard, !end.wasHeard && end.hadBegun], [false, false]);
});

test('promise 16: a voice that is none is refused at the start', () => {
  try {
    open('trumpet');
    assert.unreachable();
  } catch (thrown) {
    assert.ok(isFailure(thrown, 'usage'));
  }
});

test.run();
