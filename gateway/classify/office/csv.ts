import { columnsOf } from './columns.ts';

export interface CsvRow {
  /** Where the row begins, from 1. */
  line: number;
  cells: string[];
}

/** Of a quote that is never closed: the rest of the file would be one cell. */
const LONGEST_CELL = 1_000;
const MOST_CELLS = 200;

const DELIMITERS = ['\t', ';', '|', ','];
/** The line that Excel reads first and shows nobody. */
const SEPARATOR = /^sep=(.)\n/i;
const QUOTED = /^(?:="|")[^"\n]*",/;

/** A CSV text without the line that names its separator, and that separator; undefined for a list of lines. `mustBe`: it is one. */
export function csvOf(text: string, sampleLines: number, mustBe: boolean): { text: string; delimiter: string } | undefined {
  const named = SEPARATOR.exec(text);
  if (named) return { text: text.slice(named[0].length - 1), delimiter: named[1]! };
  const delimiter = delimiterOf(text.slice(0, SAMPLE), sampleLines);
  return delimiter === undefined && !mustBe ? undefined : { text, delimiter: delimiter ?? ',' };
}

const SAMPLE = 64 * 1024;

/** A comma counts with headings, quotes, or more than two columns: "Müller, Anna" is one entry. */
function delimiterOf(text: string, sampleLines: number): string | undefined {
  const lines = text.split('\n', sampleLines).filter((line) => line.trim() !== '');
  if (lines.length === 0) return undefined;
  const all = (delimiter: string): boolean => lines.every((line) => line.includes(delimiter));
  for (const delimiter of DELIMITERS) if (delimiter !== ',' && all(delimiter)) return delimiter;
  for (const delimiter of DELIMITERS) if (lines.slice(0, HEADER_MAX).some((line) => line.includes(delimiter) && columnsOf(cellsOf(line, delimiter)))) return delimiter;
  const [first = ''] = lines;
  if (all(',') && (lines.every((line) => QUOTED.test(line)) || lines.every((line) => count(line) >= 2 && count(line) === count(first)))) return ',';
  // One column under a heading, in which "Müller, Anna" is one entry.
  return columnsOf(cellsOf(first, NEVER)) ? NEVER : undefined;
}

const NEVER = '\0';
/** Of rows that may stand above the headings: a title, a date, nothing. */
export const HEADER_MAX = 5;

function cellsOf(line: string, delimiter: string): string[] {
  for (const { cells } of csvRows(line, delimiter)) return cells;
  return [];
}

function count(line: string): number {
  return line.split(',').length - 1;
}

/** The rows of a CSV text (RFC 4180, quotes doubled inside quotes), in one pass. */
export function* csvRows(text: string, delimiter: string): Generator<CsvRow> {
  let cells: string[] = [];
  let line = 1;
  let rowLine = 1;
  let at = 0;
  while (at <= text.length) {
    let cell: string;
    if (text[at] === '"') {
      const parts: string[] = [];
      let from = at + 1;
      for (;;) {
        const quote = text.indexOf('"', from);
        // Attack: a quote that never closes must not swallow the list; it is a character like any other then.
        if (quote < 0 || quote - at > LONGEST_CELL) {
          const end = endOfCell(text, at, delimiter);
          parts.length = 0;
          parts.push(text.slice(at, end));
          from = end;
          break;
        }
        parts.push(text.slice(from, quote));
        from = quote + 1;
        if (text[from] !== '"') break;
        parts.push('"');
        from++;
      }
      cell = parts.join('');
      for (const char of cell) if (char === '\n') line++;
      at = endOfCell(text, from, delimiter);
    } else {
      const end = endOfCell(text, at, delimiter);
      cell = text.slice(at, end);
      at = end;
    }
    if (cells.length < MOST_CELLS) cells.push(withoutFormula(cell.trim()));
    if (text[at] === delimiter) {
      at++;
      continue;
    }
    if (cells.some((content) => content !== '')) yield { line: rowLine, cells };
    cells = [];
    at++;
    line++;
    rowLine = line;
  }
}

function endOfCell(text: string, from: number, delimiter: string): number {
  let at = from;
  while (at < text.length && text[at] !== delimiter && text[at] !== '\n') at++;
  return at;
}

/** `="00123"`, as programs write a text that Excel is to leave as it is. */
function withoutFormula(cell: string): string {
  return cell.startsWith('="') && cell.endsWith('"') ? cell.slice(2, -1) : cell;
}
