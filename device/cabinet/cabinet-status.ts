import type { CabinetStatus } from '../../shared/cabinet-report.ts';
import { limits } from '../../shared/limits.ts';
import type { DeviceStatus } from '../../shared/notice.ts';
import { candidateOf, isHeld } from './rental/bank-choice.ts';
import type { Bay } from './slot/slot-book.ts';
import type { SlotFloor } from './slot/slot-floor.ts';

/** Everything that the cabinet can say of itself. */
export interface CabinetSelf {
  readonly floor: SlotFloor;
  readonly reportsWaiting: number;
  readonly volumePercent: number;
  readonly language: string;
  readonly software: string;
  readonly warnings: readonly string[];
  readonly nowMs: number;
}

/** For hello and heartbeat. */
export function cabinetStatus(self: CabinetSelf): DeviceStatus {
  const { volumePercent, language, software, warnings, reportsWaiting } = self;
  return {
    volumePercent,
    batteryMillivolts: 0,
    waiting: 0,
    inboxNotices: 0,
    language,
    software,
    panel: false,
    warnings,
    cabinet: { ...slotCounts(self), reportsWaiting: Math.min(limits.reportsWaiting, reportsWaiting) },
  };
}

/** Ready is what any rental may have: well charged, and nothing holds it. */
function slotCounts({ floor, nowMs }: CabinetSelf): Omit<CabinetStatus, 'reportsWaiting'> {
  const { slots, power, rentals } = floor;
  const { bays } = slots;
  const isExcluded = (key: string): boolean => power.keepsBank(key) || rentals.ownerOf(key) !== undefined;
  const rules = { minimumLevelPercent: limits.rentChargedPercent, isExcluded, nowMs };
  const isOut = ({ mark, key, content }: Bay): boolean =>
    isHeld(mark) || power.isTripped(key) || content.is === 'refused';
  return {
    modules: slots.modules.size,
    slots: bays.length,
    banksReady: bays.filter((bay) => candidateOf(bay, rules) !== undefined).length,
    empty: bays.filter(({ content }) => content.is === 'empty').length,
    faulted: bays.filter(isOut).length,
  };
}
