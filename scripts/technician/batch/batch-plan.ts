/** What became of one try at a board; `absent`: nothing there has said that it is a board. */
export const TRY_ENDS = ['flashed', 'already', 'refused', 'reverted', 'failed', 'absent', 'stopped'] as const;
export type TryEnd = (typeof TRY_ENDS)[number];

/** What stands about a board, whoever was at it and in whichever run. */
export interface BoardRecord {
  readonly to: string;
  /** Of the image that it is to get: another image is another matter. */
  readonly hash: string;
  readonly failures: number;
  readonly last: TryEnd | undefined;
}

export interface BatchState {
  readonly boards: readonly BoardRecord[];
  readonly attempts: number;
  readonly haltAfter: number;
  /** `to` of those that somebody is at. */
  readonly running: readonly string[];
  /** `to` of those that have had an end in this run that no further try would change. */
  readonly settled: readonly string[];
  readonly revertedNow: number;
}

/** How a board stands in the end. */
export type BoardStanding = 'done' | 'refused' | 'quarantined' | 'open';

/** @param known what an earlier run has written down */
export function newBatch(
  wanted: readonly { readonly to: string; readonly hash: string }[],
  known: readonly BoardRecord[],
  { attempts, haltAfter }: { readonly attempts: number; readonly haltAfter: number },
): BatchState {
  const boards = wanted.map(({ to, hash }) => {
    const before = known.find((one) => one.to === to && one.hash === hash);
    return before ?? { to, hash, failures: 0, last: undefined };
  });
  return { boards, attempts, haltAfter, running: [], settled: [], revertedNow: 0 };
}

/**
 * - done: flashed or already there
 * - quarantined: has gone back by itself, or failed so often: a person has to look at it
 * - refused: for safety; tried again in the next run only
 * - open: not begun, stopped, failed less often than that, or absent, which says nothing about a board
 */
export function standingOf(board: BoardRecord, attempts: number): BoardStanding {
  if (board.last === 'flashed' || board.last === 'already') return 'done';
  if (board.last === 'reverted' || board.failures >= attempts) return 'quarantined';
  return board.last === 'refused' ? 'refused' : 'open';
}

/** So many boards have gone back that it must be the image: no further one is begun in this run. */
export const isHalted = (state: BatchState): boolean => state.revertedNow >= state.haltAfter;

/** The board to begin with now: those with the fewest failures first, so one that fails does not hold up the rest. */
export function nextBoard(state: BatchState): string | undefined {
  if (isHalted(state)) return undefined;
  const waiting = state.boards.filter((board) => {
    const standing = standingOf(board, state.attempts);
    const isWanted = standing === 'open' || standing === 'refused';
    return isWanted && !state.running.includes(board.to) && !state.settled.includes(board.to);
  });
  const [first] = [...waiting].sort((left, right) => left.failures - right.failures);
  return first?.to;
}

export function begin(state: BatchState, to: string): BatchState {
  return { ...state, running: [...state.running, to] };
}

export function finish(state: BatchState, to: string, end: TryEnd): BatchState {
  const isOver = end !== 'failed';
  return {
    ...state,
    boards: state.boards.map((board) => (board.to === to ? noteTry(board, end) : board)),
    running: state.running.filter((other) => other !== to),
    settled: isOver ? [...state.settled, to] : state.settled,
    revertedNow: state.revertedNow + (end === 'reverted' ? 1 : 0),
  };
}

/** Being stopped by a person says nothing about the board. */
export function noteTry(board: BoardRecord, end: TryEnd): BoardRecord {
  if (end === 'stopped') return board;
  return { ...board, last: end, failures: board.failures + (end === 'failed' ? 1 : 0) };
}
