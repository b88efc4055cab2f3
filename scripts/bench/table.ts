/** A table for a terminal and for a README, from the same cells. */
export interface Table {
  readonly columns: readonly string[];
  /** A row with fewer cells says in its last one why there are no figures. */
  readonly rows: readonly (readonly string[])[];
}

const FIGURE = /^(–|never|(≥ ?)?-?[\d.]+( %)?)?$/;

/** Whether a column is words: these stand to the left, and so does the first. */
function isWords({ rows, columns }: Table, index: number): boolean {
  const isFull = (row: readonly string[]): boolean => row.length === columns.length;
  return index === 0 || rows.some((row) => isFull(row) && !FIGURE.test(row[index] ?? ''));
}

/** Columns in line, words to the left, figures to the right. */
export function textTable(table: Table): string {
  const isFull = (row: readonly string[]): boolean => row.length === table.columns.length;
  const measured = [table.columns, ...table.rows].filter(isFull);
  const widths = table.columns.map((_, index) => Math.max(...measured.map((row) => row[index]?.length ?? 0)));
  const nameWidth = Math.max(widths[0] ?? 0, ...table.rows.map((row) => row[0]?.length ?? 0));
  const place = (cell: string, index: number, full: boolean): string => {
    if (index === 0) return cell.padEnd(nameWidth);
    // The reason of a row without figures may be longer than its column.
    if (isWords(table, index)) return cell.padEnd(full || index === 1 ? (widths[index] ?? 0) : 0);
    return full ? cell.padStart(widths[index] ?? 0) : cell;
  };
  return [table.columns, ...table.rows]
    .map((row) =>
      row
        .map((cell, index) => place(cell, index, isFull(row)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function markdownTable(table: Table): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = `|${table.columns.map((_, index) => (isWords(table, index) ? '---' : '---:')).join('|')}|`;
  return [
    line(table.columns),
    rule,
    ...table.rows.map((row) => line(table.columns.map((_, index) => row[index] ?? ''))),
  ].join('\n');
}

/** Tables with the same columns, one under another; a column that says nothing in any row is left out. */
export function joinTables(tables: readonly Table[]): Table {
  const columns = tables[0]?.columns ?? [];
  const rows = tables.flatMap((table) => table.rows);
  const isKept = columns.map(
    (_, index) => index < 2 || rows.some((row) => !['', '–', undefined].includes(row[index])),
  );
  const keep = (cells: readonly string[]): string[] => cells.filter((_, index) => isKept[index] !== false);
  return {
    columns: keep(columns),
    rows: rows.map((row) => (row.length === columns.length ? keep(row) : row)),
  };
}

/** Three figures, as many as such a measurement is good for: `0.184`, `12.3`, `1290`. */
export function figure(value: number): string {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return 'never';
  if (value === 0) return '0';
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toPrecision(3);
}

export const milliseconds = (us: number): string => figure(us / 1_000);
export const kibibytes = (bytes: number): string => figure(bytes / 1_024);
export const mebibytes = (bytes: number): string => figure(bytes / 2 ** 20);
export const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
