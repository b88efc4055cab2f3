import type { UnixMs } from '../../shared/quantities.ts';
import type { Announcement } from './announcement.ts';

/** How an announcement went, by the relay's time. */
export interface Spoken {
  readonly text: string;
  readonly startedAtMs: UnixMs;
  readonly endedAtMs: UnixMs;
  /** The WAV that a file voice wrote. */
  readonly file?: string;
}

/** A line of heard.jsonl, without its end of line; its form is part of the outside face. */
export function heardLine(announcement: Announcement, spoken: Spoken): string {
  return JSON.stringify({
    seqs: announcement.notices.map((notice) => notice.seq),
    sns: announcement.notices.map((notice) => notice.sn),
    text: spoken.text,
    receipt: announcement.heardAs,
    repeat: announcement.repeat,
    startedAtMs: spoken.startedAtMs,
    endedAtMs: spoken.endedAtMs,
    ...(spoken.file === undefined ? {} : { file: spoken.file }),
  });
}

/** A line that is on disk in the database and may not yet be in heard.jsonl. */
export interface HeardRecord {
  readonly id: number;
  readonly line: string;
}

export interface HeardRepair {
  /** The end of the file that is no whole line: the power went while it was written. */
  readonly tornBytes: number;
  /** Not in the file. */
  readonly missing: readonly HeardRecord[];
}

const NEWLINE = 0x0a;

/**
 * heard.jsonl is derived from the database, where the record shares the transaction of its receipt. This finds what a
 * crash between that commit and the file left undone, so that the file has exactly one line for each utterance.
 *
 * @param tail the last bytes of the file, at least as many as `records` take
 * @param records those that may be missing, oldest first
 */
export function repairHeard(tail: Uint8Array, records: readonly HeardRecord[]): HeardRepair {
  const end = tail.lastIndexOf(NEWLINE) + 1;
  const lines = Buffer.from(tail.subarray(0, end)).toString('utf8').split('\n').slice(0, -1);
  // The file ends with the first of the records, or with none of them: as many as match are there.
  for (let count = Math.min(records.length, lines.length); count > 0; count -= 1) {
    const there = records.slice(0, count);
    const atEnd = lines.slice(-count);
    if (there.every((record, index) => record.line === atEnd[index])) {
      return { tornBytes: tail.length - end, missing: records.slice(count) };
    }
  }
  return { tornBytes: tail.length - end, missing: records };
}
