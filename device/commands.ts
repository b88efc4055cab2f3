import type { SlotPlace } from '../shared/cabinet-report.ts';
import type { CommandAction, DownMessage } from '../shared/messages.ts';

/** What became of a command; kept so that a repeat is answered and not done again. */
export interface CommandOutcome {
  readonly id: string;
  readonly done: boolean;
  /** For a person; at most 256 characters. */
  readonly message: string;
}

export type CommandVerdict =
  | { readonly verdict: 'do'; readonly action: CommandAction; readonly outcome: CommandOutcome }
  /** Done or refused before, or refused now: only the answer is due. */
  | { readonly verdict: 'answer'; readonly outcome: CommandOutcome };

/** What one device can be told to do. */
export interface Abilities {
  readonly languages: readonly string[];
  hasSlot(at: SlotPlace): boolean;
}

/**
 * Judges a command: once for each id, never after its expiry, nothing that this device cannot do.
 *
 * @param earlier what the ids that are remembered came to
 * @param able what this device can do
 * @param relayNowMs the relay's time, which it has confirmed
 */
export function judgeCommand(
  command: Extract<DownMessage, { type: 'command' }>,
  earlier: ReadonlyMap<string, CommandOutcome>,
  able: Abilities,
  relayNowMs: number,
): CommandVerdict {
  const { id, action } = command;
  const known = earlier.get(id);
  if (known !== undefined) return { verdict: 'answer', outcome: known };
  const refuse = (message: string): CommandVerdict => ({
    verdict: 'answer',
    outcome: { id, done: false, message },
  });
  if (id === '') return refuse('a command needs an id');
  if (relayNowMs > command.expiresAtMs) return refuse('it came after its expiry');
  if (action.do === 'set_language' && !able.languages.includes(action.language)) {
    return refuse(`this device speaks ${able.languages.join(', ')}`);
  }
  if ('at' in action && !able.hasSlot(action.at)) return refuse('this device has no such slot');
  return { verdict: 'do', action, outcome: { id, done: true, message: 'done' } };
}
