/**
 * IMA ADPCM (IMA Digital Audio Focus Group, "Recommended Practices", rev. 3.00, 1992): 16-bit mono sound in
 * 4 bits a sample, decoded with additions and shifts only. Here without blocks or headers: each clip starts
 * from predictor 0 and step index 0, low nibble first.
 */
const INDEX_MOVES = [-1, -1, -1, -1, 2, 4, 6, 8] as const;

/** The 89 step sizes of the standard, each about a tenth larger than the one before. */
const STEPS = [
  7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97,
  107, 118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724,
  796, 876, 963, 1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660, 4026,
  4428, 4871, 5358, 5894, 6484, 7132, 7845, 8630, 9493, 10442, 11487, 12635, 13899, 15289, 16818, 18500,
  20350, 22385, 24623, 27086, 29794, 32767,
] as const;

interface State {
  predictor: number;
  index: number;
}

/** How many bytes `samples` samples take. */
export function adpcmBytes(samples: number): number {
  return Math.ceil(samples / 2);
}

/** Takes one nibble: the state moves to the sample that it stands for. */
function advance(state: State, nibble: number): void {
  const step = STEPS[state.index] ?? 0;
  let difference = step >> 3;
  if (nibble & 4) difference += step;
  if (nibble & 2) difference += step >> 1;
  if (nibble & 1) difference += step >> 2;
  const predictor = state.predictor + (nibble & 8 ? -difference : difference);
  state.predictor = Math.max(-32768, Math.min(32767, predictor));
  const index = state.index + (INDEX_MOVES[nibble & 7] ?? 0);
  state.index = Math.max(0, Math.min(STEPS.length - 1, index));
}

/** The nibble whose sample comes nearest to `sample` from where `state` is. */
function nibbleFor(state: State, sample: number): number {
  const step = STEPS[state.index] ?? 0;
  const sign = sample < state.predictor ? 8 : 0;
  const distance = Math.abs(sample - state.predictor);
  return sign | Math.min(7, Math.floor((distance * 4) / step));
}

export function encodeAdpcm(samples: Int16Array): Uint8Array {
  const bytes = new Uint8Array(adpcmBytes(samples.length));
  const state: State = { predictor: 0, index: 0 };
  for (let at = 0; at < samples.length; at += 1) {
    const nibble = nibbleFor(state, samples[at] ?? 0);
    advance(state, nibble);
    bytes[at >> 1] = (bytes[at >> 1] ?? 0) | (at % 2 === 0 ? nibble : nibble << 4);
  }
  return bytes;
}

/** @param samples how many to decode; at most two a byte */
export function decodeAdpcm(bytes: Uint8Array, samples: number): Int16Array {
  const decoded = new Int16Array(Math.min(samples, bytes.length * 2));
  const state: State = { predictor: 0, index: 0 };
  for (let at = 0; at < decoded.length; at += 1) {
    const byte = bytes[at >> 1] ?? 0;
    advance(state, at % 2 === 0 ? byte & 15 : byte >> 4);
    decoded[at] = state.predictor;
  }
  return decoded;
}
