import { isBirthHeading, isDateCell } from './births.ts';
import type { Lexicon } from './lexicon.ts';
import { nameLine } from './name-line.ts';
import { wordEnd } from './reader.ts';
import { EVERYDAY, FIELD, NAME, PLACE } from './roles.ts';
import { hashWord } from './fold.ts';
import { wordValue } from './word-table.ts';

const LONGEST_HEADER = 2_000;
const MOST_COLUMNS = 100;
const LONGEST_CELL = 60;
const DELIMITERS = ['\t', ';', '|', ','];
const NAME_CELL = /^"?\p{Lu}[\p{L}\p{M}'’.-]*(?: [\p{L}][\p{L}\p{M}'’.-]*){0,4}"?$/u;
const AGE = / ?(?:J\.|Jahre|Jährig|jährig|-jährig|ans\b|anni\b|years\b|yrs\b|y\/o|yo\b)/y;
/** Columns of given names: the other one is the name by which a person is known. */
const GIVEN_COLUMNS = new Set(['Vorname', 'prénom', 'nome', 'firstname', 'forename', 'first'].map((word) => hashWord(word, 0, word.length)));

/** True where the number that ends at `at` is somebody's age. */
export function isAge(text: string, at: number): boolean {
  AGE.lastIndex = at;
  return AGE.test(text);
}

/** What a cell holds; `part` is a given name, which stands beside a surname, `maybe` reads like a name that no list knows. */
export type Cell = 'whole' | 'part' | 'birth' | 'maybe';

