/** Bounds of what stands on the counter: the panel board and the voice; part of `limits` (../limits.ts). */
export const counterLimits = {
  // --- panel ---
  /** From opening the port to a board that has described its pins; a reset Uno needs 1 s of bootloader and 2 s of blinking. */
  panelReadyMs: 6_000,
  /** The firmware reports the battery this often (Firmata sampling interval, 14 bits), which is its sign of life too. */
  panelSampleIntervalMs: 500,
  /** Without a battery report for this long the board is frozen or gone. */
  panelSilenceMs: 3_000,
  /** How long a board is given to take its last bytes, and a port to close. */
  panelCloseMs: 500,
  /** Looking for a lost board again: one local file name, so no jitter. */
  panelReconnectFirstMs: 250,
  panelReconnectMaxMs: 5_000,
  /** Bytes that a board has not taken yet; everything we ever say at once is below 100. */
  panelUnsentBytes: 256,
  /** Longest Firmata message: an Uno's capability reply is about 150 bytes. */
  panelFrameBytes: 1_024,
  /** Volume steps that one long press makes by itself; a stuck button stops here. */
  panelHoldRepeats: 10,

  // --- voice ---
  /** Utterances that may wait behind the one being spoken: the announcer decides late and asks for one at a time. */
  utterancesWaiting: 4,
  /** Clips in one utterance; a late, repeated summary of the two largest sums has about 140. */
  utteranceClips: 192,
  /** Longest clip, in a pack or of a shop's own. */
  clipMs: 20_000,
  /** Clips of one voice pack; ours have about 140. */
  packClips: 512,
  /** A pack's clips in one file, 8 kB a second. */
  packBytes: 4_194_304,
  /** A shop's own recording: the longest clip in stereo at 48 kHz. */
  recordingBytes: 4_194_304,
  /** From starting the player to an open sound device. */
  playerReadyMs: 3_000,
  /** A player that takes no sound for this long is frozen; a sound server that wakes up may need 2 s (PulseAudio’s null sink does). */
  playerStallMs: 5_000,
  /** Starting a dead player again. */
  playerRestartFirstMs: 500,
  playerRestartMaxMs: 30_000,
  /** WAV files that the file voice keeps; the oldest make room. */
  voiceFilesKept: 20_000,
} as const;

type CounterLimits = typeof counterLimits;

/** @throws Error naming the two bounds that stand in the wrong relation */
export function assertCounterLimitRelations(
  must: (holds: boolean, why: string) => void,
  l: CounterLimits = counterLimits,
): void {
  must(l.panelSilenceMs > 3 * l.panelSampleIntervalMs, 'two lost reports do not make a board frozen');
  must(l.panelSampleIntervalMs < 16_384, 'the interval fits its 14 bits');
  must(l.panelReconnectFirstMs < l.panelReconnectMaxMs, 'backoff grows');
  must(l.clipMs * 48 * 4 <= l.recordingBytes, 'a recording of the longest clip can be read');
  must(l.clipMs * 8 < l.packBytes, 'a pack holds more than its longest clip');
  must(l.playerRestartFirstMs < l.playerRestartMaxMs, 'backoff grows');
}
