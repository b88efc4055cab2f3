import type { SeenModule, SlotName } from '../../../firmware-sim/live-cabinet/boards-line.ts';
import type { Paint } from '../../terminal-text.ts';
import type { CabinetPicture as Drawn } from './cabinet-screen.ts';
import { KEYS } from './fault-keys.ts';
import { moduleLines, placeText } from './slot-grid.ts';

export interface PictureFacts {
  readonly modules: readonly SeenModule[];
  readonly selected: SlotName;
  readonly rentals: number;
  /** Of them, without an end. */
  readonly open: number;
  readonly returned: number;
}

const COLUMNS = 78;

/** What stands above and below the rows of the demo on a terminal. */
export class CabinetPicture {
  readonly #paint: Paint;

  constructor(paint: Paint) {
    this.#paint = paint;
  }

  of({ modules, selected, rentals, open, returned }: PictureFacts): Drawn {
    const paint = this.#paint;
    const counts = `${rentals} rentals, ${open} open, ${returned} returned`;
    return {
      above: [
        `${paint('Tillbell 到账铃', 'bold')}  ${paint(counts, 'dim')}`,
        ...modules.flatMap((module) => [
          '',
          ...moduleLines(module, module.serial === selected.module ? selected.slot : undefined, paint),
        ]),
        '',
      ],
      below: ['', ...keyLines(placeText(selected), paint)],
    };
  }
}

/** All keys, in lines of a terminal's width. */
export function keyLines(selected: string, paint: Paint): string[] {
  const lines: string[] = [];
  let columns = COLUMNS;
  for (const [key, does] of [['←↑↓→', `slot ${selected}`], ...Object.entries(KEYS)]) {
    const width = `${key} ${does}   `.length;
    if (columns + width > COLUMNS) {
      lines.push('');
      columns = 0;
    }
    columns += width;
    const before = lines.pop() ?? '';
    lines.push(`${before}${paint(String(key), 'cyan')} ${paint(String(does), 'dim')}   `);
  }
  return lines.map((line) => line.trimEnd());
}
