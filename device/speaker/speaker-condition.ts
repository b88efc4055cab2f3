import type { DeviceStatus } from '../../shared/notice.ts';
import type { LinkCondition } from '../relay-session.ts';

/** How a speaker is, for a technician's doctor. */
export interface SpeakerCondition {
  readonly status: DeviceStatus;
  readonly link: LinkCondition;
  /** The inbox or heard.jsonl refuses to be written. */
  readonly isFileRefused: boolean;
  /** Log entries on disk. */
  readonly entryCount: number;
  /** What was refused since the start, by reason. */
  readonly refusals: ReadonlyMap<string, number>;
}
