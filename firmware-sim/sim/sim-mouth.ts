import type { Announcement } from '../../device/speaker/announcement.ts';
import type { SpeakingEnd } from '../../device/speaker/mouth-port.ts';
import { phrase } from '../../device/speaker/phrase.ts';
import type { Language } from '../../device/speaker/voice.ts';
import type { Chance } from '../../shared/seeded-chance.ts';
import type { MeantNotice, Sounded } from './sim-evidence.ts';
import type { VirtualProcess } from './virtual-host.ts';

const SPOKEN = { amountStyle: 'point', utcOffsetMinutes: 480, currency: 'CNY' } as const;
const FIRST_SAMPLE_MS = 12;
const CHARACTER_MS = 110;

/** `silent`: there is no player. `breaking`: it may die in the middle of anything. */
export type VoiceState = 'works' | 'silent' | 'breaking';

/** What one device says, and what the shop hears of it. */
export class SimMouth {
  state: VoiceState = 'works';
  readonly #device: string;
  readonly #chance: Chance;
  readonly #onSound: (sounded: Sounded) => void;
  readonly #onFailure: () => void;
  #speaking: Sounded | undefined;

  constructor(device: string, chance: Chance, onSound: (sounded: Sounded) => void, onFailure: () => void) {
    this.#device = device;
    this.#chance = chance;
    this.#onSound = onSound;
    this.#onFailure = onFailure;
  }

  get isSpeaking(): boolean {
    return this.#speaking !== undefined;
  }

  /** The power or the process went. */
  cut(nowMs: number): void {
    if (this.#speaking !== undefined) this.#speaking.endedAtMs = nowMs;
    this.#speaking = undefined;
  }

  say(process: VirtualProcess, announcement: Announcement, language: Language): Promise<SpeakingEnd> {
    const { text } = phrase(announcement.utterance, { ...SPOKEN, language });
    const { time } = process.host;
    return new Promise((resolve) => {
      const end = (ended: SpeakingEnd): void => {
        time.promised();
        resolve(ended);
      };
      const fail = (hadBegun: boolean): void => {
        this.#onFailure();
        end({ wasHeard: false, hadBegun, reason: 'the simulated player is gone' });
      };
      if (this.state === 'silent' || (this.state === 'breaking' && this.#chance.happens(0.2))) {
        process.after(this.#chance.next() * 300, () => fail(false));
        return;
      }
      process.after(FIRST_SAMPLE_MS, () => {
        const startedAt = process.steadyMs();
        const sounded: Sounded = {
          device: this.#device,
          notices: announcement.notices.map(meant),
          text,
          saidAs: announcement.heardAs,
          beganAtMs: time.nowMs,
          endedAtMs: undefined,
          isWhole: false,
        };
        this.#speaking = sounded;
        this.#onSound(sounded);
        const lengthMs = text.length * CHARACTER_MS;
        const breaksAfter = this.state === 'breaking' && this.#chance.happens(0.5) ? this.#chance.next() : 1;
        process.after(lengthMs * breaksAfter, () => {
          sounded.endedAtMs = time.nowMs;
          sounded.isWhole = breaksAfter === 1;
          this.#speaking = undefined;
          if (sounded.isWhole) end({ wasHeard: true, text, startedAt, endedAt: process.steadyMs() });
          else fail(true);
        });
      });
    });
  }
}

const meant = ({
  logId,
  seq,
  sn,
  kind,
  amountFen,
  paidAtMs,
}: Announcement['notices'][number]): MeantNotice => ({ logId, seq, sn, kind, amountFen, paidAtMs });
