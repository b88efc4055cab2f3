import { cutColumns, durationText, type Paint, padColumns, type Style } from '../terminal-text.ts';

/** Who a row of the demo is about. */
export type Speaker = 'core' | 'shop' | 'relay' | 'speaker' | 'panel' | 'ledger' | 'you';

export interface DemoRow {
  readonly atMs: number;
  readonly who: Speaker;
  readonly text: string;
  readonly tone?: 'good' | 'bad' | 'quiet';
  /** Since the core's first call for it, ms; what is not known stays empty. */
  readonly successMs?: number | undefined;
  readonly storedMs?: number | undefined;
  readonly soundMs?: number | undefined;
}

const TIME_COLUMNS = 8;
/** The shop is in China, whatever this machine's clock says: what it hears of times agrees with what is shown. */
const SHOP_CLOCK_MS = 8 * 3_600_000;
const WHO_COLUMNS = 7;
const FIGURE_COLUMNS = 9;
const GAP = '  ';
const FIGURES = ['success', 'stored', 'sound'] as const;
const TEXT_COLUMNS_LEAST = 24;
const TEXT_COLUMNS_MOST = 58;

/** How rows are laid out on a screen of `columns`. */
export function textColumns(columns: number): number {
  const rest = columns - TIME_COLUMNS - WHO_COLUMNS - 2 * GAP.length - FIGURES.length * FIGURE_COLUMNS - 1;
  return Math.min(TEXT_COLUMNS_MOST, Math.max(TEXT_COLUMNS_LEAST, rest));
}

export function headerRow(columns: number, paint: Paint): string {
  const figures = FIGURES.map((name) => padColumns(name, FIGURE_COLUMNS, 'left')).join('');
  const text = padColumns('what is said and heard', textColumns(columns));
  return paint(
    `${padColumns('UTC+8', TIME_COLUMNS)}${GAP}${padColumns('', WHO_COLUMNS)}${GAP}${text}${figures}`,
    'dim',
  );
}

/** One row; a text that is too long for its column moves the figures to a line of their own. */
export function demoRow(row: DemoRow, columns: number, paint: Paint): string {
  const width = textColumns(columns);
  const time = new Date(row.atMs + SHOP_CLOCK_MS).toISOString().slice(11, 11 + TIME_COLUMNS);
  const figures = [row.successMs, row.storedMs, row.soundMs]
    .map((ms) => padColumns(ms === undefined ? '' : durationText(ms), FIGURE_COLUMNS, 'left'))
    .join('')
    .trimEnd();
  const head = `${paint(time, 'dim')}${GAP}${paint(padColumns(row.who, WHO_COLUMNS), ...whoStyles(row))}${GAP}`;
  const text = (shown: string): string => paint(shown, ...textStyles(row));
  if (figures === '') return head + text(row.text);
  const padded = padColumns(row.text, width);
  const fits = padColumns(cutColumns(row.text, width), width) === padded;
  if (fits) return `${head}${text(padded)}${paint(figures, 'dim')}`;
  const indent = ' '.repeat(TIME_COLUMNS + WHO_COLUMNS + 2 * GAP.length + width);
  return `${head}${text(row.text)}\n${indent}${paint(figures, 'dim')}`;
}

function whoStyles({ who, tone }: DemoRow): Style[] {
  if (tone === 'bad') return ['red', 'bold'];
  return who === 'shop' ? ['green', 'bold'] : ['cyan'];
}

function textStyles({ who, tone }: DemoRow): Style[] {
  if (tone === 'bad') return ['red'];
  if (tone === 'good') return ['green'];
  if (tone === 'quiet') return ['dim'];
  return who === 'shop' ? ['bold'] : [];
}

/** The title of a scene. */
export const sceneRow = (title: string, paint: Paint): string => `\n${paint(`── ${title}`, 'yellow')}`;
