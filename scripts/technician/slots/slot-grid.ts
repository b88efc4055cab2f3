import type { Paint, Style } from '../../terminal-text.ts';
import { textTable } from '../roster/text-table.ts';

/** One row of the grid, whoever told of it. */
export interface SlotRow {
  /** What `--free` and the others take: `3` at the device, `0a1b2c3d/3` over the relay. */
  readonly name: string;
  readonly place: string;
  readonly state: string;
  readonly bankId: string | null;
  readonly levelPercent: number | null;
  /** What was told last, and when. */
  readonly note: string;
}

const STATE_STYLES: Readonly<Record<string, Style>> = {
  empty: 'dim',
  bank: 'green',
  charging: 'green',
  ejecting: 'cyan',
  jammed: 'yellow',
  disabled: 'yellow',
  latched: 'red',
};

/** A table of slots, and what can be done where one needs a person. */
export function slotGrid(rows: readonly SlotRow[], paint: Paint): string {
  const table = textTable(
    ['slot', 'place', 'bank', 'level', 'state', ''],
    rows.map(({ name, place, bankId, levelPercent, state, note }) => [
      name,
      place,
      bankId ?? '',
      levelPercent === null ? '' : `${levelPercent} %`,
      state,
      note,
    ]),
    paint,
  );
  const lines = table.split('\n').map((line, index) => {
    const style = STATE_STYLES[rows[index - 1]?.state ?? ''];
    return style === undefined ? line : paint(line, style);
  });
  const latched = rows.filter(({ state }) => state === 'latched').map(({ name }) => name);
  if (latched.length > 0)
    lines.push('', `latched until somebody has looked at it: ${latched.join(', ')}; then: --free SLOT`);
  return lines.join('\n');
}
