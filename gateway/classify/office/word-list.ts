import { GatehouseError } from '../../core/errors.ts';
import { isTextFile } from '../../core/text-file.ts';
import { csvOf, type CsvRow, csvRows, HEADER_MAX } from './csv.ts';
import { isCode, tellingWords, tokensOf } from './entries.ts';
import { type Columns, columnsOf, entriesOf } from './columns.ts';

/** Why a line is left out. */
export const REJECTIONS = {
  'too-long': 'It is longer than 200 characters.',
  'no-letter': 'It has no letter and no digit.',
  'short-code': 'It is too short: it would match many other numbers.',
  'four-digits': 'A number of four digits would match years and postal codes.',
  'too-short': 'It is too short: it would match everyday words.',
  everyday: 'It is an everyday word: it would match nearly every text.',
  known: 'It is in the list already.',
} as const;
export type Rejection = keyof typeof REJECTIONS;

export interface ParsedWordList {
  /** One name, number or word each, in the list's order, none twice. */
  entries: string[];
  /** `line` counts from 1. */
  rejected: { line: number; text: string; code: Rejection; reason: string }[];
}

export interface WordListOptions {
  /** `csv`: columns; `lines`: an entry per line. Found out by the text itself where it is absent. */
  format?: 'csv' | 'lines';
  /** True for a word that everybody uses: by itself it would match everywhere. */
  common?: (word: string) => boolean;
}

/** Somewhat more than the words that can be looked for: reading a million lines would hold up everybody for seconds. */
export const LINES_MAX = 250_000;
const REJECTED_MAX = 10_000;
const SHORTEST = 3;
const SHORTEST_CODE = 4;
const LONGEST = 200;
const SHOWN = 80;
const FORMAT_SAMPLE = 20;

/**
 * A word list as pasted, or a CSV with or without headings. Throws `invalid_request` above 250,000 lines. At most 10,000 rejections are listed.
 */
export function parseWordList(text: string, options: WordListOptions = {}): ParsedWordList {
  const content = (text.codePointAt(0) === 0xfeff ? text.slice(1) : text).replaceAll(LINE_END, '\n');
  checkLines(content);
  const { common = () => false } = options;
  const list: ParsedWordList = { entries: [], rejected: [] };
  const known = new Set<string>();
  const reject = (line: number, entry: string, code: Rejection) => {
    if (list.rejected.length < REJECTED_MAX) list.rejected.push({ line, text: entry.slice(0, SHOWN), code, reason: REJECTIONS[code] });
  };
  const accept = (line: number, raw: string) => {
    const entry = raw.replace(/\s+/g, ' ').trim();
    if (entry === '') return;
    const tokens = tokensOf(entry.normalize('NFKC'));
    const problem = problemOf(entry, tokens, common);
    if (problem) return reject(line, entry, problem);
    const key = tokens.join(' ').toLowerCase();
    if (known.has(key)) return reject(line, entry, 'known');
    known.add(key);
    list.entries.push(entry);
  };
  const csv = options.format === 'lines' ? undefined : csvOf(content, FORMAT_SAMPLE, options.format === 'csv');
  if (!csv) {
    const marked = isNumbered(content);
    let line = 0;
    for (const entry of linesOf(content)) accept(++line, marked ? entry.replace(MARK, '') : entry);
    return list;
  }
  const rows = csvRows(csv.text, csv.delimiter);
  const above: CsvRow[] = [];
  let columns: Columns | undefined;
  while (!columns && above.length < HEADER_MAX) {
    const row = rows.next();
    if (row.done) break;
    columns = columnsOf(row.value.cells);
    if (!columns) above.push(row.value);
  }
  // A title stands alone in its row; other rows are none of the headings'.
  for (const { line, cells } of columns && above.every(isTitle) ? [] : above) for (const entry of entriesOf(cells, undefined)) accept(line, entry);
  for (const { line, cells } of rows) for (const entry of entriesOf(cells, columns)) accept(line, entry);
  return list;
}

const LINE_END = /\r\n?/g;
/** In front of each line of a list that was written by hand. */
const MARK = /^\s*(?:\d{1,6}[.)]|[-–•*·▪])\s+(?=\p{L})/u;

function isNumbered(text: string): boolean {
  const lines = text.split('\n', FORMAT_SAMPLE).filter((line) => line.trim() !== '');
  return lines.length > 1 && lines.every((line) => MARK.test(line));
}

function isTitle({ cells }: CsvRow): boolean {
  return cells.filter((cell) => cell !== '').length <= 1;
}

/** A file's text: UTF-8, UTF-16 with its mark, or what Excel writes on Windows. Throws `invalid_request` for a file that holds none. */
export function decodeWordList(bytes: Uint8Array): string {
  if (!isTextFile(bytes)) throw new GatehouseError('invalid_request', 'This is not a text file.', { param: 'data', hint: 'Save it as CSV in your spreadsheet program, or copy the column and paste it.' });
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function problemOf(entry: string, tokens: readonly string[], common: (word: string) => boolean): Rejection | undefined {
  if (entry.length > LONGEST) return 'too-long';
  const letters = tokens.join('').length;
  if (letters === 0) return 'no-letter';
  if (isCode(tokens)) {
    if (letters < SHORTEST_CODE) return 'short-code';
    return tokens.length === 1 && letters === SHORTEST_CODE ? 'four-digits' : undefined;
  }
  const telling = tellingWords(tokens);
  if (telling.length > 1) return undefined;
  const [word = ''] = telling;
  if (word.length < SHORTEST && !(word.length === 2 && word === word.toUpperCase())) return 'too-short';
  return common(word) ? 'everyday' : undefined;
}

function checkLines(text: string): void {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    if (++lines > LINES_MAX + 1) throw new GatehouseError('invalid_request', `The list has more than ${LINES_MAX.toLocaleString('en')} lines; 200,000 are possible in all. Leave out what is in no current matter.`, { param: 'text' });
  }
}

function* linesOf(text: string): Generator<string> {
  for (let start = 0; start <= text.length; ) {
    const end = text.indexOf('\n', start);
    yield text.slice(start, end < 0 ? text.length : end);
    if (end < 0) return;
    start = end + 1;
  }
}
