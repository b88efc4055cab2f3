import { limits } from '../../shared/limits.ts';
import { ceilingMs } from '../../shared/retry.ts';
import { type Announcement, promptAnnouncement } from '../speaker/announcement.ts';
import { type HeardRecord, heardLine, type Spoken } from '../speaker/heard.ts';
import type { SystemPrompt } from '../speaker/voice.ts';

const RETRY = { firstMs: limits.voiceRetryFirstMs, maxMs: limits.voiceRetryMaxMs };

interface Waiting {
  readonly announcement: Announcement;
  readonly sinceMs: number;
}

/** What the cabinet says, one sentence at a time, in order; what nobody stands there for any more is not said. */
export class CabinetVoice {
  readonly #waiting: Waiting[] = [];
  #speaking: Waiting | undefined;
  #lastHeardId: number;
  #attempt = 0;
  #retryAtMs = 0;

  constructor(lastHeardId: number) {
    this.#lastHeardId = lastHeardId;
  }

  /** Nothing is being said. */
  get isQuiet(): boolean {
    return this.#speaking === undefined;
  }

  get fails(): boolean {
    return this.#attempt > 0;
  }

  /** @returns false: too much waits to be said already */
  say(prompt: SystemPrompt, nowMs: number): boolean {
    if (this.#waiting.length >= limits.promptsWaiting) return false;
    this.#waiting.push({ announcement: promptAnnouncement(prompt), sinceMs: nowMs });
    return true;
  }

  /** What is to be said now; answer with {@link heard} or {@link failed}. */
  next(nowMs: number): Announcement | undefined {
    if (this.#speaking !== undefined || nowMs < this.#retryAtMs) return undefined;
    let next = this.#waiting.shift();
    while (next !== undefined && nowMs - next.sinceMs > limits.cabinetPromptPatienceMs)
      next = this.#waiting.shift();
    this.#speaking = next;
    return next?.announcement;
  }

  /** @returns its line, to be written */
  heard(spoken: Spoken): HeardRecord | undefined {
    const said = this.#speaking;
    this.#speaking = undefined;
    this.#attempt = 0;
    this.#retryAtMs = 0;
    if (said === undefined) return undefined;
    this.#lastHeardId += 1;
    return { id: this.#lastHeardId, line: heardLine(said.announcement, spoken) };
  }

  failed(nowMs: number): void {
    if (this.#speaking !== undefined) this.#waiting.unshift(this.#speaking);
    this.#speaking = undefined;
    this.#retryAtMs = nowMs + ceilingMs(RETRY, this.#attempt);
    this.#attempt += 1;
  }

  get wakeAtMs(): number | undefined {
    return this.#speaking === undefined && this.#waiting.length > 0 ? this.#retryAtMs : undefined;
  }
}
