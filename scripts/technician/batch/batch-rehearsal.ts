import { existsSync } from 'node:fs';
import { describeThrown, isFailure } from '../../../shared/failure.ts';
import {
  decideFlash,
  type FlashDecision,
  type FlashPlan,
  refuseBoard,
  refuseOlder,
  refuseSize,
} from '../../../shared/smp/flash-plan.ts';
import { imageState, type SlotImage, slotInfo } from '../../../shared/smp/image-requests.ts';
import { bootloaderMode } from '../../../shared/smp/os-requests.ts';
import type { BoardIdentity } from '../../../shared/smp/service.ts';
import { parsePlace } from '../board/board-place.ts';
import { type BoardVisit, reachBoard, visitBoard } from '../board/board-reach.ts';
import { type BatchState, standingOf } from './batch-plan.ts';
import { type BatchJob, wrongBoardText } from './batch-run.ts';

/**
 * What a run would do with a board: flash it; leave it, because the record says that it is done or in quarantine, or
 * because it has the image; refuse it; or not find it.
 */
export type Prospect = 'flash' | 'already' | 'done' | 'refused' | 'quarantined' | 'absent';

export interface RehearsedBoard {
  readonly to: string;
  readonly prospect: Prospect;
  readonly identity: BoardIdentity | undefined;
  readonly image: { readonly board: string | undefined; readonly version: string };
  readonly why: string | undefined;
}

export interface Rehearsal {
  readonly jobs: readonly BatchJob[];
  readonly atOnce: number;
  readonly stopped: AbortSignal;
  onBoard(board: RehearsedBoard): void;
}

type Judged = Pick<RehearsedBoard, 'prospect' | 'identity' | 'why'>;

/**
 * Asks each board what a run would need to know, and changes nothing: no byte of an image is sent, no board restarts,
 * nothing is written down.
 *
 * @throws Failure `stopped`
 */
export async function rehearseBatch(state: BatchState, run: Rehearsal): Promise<RehearsedBoard[]> {
  const taken = new Map<string, string>();
  const found = new Map<string, RehearsedBoard>();
  const queue = [...run.jobs];
  const lane = async (): Promise<void> => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
      const { entry, load } = job;
      const judged = knownProspect(job, state) ?? (await lookAt(job, taken, run.stopped));
      const image = { board: load.boardId, version: load.version };
      const board = { to: entry.to, image, ...judged };
      found.set(entry.to, board);
      run.onBoard(board);
    }
  };
  await Promise.all(Array.from({ length: run.atOnce }, lane));
  return run.jobs.flatMap(({ entry }) => found.get(entry.to) ?? []);
}

/** From the record alone: a run would not even look at such a board. */
function knownProspect({ entry }: BatchJob, state: BatchState): Judged | undefined {
  const board = state.boards.find(({ to }) => to === entry.to);
  if (board === undefined) return undefined;
  const standing = standingOf(board, state.attempts);
  const because = (prospect: Prospect): Judged => ({
    prospect,
    identity: undefined,
    why: `${board.last ?? 'failed'}, says the record`,
  });
  if (standing === 'done') return because('done');
  return standing === 'quarantined' ? because('quarantined') : undefined;
}

async function lookAt(
  { entry, load }: BatchJob,
  taken: Map<string, string>,
  stopped: AbortSignal,
): Promise<Judged> {
  let identity: BoardIdentity | undefined;
  const judged = (prospect: Prospect, why?: string): Judged => ({ prospect, identity, why });
  const place = parsePlace(entry.to, entry.baud);
  if (load.kind === 'avr') {
    if (place.kind === 'ble') return judged('refused', `${load.boardId} is flashed by cable`);
    if (!existsSync(place.path)) return judged('absent', `${place.path}: there is no such port`);
    return judged('flash', 'not asked: opening its port restarts it');
  }
  try {
    const reach = await reachBoard(place, 'batch, a dry run');
    try {
      return await visitBoard(reach, stopped, async (visit) => {
        identity = visit.identity;
        const wrong = wrongBoardText(entry, identity, taken);
        if (wrong !== undefined) return judged('refused', wrong);
        const { prospect, why } = await askBoard(visit, load.plan);
        return judged(prospect, why);
      });
    } finally {
      reach.release();
    }
  } catch (thrown) {
    if (!isFailure(thrown)) return judged('absent', describeThrown(thrown));
    if (thrown.code === 'stopped') throw thrown;
    // Something is there, and does not say what.
    return judged(thrown.code === 'not_found' ? 'refused' : 'absent', thrown.message);
  }
}

/** The questions and refusals of a flash session, before it would change anything. */
async function askBoard(
  { talk, identity }: BoardVisit,
  plan: FlashPlan,
): Promise<{ prospect: Prospect; why: string | undefined }> {
  const foreign = refuseBoard(plan, identity);
  if (foreign !== undefined) return { prospect: 'refused', why: foreign.text };
  const sizes = await talk.answer(slotInfo());
  const tooLarge = sizes.kind === 'done' ? refuseSize(plan, sizes.value) : undefined;
  if (tooLarge !== undefined) return { prospect: 'refused', why: tooLarge.text };
  const slots = await talk.ask(imageState());
  const decision = decideFlash(plan.hash, slots);
  if (decision === 'finished') return { prospect: 'already', why: undefined };
  const older = refuseOlder(plan, slots);
  if (older !== undefined) return { prospect: 'refused', why: older.text };
  const isForced = refuseOlder({ ...plan, downgradeReason: undefined }, slots) !== undefined;
  if (!isForced) return { prospect: 'flash', why: wayText(decision, slots) };
  const mode = await talk.answer(bootloaderMode());
  if (mode.kind === 'done' && mode.value.refusesDowngrade)
    return { prospect: 'refused', why: 'it is older, and the board itself takes nothing older' };
  return { prospect: 'flash', why: `older, forced: ${plan.downgradeReason ?? ''}` };
}

function wayText(decision: FlashDecision, slots: readonly SlotImage[]): string {
  const running = slots.find((slot) => slot.isActive)?.version ?? 'nothing that it tells';
  switch (decision) {
    case 'self_test':
      return 'it runs the image on trial: self-test, then kept';
    case 'reset':
    case 'test':
      return `runs ${running}, has the image: trial`;
    case 'leave':
    case 'clear':
      return `runs ${running}; another image on trial is left first`;
    case 'upload':
    case 'finished':
      return `runs ${running}`;
  }
}
