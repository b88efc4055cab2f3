import { Failure } from '../../../shared/failure.ts';

/** Sound of one channel, 16 bits a sample. */
export interface Sound {
  readonly sampleRateHz: number;
  readonly samples: Int16Array;
}

const PCM = 1;
/** WAVE_FORMAT_EXTENSIBLE: the real format stands in the first two bytes of its sub-format GUID. */
const EXTENSIBLE = 0xfffe;
const HEADER_BYTES = 44;

/** One 16-bit mono WAV file (RIFF, "Multimedia Programming Interface and Data Specifications 1.0", 1991). */
export function formatWav(sound: Sound): Buffer {
  const dataBytes = sound.samples.length * 2;
  const wav = Buffer.alloc(HEADER_BYTES + dataBytes);
  wav.write('RIFF', 0, 'latin1');
  wav.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4);
  wav.write('WAVEfmt ', 8, 'latin1');
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(PCM, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(sound.sampleRateHz, 24);
  wav.writeUInt32LE(sound.sampleRateHz * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36, 'latin1');
  wav.writeUInt32LE(dataBytes, 40);
  pcmBytes(sound.samples).copy(wav, HEADER_BYTES);
  return wav;
}

/** Samples as S16_LE bytes, on a machine of any byte order. */
export function pcmBytes(samples: Int16Array): Buffer {
  const bytes = Buffer.alloc(samples.length * 2);
  for (let at = 0; at < samples.length; at += 1) bytes.writeInt16LE(samples[at] ?? 0, at * 2);
  return bytes;
}

/**
 * Reads a WAV file of 16-bit PCM with one or two channels at 8 to 96 kHz; two channels are mixed to one.
 * A file cut short keeps what is there.
 * @throws Failure `malformed` that tells a shopkeeper how to save it instead
 */
export function parseWav(bytes: Uint8Array): Sound {
  const wav = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (
    wav.length < 12 ||
    wav.toString('latin1', 0, 4) !== 'RIFF' ||
    wav.toString('latin1', 8, 12) !== 'WAVE'
  ) {
    throw new Failure('malformed', 'this is not a WAV file; save it as WAV, 16-bit PCM');
  }
  let format: { channels: number; sampleRateHz: number } | undefined;
  // Chunks: four letters, a length, the content, padded to an even length.
  for (let at = 12; at + 8 <= wav.length; ) {
    const name = wav.toString('latin1', at, at + 4);
    const lengthBytes = wav.readUInt32LE(at + 4);
    const content = wav.subarray(at + 8, Math.min(wav.length, at + 8 + lengthBytes));
    if (name === 'fmt ') format = parseFormat(content);
    if (name === 'data') {
      if (format === undefined)
        throw new Failure('malformed', 'the WAV file has its sound before its format');
      return { sampleRateHz: format.sampleRateHz, samples: mixed(content, format.channels) };
    }
    at += 8 + lengthBytes + (lengthBytes % 2);
  }
  throw new Failure('malformed', 'the WAV file has no sound in it');
}

function parseFormat(content: Buffer): { channels: number; sampleRateHz: number } {
  if (content.length < 16) throw new Failure('malformed', 'the WAV file ends inside its format');
  const tag = content.readUInt16LE(0);
  const codec = tag === EXTENSIBLE && content.length >= 26 ? content.readUInt16LE(24) : tag;
  const channels = content.readUInt16LE(2);
  const sampleRateHz = content.readUInt32LE(4);
  const bits = content.readUInt16LE(14);
  if (codec !== PCM || bits !== 16) {
    throw new Failure(
      'malformed',
      `the WAV file is not 16-bit PCM (format ${codec}, ${bits} bits); save it so`,
    );
  }
  if (channels !== 1 && channels !== 2) {
    throw new Failure('malformed', `the WAV file has ${channels} channels; save it with one or two`);
  }
  if (sampleRateHz < 8_000 || sampleRateHz > 96_000) {
    throw new Failure(
      'malformed',
      `the WAV file has ${sampleRateHz} samples a second; save it with 8000 to 96000`,
    );
  }
  return { channels, sampleRateHz };
}

function mixed(content: Buffer, channels: number): Int16Array {
  const samples = new Int16Array(Math.floor(content.length / (2 * channels)));
  for (let at = 0; at < samples.length; at += 1) {
    const first = content.readInt16LE(at * 2 * channels);
    samples[at] = channels === 1 ? first : (first + content.readInt16LE(at * 4 + 2)) >> 1;
  }
  return samples;
}
