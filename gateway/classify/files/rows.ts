const ROWS = new Set(['tr', 'table-row']);
const CELLS = new Set(['tc', 'table-cell', 'covered-table-cell']);
const TABLES = new Set(['tbl', 'table']);
const BLANK = /\s+/g;
/** Wider tables are read as far as this. */
export const COLUMNS_MAX = 100;

interface Row {
  cells: string[];
  /** Pieces of the cell that is open. */
  cell: string[] | undefined;
  /** How often a cell stands there. */
  times: number;
}

/** The rows of a document's tables (WordprocessingML, DrawingML, OpenDocument) as lines, with tabs between their cells: a heading says what stands below it. */
export class Rows {
  readonly #open: Row[] = [];
  readonly #lines: string[] = [];

  open(local: string, attributes: readonly [string, string][]): void {
    if (ROWS.has(local)) this.#open.push({ cells: [], cell: undefined, times: 1 });
    const row = this.#open.at(-1);
    if (!row || !CELLS.has(local)) return;
    row.cell = [];
    row.times = Number(attributes.find(([name]) => name.endsWith('number-columns-repeated'))?.[1]) || 1;
  }

  close(local: string): void {
    const row = this.#open.at(-1);
    if (row?.cell && CELLS.has(local)) {
      const text = row.cell.join('').replace(BLANK, ' ').trim();
      for (let time = 0; time < row.times && row.cells.length < COLUMNS_MAX; time++) row.cells.push(text);
      row.cell = undefined;
    } else if (ROWS.has(local)) {
      const line = this.#open.pop()?.cells.join('\t') ?? '';
      if (line.trim() !== '') this.#lines.push(line);
    } else if (TABLES.has(local)) {
      this.#lines.push('');
    }
  }

  text(text: string): void {
    this.#open.at(-1)?.cell?.push(text);
  }

  /** Empty where there is none. */
  table(): string {
    return this.#lines.join('\n');
  }
}