/** The names and dates of birth in the columns below a header row in which the word at `at` stands; returns where the table ends, or the end of the line where there is none. */
export function readTable(lexicon: Lexicon, text: string, at: number, found: (start: number, end: number, what: Cell) => void): number {
  const lineStart = text.lastIndexOf('\n', at) + 1;
  const lineEnd = endOfLine(text, at);
  if (lineEnd - lineStart > LONGEST_HEADER || at - lineStart > LONGEST_HEADER) return lineEnd;
  const header = text.slice(lineStart, lineEnd);
  const delimiter = DELIMITERS.find((candidate) => header.includes(candidate));
  if (delimiter === undefined) return readColumns(lexicon, text, lineStart, header, found);
  const cells = header.split(delimiter, MOST_COLUMNS);
  const kinds = cells.map((cell) => columnKind(lexicon, cell.replace(/["_*\s]/g, '')));
  // A sentence that says "name, …" is no header: headers are short, and nothing but headings.
  if (cells.length < 2 || !kinds.some((kind) => kind === WHOLE || kind === GIVEN) || cells.some((cell) => cell.trim().split(' ').length > 3)) return lineEnd;
  const alone = !kinds.includes(WHOLE);
  const seen: Parameters<typeof found>[] = [];
  const sure = ofPeople(cells, kinds);
  const take: typeof found = sure ? found : (...cell) => void seen.push(cell);
  let end = lineEnd;
  for (let row = lineEnd + 1; row < text.length; ) {
    const rowEnd = endOfLine(text, row);
    if (!readRow(text, row, rowEnd, delimiter, kinds, alone, take)) break;
    end = rowEnd;
    row = rowEnd + 1;
  }
  if (seen.filter(([from, to]) => isKnown(lexicon, text, from, to)).length * KNOWN_SHARE >= seen.length) for (const cell of seen) found(...cell);
  else {
    const likely = seen.filter(([from, to]) => nameLine(lexicon, text, from, to)?.kind === 'person');
    if (likely.length * LIKELY_SHARE >= seen.length) for (const [from, to] of likely) found(from, to, 'maybe');
  }
  return end;
}

/** Products, places, parameters and files have a name too: of so many at least one must be known as a person's. */
const KNOWN_SHARE = 4;
/** Where none is known, two words of which nothing is: so many of the cells, and not for certain. */
const LIKELY_SHARE = 2;
const NAME_ONLY = /^["_*\s]*(?:name|nom|nome)["_*\s]*$/i;
const PERSONAL = /^["_*\s]*(?:anrede|titel|adresse|strasse|plz|npa|wohnort|rue|via|indirizzo|address|tel\.?|telefon|téléphone|telefono|phone|mobil|mobile|natel|e-?mail|mail|courriel|alter|age|età|geschlecht|sexe|sesso|gender|beruf|zivilstand|nationalität|ahv\p{L}*|avs|lohn|salär|salaire|salario|salary|diagnose\p{L}*|eintritt|mandat|dossier|klasse|funktion)[\s.:"_*-]*(?:nr\.?|nummer|no\.?)?["_*\s]*$/iu;

/** True where the headings leave no doubt. */
function ofPeople(cells: readonly string[], kinds: readonly number[]): boolean {
  return kinds.filter((kind) => kind > 0).length > 1 || cells.some((cell, column) => (kinds[column]! > 0 ? !NAME_ONLY.test(cell) : PERSONAL.test(cell)));
}

function isKnown(lexicon: Lexicon, text: string, from: number, to: number): boolean {
  for (let at = from; at < to; ) {
    const end = wordEnd(text, at);
    if (end > at) {
      const roles = wordValue(lexicon, text, at, end);
      if ((roles & NAME) !== 0 && (roles & (EVERYDAY | PLACE)) === 0) return true;
    }
    at = Math.max(end, at + 1);
  }
  return false;
}

const HEADINGS = /\S+(?: \S+)*/g;
const NOT_BLANK = /\S/;

/** As printed and copied: columns parted by blanks, each as far right as its heading. */
function readColumns(lexicon: Lexicon, text: string, lineStart: number, header: string, found: (start: number, end: number, what: Cell) => void): number {
  let end = lineStart + header.length;
  const columns = [...header.matchAll(HEADINGS)].slice(0, MOST_COLUMNS).map(({ 0: heading, index }) => ({ index, kind: columnKind(lexicon, heading.replace(/["_*\s]/g, '')), long: heading.split(' ').length > 3 }));
  const kinds = columns.map(({ kind }) => kind);
  // What programs print has a column of names too; of people there are two that say so.
  if (kinds.filter((kind) => kind !== 0).length < 2 || !kinds.some((kind) => kind === WHOLE || kind === GIVEN) || columns.some(({ long }) => long)) return end;
  const alone = !kinds.includes(WHOLE);
  for (let row = end + 1; row < text.length; ) {
    const rowEnd = endOfLine(text, row);
    const line = text.slice(row, rowEnd);
    if (!NOT_BLANK.test(line)) break;
    columns.forEach(({ index, kind }, column) => {
      const from = column === 0 ? 0 : index;
      // Something longer than its column shifts the row.
      if (kind === 0 || (from > 0 && line[from - 1] !== ' ' && line[from - 1] !== undefined)) return;
      const cell = /^ {0,3}(\S+(?: \S+)*)/.exec(line.slice(from, Math.min(from + LONGEST_CELL, columns[column + 1]?.index ?? line.length)));
      if (cell) report(row + from + cell[0].length - cell[1]!.length, cell[1]!, kind, alone, found);
    });
    end = rowEnd;
    row = rowEnd + 1;
  }
  return end;
}

function report(start: number, cell: string, kind: number, alone: boolean, found: (start: number, end: number, what: Cell) => void): void {
  const birth = kind === BIRTH;
  if (!(birth ? isDateCell(cell) : NAME_CELL.test(cell))) return;
  const begin = start + (cell[0] === '"' ? 1 : 0);
  found(begin, begin + cell.replaceAll('"', '').length, birth ? 'birth' : kind === WHOLE || alone ? 'whole' : 'part');
}

const WHOLE = 2;
const GIVEN = 1;
const BIRTH = 3;

function columnKind(lexicon: Lexicon, heading: string): number {
  if (isBirthHeading(heading)) return BIRTH;
  if (heading === '' || wordEnd(heading, 0) !== heading.length) return 0;
  const roles = wordValue(lexicon, heading, 0, heading.length);
  if ((roles & FIELD) === 0) return 0;
  return GIVEN_COLUMNS.has(hashWord(heading, 0, heading.length)) || (roles & EVERYDAY) !== 0 && heading.toLowerCase() === 'first' ? GIVEN : WHOLE;
}

/** False where the row has no second cell: the table is over. */
function readRow(text: string, start: number, end: number, delimiter: string, kinds: readonly number[], alone: boolean, found: (start: number, end: number, what: Cell) => void): boolean {
  let from = start;
  let column = 0;
  while (from <= end && column < kinds.length) {
    let to = text.indexOf(delimiter, from);
    if (to < 0 || to > end) to = end;
    if (kinds[column]! > 0 && to - from <= LONGEST_CELL) {
      const cell = text.slice(from, to);
      const trimmed = cell.trim();
      report(from + cell.indexOf(trimmed), trimmed, kinds[column]!, alone, found);
    }
    column++;
    from = to + 1;
  }
  return column > 1;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}
