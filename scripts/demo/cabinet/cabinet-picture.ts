import type { SeenModule, SlotName } from '../../../firmware-sim/live-cabinet/boards-line.ts';
import { type Paint, padColumns } from '../../terminal-text.ts';
import type { CabinetPicture as Drawn } from './cabinet-screen.ts';
import { KEY_LINES, KEYS } from './fault-keys.ts';
import { moduleLines, placeText } from './slot-grid.ts';

export interface PictureFacts {
  readonly modules: readonly SeenModule[];
  readonly selected: SlotName;
  readonly rentals: number;
  /** Of them, without an end. */
  readonly open: number;
  readonly returned: number;
}

const LABEL_COLUMNS = 13;

/** What stands above and below the rows of the demo on a terminal. */
export class CabinetPicture {
  readonly #paint: Paint;

  constructor(paint: Paint) {
    this.#paint = paint;
  }

  of({ modules, selected, rentals, open, returned }: PictureFacts): Drawn {
    const paint = this.#paint;
    const counts = `${rentals} ${rentals === 1 ? 'rental' : 'rentals'}, ${open} open, ${returned} returned`;
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

/** All keys, in lines of a terminal's width: each by what it is done to. */
export function keyLines(selected: string, paint: Paint): string[] {
  return KEY_LINES.map(([to, keys]) => {
    const label = to === 'slot' ? `←↑↓→ ${selected}` : to;
    const told = Object.entries(KEYS)
      .filter(([key]) => keys.includes(key))
      .map(([key, does]) => `${paint(key, 'cyan')} ${paint(does, 'dim')}`);
    return `${padColumns(label, LABEL_COLUMNS)}${told.join('  ')}`;
  });
}
