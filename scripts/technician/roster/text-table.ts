import { cutColumns, type Paint, padColumns } from '../../terminal-text.ts';

const COLUMNS_MOST = 40;

/** Rows under a heading, each column as wide as what stands in it. The last column is not cut. */
export function textTable(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  paint: Paint,
): string {
  const safe = rows.map((row) => row.map(printable));
  const widths = heading.map((name, column) =>
    Math.min(COLUMNS_MOST, Math.max(name.length, ...safe.map((row) => row[column]?.length ?? 0))),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === cells.length - 1 ? cell : padColumns(cutColumns(cell, width), width);
      })
      .join('  ')
      .trimEnd();
  return [paint(line(heading), 'dim'), ...safe.map(line)].join('\n');
}

/** What comes from a device must not steer the terminal that it is shown on. */
export const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '·');
