import { limits } from '../../shared/limits.ts';
import type { HealthLine, SlotLine } from '../../shared/smp/service.ts';
import type { CabinetCondition } from '../cabinet/cabinet-condition.ts';
import type { Bay } from '../cabinet/slot/slot-book.ts';
import { clockHealth, fault, linkHealth, ok, refusalHealth, warning } from './link-health.ts';

/** A cabinet's lines for `doctor`. */
export function cabinetHealth(
  condition: CabinetCondition,
  slots: readonly SlotLine[],
  wallMs: number,
): HealthLine[] {
  const { link, refusals } = condition;
  return [
    storeHealth(condition),
    clockHealth(link, wallMs),
    linkHealth(link),
    slotsHealth(condition, slots),
    coolingHealth(condition),
    voiceHealth(condition),
    ...refusalHealth(refusals),
  ];
}

function storeHealth({ isStoreRefused, status }: CabinetCondition): HealthLine {
  const waiting = status.cabinet?.reportsWaiting ?? 0;
  if (isStoreRefused)
    return fault(
      'store',
      'the disk refuses to be written',
      'full or broken: df -h, dmesg | tail; change the card',
    );
  const text = `${waiting} reports wait for the relay`;
  return waiting >= limits.reportsWaiting
    ? fault('store', `${text}: no more rents`, 'bring it online')
    : ok('store', text);
}

function slotsHealth({ status }: CabinetCondition, slots: readonly SlotLine[]): HealthLine {
  const modules = status.cabinet?.modules ?? 0;
  if (modules === 0)
    return fault('slots', 'no module answers', 'power of the modules, the bus cable, the --bus port');
  const named = (state: string): string =>
    slots
      .filter((slot) => slot.state === state)
      .map(({ slot }) => slot)
      .join(', ');
  const latched = named('latched');
  const jammed = named('jammed');
  const faulted = named('faulted');
  const text = `${slots.length} slots in ${modules} modules, ${status.cabinet?.banksReady ?? 0} banks ready`;
  if (latched !== '')
    return fault(
      'slots',
      `${text}; latched: ${latched}`,
      `look at it, then: tillbell slots --free ${latched}`,
    );
  if (jammed + faulted !== '')
    return warning(
      'slots',
      `${text}; out of service: ${[jammed, faulted].filter(Boolean).join(', ')}`,
      'clear it, then: tillbell slots --free SLOT',
    );
  return ok('slots', text);
}

function coolingHealth({ coolingProblems }: CabinetCondition): HealthLine {
  if (coolingProblems.length === 0) return ok('cooling', 'fans follow');
  return fault('cooling', `modules ${coolingProblems.join(', ')} do not cool`, 'clean or change their fans');
}

function voiceHealth({ status }: CabinetCondition): HealthLine {
  const text = `${status.language}, volume ${status.volumePercent} %`;
  if (status.warnings.includes('voice_failed'))
    return fault(
      'voice',
      'the last announcement could not be played',
      'sound card there? aplay -l; then tillbell say',
    );
  return status.volumePercent === 0 ? warning('voice', text, 'turn it up from the relay') : ok('voice', text);
}

/** The slots of all modules, numbered from 1 in the order of the modules' serial numbers. */
export function numberedBays(bays: readonly Bay[]): Bay[] {
  return [...bays].sort((left, right) => {
    if (left.at.module !== right.at.module) return left.at.module < right.at.module ? -1 : 1;
    return left.at.slot - right.at.slot;
  });
}

export function slotLines(bays: readonly Bay[], isTripped: (key: string) => boolean): SlotLine[] {
  return numberedBays(bays).map((bay, index) => {
    const { content, reading, at } = bay;
    const bankId = 'bankId' in content ? content.bankId : undefined;
    return {
      slot: index + 1,
      place: `${at.module}/${at.slot}`,
      state: stateOf(bay, isTripped(bay.key)),
      bankId,
      levelPercent: bankId === undefined ? undefined : reading?.bank?.levelPercent,
    };
  });
}

function stateOf({ mark, content }: Bay, isTripped: boolean): string {
  if (mark.latched.length > 0) return 'latched';
  const [bar] = Object.keys(mark.bars);
  if (bar !== undefined) return bar;
  if (isTripped) return 'protected';
  return content.is === 'locked' ? 'bank' : content.is;
}
