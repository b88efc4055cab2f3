import type { DeviceStatus } from '../../shared/notice.ts';
import type { LinkCondition } from '../relay-session.ts';

/** How a cabinet is, for a technician's doctor. */
export interface CabinetCondition {
  readonly status: DeviceStatus;
  readonly link: LinkCondition;
  /** The database or heard.jsonl refuses to be written. */
  readonly isStoreRefused: boolean;
  /** Modules whose cooling fails. */
  readonly coolingProblems: readonly string[];
  /** What was refused since the start, by reason. */
  readonly refusals: ReadonlyMap<string, number>;
}
