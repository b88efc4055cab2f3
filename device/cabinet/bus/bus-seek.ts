import { limits } from '../../../shared/limits.ts';

/** Boards without an address whose serial numbers end in these bits. */
export interface SeekQuery {
  readonly bits: number;
  readonly suffix: number;
  /** Not 0: boards that have this address are asked instead. */
  readonly atAddress: number;
}

/**
 * The search for boards that have no address, by the ends of their serial numbers: a question that only one board
 * answers finds it; one that several answer is garbled, and is split by one more bit. From the low end, for there
 * the numbers of one batch differ.
 */
export interface SeekState {
  /** What is still to be asked, the next one last. Empty: no search is under way. */
  readonly open: readonly SeekQuery[];
  readonly questionsLeft: number;
  /** Somebody was heard in it, so there may be more whom the noise has hidden. */
  readonly isFruitful: boolean;
  /** When the next search begins. */
  readonly dueAtMs: number;
}

export const initialSeek: SeekState = { open: [], questionsLeft: 0, isFruitful: false, dueAtMs: 0 };

/** After a search that found somebody. */
const FRUITFUL_MS = 50;

const ALL: SeekQuery = { bits: 0, suffix: 0, atAddress: 0 };

export const beginSeek = (seek: SeekState): SeekState => ({
  ...seek,
  open: [ALL],
  questionsLeft: limits.busSeekQuestions,
  isFruitful: false,
});

/** Who else answers under this address? */
export const seekAtAddress = (seek: SeekState, atAddress: number): SeekState => ({
  ...seek,
  open: [...seek.open.slice(-limits.busSeekQuestions), { ...ALL, atAddress }],
  questionsLeft: Math.max(seek.questionsLeft, 1),
});

export const nextQuery = (seek: SeekState): SeekQuery | undefined =>
  seek.questionsLeft > 0 ? seek.open.at(-1) : undefined;

/** One question was answered by `outcome`; one that found somebody stays open, for there may be more. */
export function afterQuery(
  seek: SeekState,
  outcome: 'found' | 'silent' | 'garbled' | 'given_up',
  nowMs: number,
): SeekState {
  const query = seek.open.at(-1);
  if (query === undefined) return seek;
  const rest = seek.open.slice(0, -1);
  const isSplit = outcome === 'garbled' && query.atAddress === 0 && query.bits < 32;
  const isKept = outcome === 'found' && query.atAddress === 0;
  const open = isSplit ? [...rest, ...split(query)] : isKept ? seek.open : rest;
  const questionsLeft = seek.questionsLeft - 1;
  const isFruitful = seek.isFruitful || outcome === 'found' || outcome === 'garbled';
  const isOver = open.length === 0 || questionsLeft <= 0;
  return {
    open: isOver ? [] : open,
    questionsLeft,
    isFruitful,
    dueAtMs: isOver ? nowMs + (isFruitful ? FRUITFUL_MS : limits.busSeekIntervalMs) : seek.dueAtMs,
  };
}

function split({ bits, suffix, atAddress }: SeekQuery): SeekQuery[] {
  const one = (suffix | (1 << bits)) >>> 0;
  return [
    { bits: bits + 1, suffix: one, atAddress },
    { bits: bits + 1, suffix, atAddress },
  ];
}
