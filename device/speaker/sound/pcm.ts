/**
 * Arithmetic on sound: 16-bit mono samples in, new ones out. Levels are dB relative to full scale.
 */
const FULL_SCALE = 32_768;
const LEVEL_FRAME_S = 0.02;
const TRIM_FRAME_S = 0.005;
/** A frame this far below the loudest one is a pause, not speech. */
const ACTIVE_RANGE_DB = 30;
/** How far peaks may be pressed down to make speech louder: not yet heard as distortion. */
const BENT_PEAK_DB = 6;
/** Half the width of the resampler's kernel, in samples of the slower side. */
const RESAMPLE_LOBES = 12;

export const decibels = (ratio: number): number => 20 * Math.log10(ratio);
export const ratioOf = (decibel: number): number => 10 ** (decibel / 20);

/**
 * The amplitude for a volume setting, 0 … 1. Loudness as people judge it grows with the 0.6th power of
 * sound pressure (S. S. Stevens, "The measurement of loudness", 1955), so half the setting sounds half as
 * loud: 50 % is −10 dB, 25 % is −20 dB. 0 is silence.
 * @param volumePercent clamped to 0 … 100; what is no number is silence
 */
export function gainForVolume(volumePercent: number): number {
  const fraction = Math.max(0, Math.min(100, volumePercent)) / 100;
  return Number.isNaN(fraction) ? 0 : fraction ** (1 / 0.6);
}

const clamp = (value: number): number => Math.max(-FULL_SCALE, Math.min(FULL_SCALE - 1, Math.round(value)));

export function scaled(samples: Int16Array, gain: number): Int16Array {
  return samples.map((sample) => clamp(sample * gain));
}

export function peakDb(samples: Int16Array): number {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  return decibels(peak / FULL_SCALE);
}

function framePowers(samples: Int16Array, frame: number): number[] {
  const powers: number[] = [];
  for (let at = 0; at < samples.length; at += frame) {
    const part = samples.subarray(at, at + frame);
    let sum = 0;
    for (const sample of part) sum += (sample / FULL_SCALE) ** 2;
    powers.push(sum / part.length);
  }
  return powers;
}

/** Mean level of the frames in which there is speech; −Infinity for silence. */
export function loudnessDb(samples: Int16Array, sampleRateHz: number): number {
  const powers = framePowers(samples, Math.max(1, Math.round(sampleRateHz * LEVEL_FRAME_S)));
  const loudest = powers.reduce((most, power) => Math.max(most, power), 0);
  const threshold = loudest * 10 ** (-ACTIVE_RANGE_DB / 10);
  const active = powers.filter((power) => power > 0 && power >= threshold);
  const mean = active.reduce((sum, power) => sum + power, 0) / active.length;
  return active.length === 0 ? Number.NEGATIVE_INFINITY : 10 * Math.log10(mean);
}

/**
 * Brings speech to `target.loudnessDb`. Peaks that would then pass `target.peakLimitDb` are bent under it;
 * where more than {@link BENT_PEAK_DB} would have to be bent, the speech stays softer. Silence stays as it is.
 */
export function levelled(
  samples: Int16Array,
  sampleRateHz: number,
  target: { readonly loudnessDb: number; readonly peakLimitDb: number },
): Int16Array {
  const loudness = loudnessDb(samples, sampleRateHz);
  if (loudness === Number.NEGATIVE_INFINITY) return samples;
  const room = target.peakLimitDb + BENT_PEAK_DB - peakDb(samples);
  const gain = ratioOf(Math.min(target.loudnessDb - loudness, room));
  const limit = FULL_SCALE * ratioOf(target.peakLimitDb);
  const knee = limit * ratioOf(-BENT_PEAK_DB / 2);
  return samples.map((sample) => {
    const size = Math.abs(sample * gain);
    const bent = size <= knee ? size : knee + (limit - knee) * Math.tanh((size - knee) / (limit - knee));
    return clamp(Math.sign(sample) * bent);
  });
}

