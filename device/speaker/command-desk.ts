import { limits } from '../../shared/limits.ts';
import type { CommandAction, DownMessage } from '../../shared/messages.ts';
import { type Abilities, type CommandOutcome, judgeCommand } from '../commands.ts';
import { isLanguage, LANGUAGES, languageFact } from './speaker-facts.ts';
import type { Facts } from './speaker-operations.ts';
import type { Language } from './voice.ts';

export type DeskAnswer =
  | { readonly is: 'answer'; readonly outcome: CommandOutcome }
  /** Make both durable, then call {@link CommandDesk.remembered}: only then is anything done or answered. */
  | { readonly is: 'remember'; readonly facts: Facts; readonly outcome: CommandOutcome }
  | { readonly is: 'under_way' }
  | { readonly is: 'overloaded' };

/** Commands from their arrival to their end: on disk first, done after, once for each id. */
export class CommandDesk {
  readonly #able: Abilities;
  readonly #languageSetting: Language;
  readonly #outcomes: Map<string, CommandOutcome>;
  readonly #underWay = new Map<
    string,
    { readonly outcome: CommandOutcome; readonly action: CommandAction }
  >();

  /**
   * @param outcomes of earlier commands, oldest first
   * @param hasSlot which slots this device has; a speaker has none
   */
  constructor(
    outcomes: readonly CommandOutcome[],
    languageSetting: Language,
    hasSlot: Abilities['hasSlot'] = () => false,
  ) {
    this.#able = { languages: LANGUAGES, hasSlot };
    this.#outcomes = new Map(outcomes.map((one) => [one.id, one]));
    this.#languageSetting = languageSetting;
  }

  take(command: Extract<DownMessage, { type: 'command' }>, relayNowMs: number): DeskAnswer {
    if (this.#underWay.has(command.id)) return { is: 'under_way' };
    if (this.#underWay.size >= limits.commandsRemembered) return { is: 'overloaded' };
    const verdict = judgeCommand(command, this.#outcomes, this.#able, relayNowMs);
    const { outcome } = verdict;
    if (verdict.verdict === 'answer') return { is: 'answer', outcome };
    this.#underWay.set(outcome.id, { outcome, action: verdict.action });
    return { is: 'remember', facts: this.#factsOf(verdict.action), outcome };
  }

  /** It is on disk: to be done and answered now. */
  remembered(id: string): { readonly outcome: CommandOutcome; readonly action: CommandAction } | undefined {
    const command = this.#underWay.get(id);
    if (command === undefined) return undefined;
    this.#underWay.delete(id);
    this.#outcomes.set(id, command.outcome);
    const [oldest] = this.#outcomes.keys();
    if (this.#outcomes.size > limits.commandsRemembered && oldest !== undefined)
      this.#outcomes.delete(oldest);
    return command;
  }

  /** What became of it; undefined: nothing is on disk of it. */
  outcomeOf(id: string): CommandOutcome | undefined {
    return this.#outcomes.get(id);
  }

  /** The disk refused it: it was never here, and will come again. */
  forgotten(id: string): void {
    this.#underWay.delete(id);
  }

  #factsOf(action: CommandAction): Facts {
    switch (action.do) {
      case 'set_volume':
        return { volume: String(action.volumePercent) };
      case 'set_language':
        return isLanguage(action.language)
          ? { language: languageFact(action.language, this.#languageSetting) }
          : {};
      case 'say_test':
      // What these change is the cabinet's own.
      case 'free_slot':
      case 'disable_slot':
      case 'enable_slot':
        return {};
    }
  }
}
