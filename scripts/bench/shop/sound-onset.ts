/** What a microphone at the loudspeaker would tell: when silence ends. Mono, 16 bits. */
export const ONSET_SAMPLE_RATE_HZ = 16_000;
/** 50 dB below full scale: louder than dither and the fade of a clip's first samples, far below speech. */
const QUIET = 100;
const MS_PER_SAMPLE = 1_000 / ONSET_SAMPLE_RATE_HZ;

/**
 * Finds the first sound in chunks of samples that come as they are played.
 *
 * @returns for each chunk: Unix ms of its first sample that is no silence, undefined where all is silent
 */
export function soundOnset(chunk: Buffer, arrivedAtMs: number): number | undefined {
  const samples = Math.floor(chunk.length / 2);
  for (let place = 0; place < samples; place++) {
    if (Math.abs(chunk.readInt16LE(place * 2)) > QUIET)
      return arrivedAtMs - (samples - place) * MS_PER_SAMPLE;
  }
  return undefined;
}
