import { describeThrown, type FailureCode, isFailure } from '../../../shared/failure.ts';
import type { FlashVerdict } from '../../../shared/smp/flash-plan.ts';
import type { BoardIdentity } from '../../../shared/smp/service.ts';
import { parsePlace } from '../board/board-place.ts';
import { reachBoard } from '../board/board-reach.ts';
import { type FlashLoad, type FlashNews, flashTarget } from '../flash/flash-target.ts';
import type { BatchEntry } from './batch-manifest.ts';
import { type BatchState, begin, finish, nextBoard, type TryEnd } from './batch-plan.ts';
import type { JobRecordFile } from './job-record-store.ts';

/** A board of a batch with what it is to get, judged already. */
export interface BatchJob {
  readonly entry: BatchEntry;
  readonly load: FlashLoad;
  readonly hash: string;
}

export interface BatchEnd {
  readonly end: TryEnd;
  readonly identity: BoardIdentity | undefined;
  readonly why: string | undefined;
}

export interface BatchRun {
  readonly jobs: readonly BatchJob[];
  readonly record: JobRecordFile;
  readonly atOnce: number;
  readonly stopped: AbortSignal;
  onBegin(job: BatchJob): void;
  onNews(job: BatchJob, news: FlashNews): void;
  onEnd(job: BatchJob, end: BatchEnd): void;
}

/**
 * Flashes boards side by side until each has its verdict, or somebody wants the end. A record that cannot be written
 * ends it: what is done without being written down would be done again.
 */
export async function runBatch(first: BatchState, run: BatchRun): Promise<BatchState> {
  let state = first;
  /** Which entry has which board: the same one by cable and by air is flashed once. */
  const taken = new Map<string, string>();
  const broken = new AbortController();
  const stopped = AbortSignal.any([run.stopped, broken.signal]);
  const lane = async (): Promise<void> => {
    while (!stopped.aborted) {
      const to = nextBoard(state);
      const job = run.jobs.find(({ entry }) => entry.to === to);
      if (job === undefined) return;
      state = begin(state, job.entry.to);
      run.record.write({ kind: 'attempt', to: job.entry.to, hash: job.hash, version: job.load.version });
      run.onBegin(job);
      const ended = await tryBoard(job, run, taken, stopped);
      state = finish(state, job.entry.to, ended.end);
      run.record.write(verdictEvent(job, ended));
      run.onEnd(job, ended);
    }
  };
  const lanes = Array.from({ length: run.atOnce }, async () => {
    try {
      await lane();
    } catch (thrown) {
      broken.abort();
      throw thrown;
    }
  });
  const ends = await Promise.allSettled(lanes);
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return state;
}

async function tryBoard(
  { entry, load }: BatchJob,
  run: BatchRun,
  taken: Map<string, string>,
  stopped: AbortSignal,
): Promise<BatchEnd> {
  let identity: BoardIdentity | undefined;
  let wrongBoard: string | undefined;
  const wrong = new AbortController();
  const job = run.jobs.find((one) => one.entry === entry);
  const onNews = (news: FlashNews): void => {
    if (news.kind === 'board') {
      identity = news.identity;
      wrongBoard ??= wrongBoardText(entry, news.identity, taken);
      // Before anything is asked of it that would change it.
      if (wrongBoard !== undefined) wrong.abort();
    }
    if (job !== undefined && wrongBoard === undefined) run.onNews(job, news);
  };
  const ended = (end: TryEnd, why?: string): BatchEnd => ({ end, identity, why });
  try {
    const reach = await reachBoard(parsePlace(entry.to, entry.baud), `batch, flashing ${load.version}`);
    try {
      const signal = AbortSignal.any([stopped, wrong.signal]);
      const verdict = await flashTarget(load, reach, onNews, signal);
      const isAbsent = verdict.kind === 'failed' && isAbsence(verdict.failure.code, identity);
      return ended(isAbsent ? 'absent' : verdict.kind, whyOf(verdict));
    } finally {
      reach.release();
    }
  } catch (thrown) {
    if (wrongBoard !== undefined) return ended('refused', wrongBoard);
    if (!isFailure(thrown)) return ended('failed', describeThrown(thrown));
    if (thrown.code === 'stopped') return ended('stopped');
    return ended(isAbsence(thrown.code, identity) ? 'absent' : 'failed', thrown.message);
  }
}

/** Another board than the manifest wants there, or one that is in it already; undefined: neither. */
export function wrongBoardText(
  { to, serial }: BatchEntry,
  identity: BoardIdentity,
  taken: Map<string, string>,
): string | undefined {
  if (serial !== undefined && identity.serial !== serial)
    return `${serial} was to be there, ${identity.serial} is`;
  const name = `${identity.boardId} ${identity.serial}`;
  const other = taken.get(name);
  if (other !== undefined && other !== to) return `${name} is in this batch already, at ${other}`;
  taken.set(name, to);
  return undefined;
}

/** Not plugged in, locked by somebody else, or silent from the beginning. */
function isAbsence(code: FailureCode, identity: BoardIdentity | undefined): boolean {
  return identity === undefined && code !== 'device_gone';
}

function whyOf(verdict: FlashVerdict): string | undefined {
  switch (verdict.kind) {
    case 'flashed':
      return verdict.from === undefined ? undefined : `before: ${verdict.from}`;
    case 'already':
      return undefined;
    case 'reverted':
      return verdict.why;
    case 'refused':
      return verdict.text;
    case 'failed':
      return verdict.failure.message;
  }
}

function verdictEvent(
  { entry, load, hash }: BatchJob,
  { end, identity, why }: BatchEnd,
): { kind: string } & Record<string, unknown> {
  const { boardId, version } = load;
  return {
    kind: 'verdict',
    to: entry.to,
    hash,
    verdict: end,
    board: identity ?? null,
    image: { board: boardId ?? null, version },
    forcedOlder: entry.forceOlder ?? null,
    why: why ?? null,
  };
}
