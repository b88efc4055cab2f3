import type { SlotLight } from '../readings.ts';
import { isHeld } from '../rental/bank-choice.ts';
import type { Bay } from './slot-book.ts';

/** What stands out most about a slot is what its light says: the return above all, for that is what people look for. */
export function lightOf(bay: Bay, isTripped: boolean, readyLevelPercent: number, nowMs: number): SlotLight {
  const { content, mark, reading } = bay;
  if (nowMs < bay.returnedUntilMs) return 'returned';
  if (content.is === 'ejecting') return 'take';
  if (mark.bars.disabled !== undefined) return 'disabled';
  if (isHeld(mark) || isTripped) return 'fault';
  switch (content.is) {
    case 'refused':
      return 'fault';
    case 'arriving':
      return content.isTold ? 'fault' : 'off';
    case 'charging':
    case 'locked': {
      if ((reading?.bank?.levelPercent ?? 0) >= readyLevelPercent) return 'ready';
      return content.is === 'charging' ? 'charging' : 'off';
    }
    case 'unknown':
    case 'empty':
    case 'taken':
      return 'off';
  }
}
