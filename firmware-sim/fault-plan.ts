import type { Chance } from '../shared/seeded-chance.ts';

/** What can be done to a running shop. */
export const FAULT_KINDS = ['kill_relay', 'kill_speaker'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface PlannedFault {
  readonly kind: FaultKind;
  /** Which speaker, where there are several; a relay there is only one. */
  readonly speaker: number;
  /** Ms after the end of the fault before it. */
  readonly afterMs: number;
  /** How long it lasts before it is made good, ms. */
  readonly lastsMs: number;
}

/**
 * Draws faults for as long as they are asked for: now one, now the other, some of them again at once after the
 * repair, when everything is just catching up.
 */
export function* drawFaults(
  chance: Chance,
  kinds: readonly FaultKind[],
  speakers: number,
): Generator<PlannedFault, never> {
  for (;;) {
    yield {
      kind: chance.pick(kinds),
      speaker: chance.integer(0, speakers - 1),
      afterMs: chance.happens(0.25) ? chance.integer(0, 300) : chance.integer(800, 4_000),
      lastsMs: chance.happens(0.5) ? chance.integer(0, 200) : chance.integer(500, 3_000),
    };
  }
}
