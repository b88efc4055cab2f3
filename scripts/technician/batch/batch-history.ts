import { type BoardRecord, noteTry, TRY_ENDS } from './batch-plan.ts';
import type { JobLine } from './job-record.ts';

/** What a record says about each board and image. */
export function boardsOf(lines: readonly JobLine[]): BoardRecord[] {
  const boards = new Map<string, BoardRecord>();
  for (const { event } of lines) {
    const { kind, to, hash } = event;
    if (typeof to !== 'string') continue;
    // Somebody has looked at the board: it begins anew, whatever image it is to get.
    if (kind === 'released') {
      for (const [name, board] of boards) if (board.to === to) boards.delete(name);
      continue;
    }
    const end = TRY_ENDS.find((one) => one === event.verdict);
    if (kind !== 'verdict' || typeof hash !== 'string' || end === undefined) continue;
    const name = JSON.stringify([to, hash]);
    const known = boards.get(name) ?? { to, hash, failures: 0, last: undefined };
    boards.set(name, noteTry(known, end));
  }
  return [...boards.values()];
}

/** The name of the job that a record is of; undefined for an empty one. */
export function jobOf(lines: readonly JobLine[]): string | undefined {
  const job = lines.find(({ event }) => event.kind === 'begin')?.event.job;
  return typeof job === 'string' ? job : undefined;
}
