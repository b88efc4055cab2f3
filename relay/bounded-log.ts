import { limits } from '../shared/limits.ts';
import type { Log } from '../shared/log.ts';
import { type Bucket, type BucketRate, createBucket, takeTokens } from './bucket.ts';

const RATE: BucketRate = { perS: limits.logLinesPerMinute / 60, burst: limits.logLinesAtOnce };
const LEVELS = ['info', 'warn', 'error'] as const;

interface Kind {
  readonly bucket: Bucket;
  suppressed: number;
}

type Write = (fields: object | string, message?: string) => void;

/** A device that is named in a line has its own share, so that none can keep the others' out. */
function kindOf(fields: object, message: string): string {
  const device = 'device' in fields ? String(fields.device) : '';
  return `${message} ${device}`;
}

/**
 * The same log with as many lines of one kind as a person could want: one genuine device that answered commands nobody
 * gave, or told receipts of notices that never were, wrote a megabyte a second. The next line says how many were left out.
 *
 * @param steadyMs a clock that only goes forward
 */
export function boundLog(log: Log, steadyMs: () => number): Log {
  const kinds = new Map<string, Kind>();
  const bounded = Object.create(log) as Record<(typeof LEVELS)[number], Write>;
  for (const level of LEVELS) {
    bounded[level] = (fields, message) => {
      // What is told without any fields is told at the start.
      if (typeof fields === 'string' || message === undefined) {
        log[level](fields);
        return;
      }
      const nowMs = steadyMs();
      const name = kindOf(fields, message);
      const kind = kinds.get(name) ?? { bucket: createBucket(RATE, nowMs), suppressed: 0 };
      // The newest last: whose kind has not come for long is forgotten first.
      kinds.delete(name);
      kinds.set(name, kind);
      for (const oldest of kinds.keys()) {
        if (kinds.size <= limits.logKindsKept) break;
        kinds.delete(oldest);
      }
      if (takeTokens(kind.bucket, RATE, 1, nowMs) > 0) {
        kind.suppressed += 1;
        return;
      }
      log[level](kind.suppressed > 0 ? { ...fields, leftOut: kind.suppressed } : fields, message);
      kind.suppressed = 0;
    };
  }
  return bounded as unknown as Log;
}
