import type { Outcome } from '../technician-command.ts';
import { type BatchState, type BoardStanding, isHalted, standingOf } from './batch-plan.ts';
import type { BatchEnd } from './batch-run.ts';

export interface BatchFrame {
  readonly job: string;
  readonly recordPath: string;
  /** The command that goes on. */
  readonly again: string;
  /** How the tries of this run ended. */
  readonly ends: ReadonlyMap<string, BatchEnd>;
  readonly isStopped: boolean;
}

export type BatchCounts = Readonly<Record<BoardStanding, number>>;

interface BoardLine {
  readonly to: string;
  readonly standing: BoardStanding;
  /** What the last try came to, also of an earlier run. */
  readonly last: string | null;
  readonly failures: number;
  readonly serial: string | null;
  readonly why: string | null;
}

/** A verdict for every board, and one for the shell: 3 where all that is missing was refused for safety. */
export function batchOutcome(
  state: BatchState,
  frame: BatchFrame,
): Outcome & { readonly counts: BatchCounts } {
  const boards = state.boards.map((board): BoardLine => {
    const end = frame.ends.get(board.to);
    return {
      to: board.to,
      standing: standingOf(board, state.attempts),
      last: board.last ?? null,
      failures: board.failures,
      serial: end?.identity?.serial ?? null,
      why: end?.why ?? null,
    };
  });
  const of = (standing: BoardStanding): number =>
    boards.filter((board) => board.standing === standing).length;
  const counts = {
    done: of('done'),
    refused: of('refused'),
    quarantined: of('quarantined'),
    open: of('open'),
  };
  const isDone = counts.done === boards.length;
  const isOnlyRefused = counts.done + counts.refused === boards.length;
  const document = {
    job: frame.job,
    record: frame.recordPath,
    counts,
    halted: isHalted(state),
    stopped: frame.isStopped,
    boards,
  };
  const text = boardsText(boards, counts, frame);
  if (isDone) return { exitCode: 0, text, document, counts };
  const reason = reasonOf(state, counts, boards, frame);
  return { exitCode: isOnlyRefused ? 3 : 1, text, document, counts, reason };
}

const WORDS: Readonly<Record<BoardStanding, string>> = {
  done: 'ok',
  refused: 'REFUSED',
  quarantined: 'QUARANTINED',
  open: 'open',
};

function boardsText(boards: readonly BoardLine[], counts: BatchCounts, frame: BatchFrame): string {
  const width = Math.max(...boards.map(({ to }) => to.length));
  const lines = boards.map(({ to, standing, last, serial, why }) => {
    const told = [serial, last, why].filter((text) => text !== null).join(', ');
    return `${to.padEnd(width)}  ${WORDS[standing].padEnd(11)}  ${told === '' ? 'not begun' : told}`;
  });
  const { done, refused, quarantined, open } = counts;
  const sum = `${done} done, ${refused} refused, ${quarantined} quarantined, ${open} open; record: ${frame.recordPath}`;
  return [...lines, sum].join('\n');
}

function reasonOf(
  state: BatchState,
  counts: BatchCounts,
  boards: readonly BoardLine[],
  { isStopped, again }: BatchFrame,
): string {
  if (isStopped) return `stopped; each board starts a whole image; go on with: ${again}`;
  const quarantined = boards.filter(({ standing }) => standing === 'quarantined').map(({ to }) => to);
  const release = `${again} --release ${quarantined.join(',')}`;
  if (isHalted(state) && counts.open > 0)
    return `halted: the image has failed on ${state.revertedNow} boards, ${counts.open} were not begun; go on anyway with: ${again}`;
  if (quarantined.length > 0) return `${quarantined.length} quarantined; look at them, then: ${release}`;
  if (counts.open > 0) return `${counts.open} not reached; go on with: ${again}`;
  return `${counts.refused} refused for safety`;
}
