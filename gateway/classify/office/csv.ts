export interface CsvRow {
  /** Where the row begins, from 1. */
  line: number;
  cells: string[];
}

/** Of a quote that is never closed: the rest of the file would be one cell. */
const LONGEST_CELL = 1_000;
const MOST_CELLS = 200;

/** The separator of columns, or undefined for a list of lines. A comma counts only with headings: "Müller, Anna" is one entry. */
export function delimiterOf(text: string, sampleLines: number, mustBe: boolean): string | undefined {
  const lines = text.split('\n', sampleLines).filter((line) => line.trim() !== '');
  for (const delimiter of ['\t', ';']) {
    if (lines.length > 0 && lines.every((line) => line.includes(delimiter))) return delimiter;
  }
  const [first = ''] = lines;
  const delimiter = [';', '\t', ','].find((candidate) => first.includes(candidate));
  if (mustBe || (delimiter !== undefined && HEADING.test(first))) return delimiter ?? ',';
  // One column under a heading of one word.
  return HEADING.test(first) && !first.includes(' ') ? ',' : undefined;
}

/** A first line that names columns. */
const HEADING = /^"?(?:id|nr|name|vorname|nachname|familienname|firma|kunde|kundin|klient|mandant|bezeichnung|begriff|aktenzeichen|dossier|nom|pr[ée]nom|soci[ée]t[ée]|client|cognome|nome|ditta|cliente|first.?name|last.?name|surname|company|customer|matter|word|term)"?\s*(?:[,;\t]|$)/i;

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
    if (cells.length < MOST_CELLS) cells.push(cell.trim());
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
