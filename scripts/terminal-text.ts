/** Text for a terminal, where a Chinese character takes two columns and colour is for people only. */

/** [first, last] of code points that take two columns (Unicode East Asian Width W and F, and emoji). */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];
/** Combining marks, joiners and variation selectors take none. */
const NONE = /^(?:\p{Mn}|\p{Me}|[\u200b-\u200f]|[\ufe00-\ufe0f])$/u;

/** How many columns `text` takes; it must hold no colour and no control characters. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (NONE.test(character)) continue;
    columns += WIDE.some(([first, last]) => code >= first && code <= last) ? 2 : 1;
  }
  return columns;
}

/** Fills with spaces up to `columns`; what is longer stays as it is. */
export function padColumns(text: string, columns: number, side: 'left' | 'right' = 'right'): string {
  const space = ' '.repeat(Math.max(0, columns - columnsOf(text)));
  return side === 'right' ? text + space : space + text;
}

/** Cuts after `columns`, with an ellipsis where something is left out. */
export function cutColumns(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let cut = '';
  for (const character of text) {
    if (columnsOf(cut + character) > columns - 1) break;
    cut += character;
  }
  return `${cut}…`;
}

export const STYLES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;
export type Style = keyof typeof STYLES;
export type Paint = (text: string, ...styles: Style[]) => string;

/** Colours text (ECMA-48 SGR), or leaves it plain. */
export function painter(isColoured: boolean): Paint {
  return (text, ...styles) =>
    isColoured && styles.length > 0
      ? `\u001b[${styles.map((style) => STYLES[style]).join(';')}m${text}\u001b[0m`
      : text;
}

/** Milliseconds for a person: `4.2 ms`, `31 ms`, `1.4 s`, `2 min 5 s`. */
export function durationText(ms: number): string {
  if (ms < 10) return `${Math.max(0, ms).toFixed(1)} ms`;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.floor((ms % 60_000) / 1_000)} s`;
}

/** `12.50`, from fen. */
export const yuanText = (amountFen: number): string => (amountFen / 100).toFixed(2);
