import type { SeenModule, SeenSlot, SlotName } from '../../../firmware-sim/live-cabinet/boards-line.ts';
import { cutColumns, type Paint, padColumns, type Style } from '../../terminal-text.ts';

const CELL_COLUMNS = 9;
const BAR_COLUMNS = 7;
const ID_DIGITS = 4;

const LIGHT_STYLES: Readonly<Record<string, readonly Style[]>> = {
  ready: ['green'],
  charging: ['yellow'],
  returned: ['green', 'bold'],
  take: ['cyan', 'bold'],
  fault: ['red', 'bold'],
  disabled: ['dim'],
  off: ['dim'],
};

export const shortId = (bankId: string): string => bankId.slice(-ID_DIGITS);
export const shortSerial = (serial: string): string => serial.slice(-ID_DIGITS).toUpperCase();
/** As the demo names a slot: `A000/3`. */
export const placeText = ({ module, slot }: SlotName): string => `${shortSerial(module)}/${slot}`;

/** `████░░░`. @param level 0 … 1 */
export function levelBar(level: number): string {
  const filled = Math.max(0, Math.min(BAR_COLUMNS, Math.round(level * BAR_COLUMNS)));
  return '█'.repeat(filled) + '░'.repeat(BAR_COLUMNS - filled);
}

/** What stands out most about a slot, in a word that fits its cell. */
export function stateWord({ place, light, watts, locked }: SeenSlot): string {
  if (place === 'mouth') return light === 'take' ? 'take it' : 'half in';
  if (light === 'fault') return 'FAULT';
  if (light === 'returned' || light === 'disabled') return light;
  if (place === 'none') return 'empty';
  if (light === 'take') return 'opening';
  if (watts > 0.5) return `${watts.toFixed(1)} W`;
  if (!locked) return 'unlocked';
  return light === 'ready' ? 'ready' : 'locked';
}

/** One module: a title and four lines, one under the other for its slots. */
export function moduleLines(module: SeenModule, selected: number | undefined, paint: Paint): string[] {
  const { serial, slots, fanRpm, address } = module;
  const watts = slots.reduce((sum, slot) => sum + slot.watts, 0);
  const isThere = address === 0 ? 'not on the bus' : `fan ${fanRpm} rpm, ${watts.toFixed(1)} W`;
  const row = (cellOf: (slot: SeenSlot, number: number) => string, styles: 'light' | Style): string =>
    `  ${slots
      .map((slot, index) => {
        const text = padColumns(cutColumns(cellOf(slot, index + 1), CELL_COLUMNS - 1), CELL_COLUMNS);
        return paint(text, ...(styles === 'light' ? (LIGHT_STYLES[slot.light] ?? []) : [styles]));
      })
      .join('')
      .trimEnd()}`;
  return [
    `${paint(`module ${shortSerial(serial)}`, 'bold')}  ${paint(isThere, 'dim')}`,
    row(
      (slot, number) =>
        `${number === selected ? '▶' : ' '}${number} ${slot.bank === undefined ? '' : shortId(slot.bank.bankId)}`,
      'bold',
    ),
    row(({ bank }) => (bank === undefined ? '' : levelBar(bank.level)), 'light'),
    row(
      ({ bank }) =>
        bank === undefined ? '' : `${Math.round(bank.level * 100)}% ${Math.round(bank.celsius)}°C`,
      'dim',
    ),
    row(stateWord, 'light'),
  ];
}

/** All slots of a module in one line, for where no terminal is attached. */
export function moduleLine({ serial, slots }: SeenModule): string {
  const told = slots.map((slot, index) => {
    const { bank } = slot;
    const what = bank === undefined ? '' : ` ${shortId(bank.bankId)} ${Math.round(bank.level * 100)}%`;
    return `${index + 1}${what} ${stateWord(slot)}`;
  });
  return `${shortSerial(serial)}: ${told.join(' · ')}`;
}
