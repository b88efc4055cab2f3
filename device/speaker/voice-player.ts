/**
 * What a port needs to know of a way to make sound. One sound at a time: voice-port.ts keeps the order,
 * so a player never sees a second sound before the first has ended.
 */
export interface Player {
  /**
   * Plays one sound, 16-bit mono at the voice's sample rate.
   * @param started to be called once, with `performance.now()` of the first sample handed to the device
   * @param cut aborted when the sound shall stop at once
   * @returns when the last sample was heard; `file` names what was written
   * @throws Failure `stopped` after a cut, else why it was not heard to its end
   */
  play(
    samples: Int16Array,
    started: (atMs: number) => void,
    cut: AbortSignal,
  ): Promise<{ readonly file?: string }>;
  /** Lets the device go. Nothing is playing any more. */
  close(): Promise<void>;
}

/** How the user names a way to make sound. */
export const VOICE_SPEC_HELP = 'alsa, alsa:DEVICE, file:DIR, file:DIR,paced or null';