/** Takes away a constant offset and rumble below `cutoffHz`: no small loudspeaker can say it, and it hides silence. */
export function withoutRumble(samples: Int16Array, sampleRateHz: number, cutoffHz: number): Int16Array {
  const keep = Math.exp((-2 * Math.PI * cutoffHz) / sampleRateHz);
  const out = new Int16Array(samples.length);
  let previous = 0;
  let filtered = 0;
  for (let at = 0; at < out.length; at += 1) {
    const sample = samples[at] ?? 0;
    filtered = sample - previous + keep * filtered;
    previous = sample;
    out[at] = clamp(filtered);
  }
  return out;
}

/**
 * Cuts what is quieter than `thresholdDb` off both ends, and keeps a little of it. A single loud frame
 * (a click of the recorder, a knock) does not count as speech.
 */
export function trimmed(
  samples: Int16Array,
  sampleRateHz: number,
  thresholdDb: number,
  keepMs: { readonly before: number; readonly after: number },
): Int16Array {
  const frame = Math.max(1, Math.round(sampleRateHz * TRIM_FRAME_S));
  const powers = framePowers(samples, frame);
  const threshold = 10 ** (thresholdDb / 10);
  const speech = (at: number): boolean => {
    const here = (powers[at] ?? 0) >= threshold;
    return here && ((powers[at - 1] ?? 0) >= threshold || (powers[at + 1] ?? 0) >= threshold);
  };
  const first = powers.findIndex((_, at) => speech(at));
  if (first < 0) return new Int16Array(0);
  let last = powers.length - 1;
  while (!speech(last)) last -= 1;
  const keep = (ms: number): number => Math.round((sampleRateHz * ms) / 1000);
  return samples.slice(
    Math.max(0, first * frame - keep(keepMs.before)),
    (last + 1) * frame + keep(keepMs.after),
  );
}

/** Lets the sound rise from zero and fall back to it, so that whatever is joined to it makes no click. */
export function faded(samples: Int16Array, sampleRateHz: number, fadeMs: number): Int16Array {
  const out = samples.slice();
  const fade = Math.min(Math.round((sampleRateHz * fadeMs) / 1000), out.length >> 1);
  for (let at = 0; at < fade; at += 1) {
    const gain = 0.5 - 0.5 * Math.cos((Math.PI * at) / fade);
    const end = out.length - 1 - at;
    out[at] = Math.round((out[at] ?? 0) * gain);
    out[end] = Math.round((out[end] ?? 0) * gain);
  }
  return out;
}

/**
 * The same sound at another sample rate, by a windowed sinc (J. O. Smith, "Digital Audio Resampling",
 * 2002): what the slower rate cannot carry is filtered out.
 */
export function resampled(samples: Int16Array, fromHz: number, toHz: number): Int16Array {
  if (fromHz === toHz) return samples;
  const out = new Int16Array(Math.floor((samples.length * toHz) / fromHz));
  const cutoff = Math.min(1, toHz / fromHz);
  const reach = RESAMPLE_LOBES / cutoff;
  for (let at = 0; at < out.length; at += 1) {
    const centre = (at * fromHz) / toHz;
    const from = Math.max(0, Math.ceil(centre - reach));
    const to = Math.min(samples.length - 1, Math.floor(centre + reach));
    let sum = 0;
    let weight = 0;
    for (let near = from; near <= to; near += 1) {
      const distance = near - centre;
      const window = 0.5 + 0.5 * Math.cos((Math.PI * distance) / reach);
      const angle = Math.PI * distance * cutoff;
      const kernel = window * (angle === 0 ? 1 : Math.sin(angle) / angle);
      sum += kernel * (samples[near] ?? 0);
      weight += kernel;
    }
    out[at] = clamp(sum / weight);
  }
  return out;
}
