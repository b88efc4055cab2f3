import { Failure, isFailure } from '../../../shared/failure.ts';
import { thisMachine } from '../../../shared/machine-port.ts';
import {
  type FlashPlan,
  type FlashRefused,
  type FlashVerdict,
  planFlash,
  refused,
} from '../../../shared/smp/flash-plan.ts';
import { runFlash } from '../../../shared/smp/flash-run-link.ts';
import type { FlashEvent } from '../../../shared/smp/flash-state.ts';
import { formatImageVersion } from '../../../shared/smp/image-version.ts';
import { AVR_BOARDS } from '../../../shared/stk500/avr-chips.ts';
import { type AvrPackage, openAvrPackage } from '../../../shared/stk500/avr-package.ts';
import { type BoardReach, explainFailure, orStopped } from '../board/board-reach.ts';
import type { TrustedKey } from '../image/key-files.ts';

/** What goes to a board, judged before any board is touched: an image for a slot, or the flash of an AVR chip. */
export type FlashLoad =
  | {
      readonly kind: 'smp';
      readonly plan: FlashPlan;
      readonly boardId: string | undefined;
      readonly version: string;
    }
  | {
      readonly kind: 'avr';
      readonly firmware: AvrPackage;
      readonly boardId: string;
      readonly version: string;
    };

export interface FlashReasons {
  readonly downgrade: string | undefined;
  readonly unidentified: string | undefined;
}

/** What is to be heard while it goes on. */
export type FlashNews =
  | FlashEvent
  /** In bytes. */
  | {
      readonly kind: 'avr_progress';
      readonly phase: 'writing' | 'verifying';
      readonly done: number;
      readonly of: number;
    };

/** @returns the load, or why it is refused */
export function judgeLoad(
  file: Uint8Array,
  trusted: readonly TrustedKey[],
  reasons: FlashReasons,
): FlashLoad | FlashRefused {
  const keys = trusted.map(({ key }) => key);
  const plan = planFlash(file, keys, reasons);
  if ('kind' in plan) return plan;
  const { boardId } = plan.image;
  const version = formatImageVersion(plan.image.version);
  const isAvr = AVR_BOARDS.some((board) => board.boardId === boardId);
  if (!isAvr || boardId === undefined) return { kind: 'smp', plan, boardId, version };
  try {
    return { kind: 'avr', firmware: openAvrPackage(file, keys), boardId, version };
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown;
    return refused(thrown.code === 'too_large' ? 'too_large' : 'signature', thrown.message);
  }
}

/**
 * Flashes one board and says how it ended; the reach stays locked.
 *
 * @throws Failure `stopped`
 */
export async function flashTarget(
  load: FlashLoad,
  reach: BoardReach,
  onNews: (news: FlashNews) => void,
  signal: AbortSignal,
): Promise<FlashVerdict> {
  if (load.kind === 'avr') return flashAvr(load, reach, onNews, signal);
  const options = { open: () => reach.open(), machine: thisMachine, onEvent: onNews, signal };
  const verdict = await runFlash(load.plan, options);
  if (verdict.kind !== 'failed') return verdict;
  const failure = explainFailure(reach.place, verdict.failure);
  return isFailure(failure) ? { kind: 'failed', failure } : verdict;
}

async function flashAvr(
  { firmware, version }: Extract<FlashLoad, { kind: 'avr' }>,
  { place }: BoardReach,
  onNews: (news: FlashNews) => void,
  signal: AbortSignal,
): Promise<FlashVerdict> {
  if (place.kind !== 'serial')
    return refused(
      'wrong_board',
      `${firmware.board.boardId} is flashed by cable: its bootloader has no radio`,
    );
  const { pageBytes } = firmware.board;
  const { flashAvrBoard } = await import('../../../shared/stk500/avr-flash-port.ts');
  try {
    await orStopped(signal, () =>
      flashAvrBoard(place.path, firmware, ({ phase, done, of }) =>
        onNews({ kind: 'avr_progress', phase, done: done * pageBytes, of: of * pageBytes }),
      ),
    );
    return { kind: 'flashed', version, from: undefined };
  } catch (thrown) {
    const explained = explainFailure(place, thrown);
    if (!isFailure(explained) || explained.code === 'stopped') throw explained;
    if (explained.code === 'conflict') return refused('wrong_board', explained.message);
    return { kind: 'failed', failure: new Failure(explained.code, explained.message, { cause: thrown }) };
  }
}
