import { Failure } from '../../shared/failure.ts';
import type { HealthLine, SlotLine } from '../../shared/smp/service.ts';
import type { SpeakerCondition } from '../speaker/speaker-condition.ts';
import type { SpeakerInput } from '../speaker/speaker-effects.ts';
import type { RoleService } from './role-service.ts';
import { type SpeakerSurroundings, speakerHealth } from './speaker-health.ts';

export interface SpeakerAccess {
  condition(): SpeakerCondition;
  isQuiet(): boolean;
  surroundings(): SpeakerSurroundings;
  take(input: SpeakerInput): void;
}

/** A speaker as a technician sees it. */
export class SpeakerService implements RoleService {
  readonly #speaker: SpeakerAccess;

  constructor(speaker: SpeakerAccess) {
    this.#speaker = speaker;
  }

  isBusy(): boolean {
    return !this.#speaker.isQuiet();
  }

  relayNowMs(): number {
    return this.#speaker.condition().link.relayNowMs;
  }

  health(): readonly HealthLine[] {
    return speakerHealth(this.#speaker.condition(), this.#speaker.surroundings());
  }

  slots(): readonly SlotLine[] {
    return [];
  }

  say(prompt: 'test' | 'ready'): void {
    this.#speaker.take({ type: 'say_prompt', prompt });
  }

  freeSlot(): Promise<void> {
    return Promise.reject(new Failure('not_found', 'a speaker has no slots'));
  }
}
