import type { HealthLine, SlotLine } from '../../shared/smp/service.ts';

/** What a technician can be shown of the role that runs, and have it do. */
export interface RoleService {
  health(): readonly HealthLine[];
  slots(): readonly SlotLine[];
  say(prompt: 'test' | 'ready'): void;
  /** Resolves when it is on disk. @throws Failure `not_found`, `forbidden`, `timed_out` */
  freeSlot(slot: number): Promise<void>;
}
