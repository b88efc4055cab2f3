import { join } from 'node:path';
import { describeThrown } from '../../shared/failure.ts';
import type { Log } from '../../shared/log.ts';
import type { Announcement } from './announcement.ts';
import { phrase } from './phrase.ts';
import { type Language, type SpokenLanguage, SYSTEM_VOLUME_FLOOR_PERCENT, type VoicePort } from './voice.ts';
import type { VoicePack } from './voice-pack.ts';
import { loadVoice } from './voice-pack-store.ts';
import { openVoice } from './voice-port.ts';

export interface MouthOptions {
  /** `--voice`. */
  readonly voice: string;
  readonly spoken: Omit<SpokenLanguage, 'language'>;
  readonly language: Language;
  /** Holds `voices/{language}/` with the shop's own recordings, where there are any. */
  readonly data: string;
  readonly log: Log;
}

/** How an utterance went; the times are `performance.now()`. */
export type SpeakingEnd =
  | {
      readonly wasHeard: true;
      readonly text: string;
      readonly startedAt: number;
      readonly endedAt: number;
      readonly file?: string;
    }
  /** `hadBegun`: the first sample had gone out. */
  | { readonly wasHeard: false; readonly hadBegun: boolean; readonly reason: string };

/** Turns announcements into sound, in the language of each. */
export class Mouth {
  readonly #options: MouthOptions;
  #language: Language;
  #voice: VoicePort;

  /** @throws Failure `usage`, `store_unavailable` or `corrupt_store`: there is no such voice */
  constructor(options: MouthOptions) {
    this.#options = options;
    this.#language = options.language;
    this.#voice = this.#speakWith(this.#load(options.language));
  }

  #load(language: Language): VoicePack {
    const { data, log } = this.#options;
    const loaded = loadVoice(language, join(data, 'voices', language));
    for (const problem of loaded.problems) log.warn({ problem }, 'a recording of the shop is not used');
    return loaded.pack;
  }

  #speakWith(pack: VoicePack): VoicePort {
    const { voice, log } = this.#options;
    return openVoice(voice, pack, {
      onProblem: (problem) => log.warn({ problem: problem.message }, 'voice'),
    });
  }

  /** One utterance, after the one before has ended. Begins in this very turn unless the language has changed. */
  async say(announcement: Announcement, language: Language, volumePercent: number): Promise<SpeakingEnd> {
    let startedAt: number | undefined;
    try {
      if (language !== this.#language) await this.#change(language);
      const { utterance } = announcement;
      const speech = phrase(utterance, { ...this.#options.spoken, language: this.#language });
      const loudness =
        utterance.kind === 'system' ? Math.max(volumePercent, SYSTEM_VOLUME_FLOOR_PERCENT) : volumePercent;
      const playback = this.#voice.speak(speech, loudness);
      const began = playback.started.then((atMs) => {
        startedAt = atMs;
        return atMs;
      });
      began.catch(() => {});
      const { file } = await playback.ended;
      const endedAt = performance.now();
      const heard = { wasHeard: true, text: speech.text, startedAt: await began, endedAt } as const;
      return file === undefined ? heard : { ...heard, file };
    } catch (thrown) {
      return { wasHeard: false, hadBegun: startedAt !== undefined, reason: describeThrown(thrown) };
    }
  }

  /** Where the other language cannot be had, what is to be heard is heard in this one. */
  async #change(language: Language): Promise<void> {
    let pack: VoicePack;
    try {
      pack = this.#load(language);
    } catch (thrown) {
      this.#options.log.error(
        { language, problem: describeThrown(thrown) },
        'this language cannot be spoken',
      );
      return;
    }
    // One at a time: a sound card may take one player only.
    await this.#voice.close();
    this.#voice = this.#speakWith(pack);
    this.#language = language;
  }

  close(): Promise<void> {
    return this.#voice.close();
  }
}
