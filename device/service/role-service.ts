import type { HealthLine, SlotLine } from '../../shared/smp/service.ts';

/** What a technician can be shown of the role that runs, and have it do. */
export interface RoleService {
  /** Something is said, or waits to be said or moved: it comes before all else. */
  isBusy(): boolean;
  /** The relay's time, as the device knows it. */
  relayNowMs(): number;
  health(): readonly HealthLine[];
  slots(): readonly SlotLine[];
  say(prompt: 'test' | 'ready'): void;
  /** Resolves when it is on disk. @throws Failure `not_found`, `forbidden`, `timed_out` */
  freeSlot(slot: number): Promise<void>;
}
