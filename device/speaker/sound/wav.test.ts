import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../../../shared/failure.ts';
import { formatWav, parseWav, pcmBytes } from './wav.ts';

const samples = Int16Array.from([0, 1, -1, 32_767, -32_768, 1234, -4321]);

/** A WAV with any header fields, and whatever chunks come before the sound. */
function wavOf(
  fields: { tag?: number; channels?: number; rateHz?: number; bits?: number; sub?: number },
  sound: Buffer,
  before: Buffer = Buffer.alloc(0),
): Buffer {
  const format = Buffer.alloc(fields.sub === undefined ? 16 : 40);
  format.writeUInt16LE(fields.tag ?? 1, 0);
  format.writeUInt16LE(fields.channels ?? 1, 2);
  format.writeUInt32LE(fields.rateHz ?? 16_000, 4);
  format.writeUInt16LE(fields.bits ?? 16, 14);
  if (fields.sub !== undefined) format.writeUInt16LE(fields.sub, 24);
  const chunk = (name: string, content: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.write(name, 'latin1');
    head.writeUInt32LE(content.length, 4);
    return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
  };
  const body = Buffer.concat([Buffer.from('WAVE'), before, chunk('fmt ', format), chunk('data', sound)]);
  return chunk('RIFF', body);
}
const refusal = (bytes: Uint8Array): string => {
  try {
    parseWav(bytes);
  } catch (thrown) {
    if (isFailure(thrown, 'malformed')) return thrown.message;
    throw thrown;
  }
  return 'accepted';
};

test('what is written is read again', () => {
  const sound = parseWav(formatWav({ sampleRateHz: 16_000, samples }));
  assert.is(sound.sampleRateHz, 16_000);
  assert.equal(Array.from(sound.samples), Array.from(samples));
});

test('chunks before the sound, of odd length too, are passed over', () => {
  const list = Buffer.from('LIST\x05\x00\x00\x00abcde\x00', 'latin1');
  assert.equal(Array.from(parseWav(wavOf({}, pcmBytes(samples), list)).samples), Array.from(samples));
});

test('two channels become one', () => {
  const stereo = pcmBytes(Int16Array.from([100, 300, -32_768, -32_768, 32_767, 32_767]));
  assert.equal(Array.from(parseWav(wavOf({ channels: 2 }, stereo)).samples), [200, -32_768, 32_767]);
});

test('the extensible header that Windows writes is understood', () => {
  assert.is(parseWav(wavOf({ tag: 0xfffe, sub: 1 }, pcmBytes(samples))).samples.length, samples.length);
  assert.match(refusal(wavOf({ tag: 0xfffe, sub: 3 }, pcmBytes(samples))), /not 16-bit PCM/);
});

test('what cannot be used is refused with what to do', () => {
  const sound = pcmBytes(samples);
  assert.match(refusal(Buffer.from('ID3\x04 an mp3 renamed')), /not a WAV file; save it as WAV/);
  assert.match(refusal(Buffer.alloc(0)), /not a WAV file/);
  assert.match(refusal(wavOf({ tag: 85 }, sound)), /not 16-bit PCM \(format 85/);
  assert.match(refusal(wavOf({ bits: 24 }, sound)), /24 bits/);
  assert.match(refusal(wavOf({ channels: 6 }, sound)), /6 channels/);
  assert.match(refusal(wavOf({ channels: 0 }, sound)), /0 channels/);
  assert.match(refusal(wavOf({ rateHz: 1 }, sound)), /1 samples a second/);
  assert.match(refusal(wavOf({ rateHz: 4_000_000_000 }, sound)), /4000000000 samples/);
});

test('cut off at any byte, a file is refused or keeps what is there; it never throws anything else', () => {
  const whole = wavOf({ channels: 2 }, pcmBytes(Int16Array.from({ length: 40 }, (_, at) => at)));
  for (let length = 0; length < whole.length; length += 1) {
    const cut = whole.subarray(0, length);
    if (refusal(cut) !== 'accepted') continue;
    assert.is(parseWav(cut).samples.length, Math.floor((length - 44) / 4));
  }
});

test('random damage never throws anything else', () => {
  const whole = wavOf({}, pcmBytes(samples));
  for (let at = 0; at < whole.length; at += 1) {
    for (const value of [0, 1, 0x7f, 0xff]) {
      const damaged = Buffer.from(whole);
      damaged[at] = value;
      refusal(damaged);
    }
  }
  assert.ok(refusal(Buffer.from(whole).fill(0xff, 16, 20)) !== 'accepted');
});

test.run();
