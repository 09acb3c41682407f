import { COLUMNS_MAX } from './rows.ts';
import { walkXml, type XmlVisitor } from './xml.ts';

/** Of what a sheet says as lines, UTF-16 units: a text that every cell points to is written once in the file. */
const TABLE_MAX = 16 * 1024 * 1024;
/** A name or a date; longer ones stand in full among the workbook's texts. */
const CELL_MAX = 200;
/** Number formats that show a date (ECMA-376, 18.8.30). */
const DATES = new Set([14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 34, 35, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58]);
const DATE_CODE = /[dy]/i;
const NOT_CODE = /"[^"]*"|\[[^\]]*\]|\\./g;
const DAY_MS = 86_400_000;
/** Day 0 of Excel's calendar, and of the old Macintosh's. */
const EPOCH = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);
const LAST_DAY = 2_958_465;
const BLANK = /\s+/g;
const NUMBER = /^-?\d+(?:\.\d+)?(?:E[+-]?\d+)?$/i;

/** The parts of a workbook that explain each other (SpreadsheetML): a cell has the number of its text, or that of a day, and the sheet says neither. */
export class Workbook {
  readonly #parts = new Map<string, string[]>();

  /** `root`: the name of its first element. */
  add(root: string, xml: string): void {
    if (!['worksheet', 'sst', 'styleSheet', 'workbook'].includes(root)) return;
    const same = this.#parts.get(root);
    if (same) same.push(xml);
    else this.#parts.set(root, [xml]);
  }

  /** Each sheet as lines with tabs between the cells. Throws where that is too much to be looked at. */
  tables(): string[] {
    const sheets = this.#parts.get('worksheet') ?? [];
    if (sheets.length === 0) return [];
    const texts = (this.#parts.get('sst') ?? []).flatMap(sharedTexts);
    const dates = (this.#parts.get('styleSheet') ?? []).flatMap(dateStyles);
    const epoch = (this.#parts.get('workbook') ?? []).some((xml) => /\sdate1904\s*=\s*["'](?:1|true)["']/.test(xml)) ? EPOCH_1904 : EPOCH;
    let room = TABLE_MAX;
    return sheets.map((xml) => {
      const sheet = new SheetReader(texts, dates, epoch, room);
      walkXml(xml, sheet);
      room = sheet.room;
      return sheet.lines.join('\n');
    });
  }
}

function localOf(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function valueOf(attributes: readonly [string, string][], name: string): string | undefined {
  return attributes.find(([known]) => known === name)?.[1];
}

function sharedTexts(xml: string): string[] {
  const texts: string[] = [];
  let text: string | undefined;
  walkXml(xml, {
    open: (name) => void (localOf(name) === 'si' && (text = '')),
    close(name) {
      if (localOf(name) !== 'si') return;
      texts.push(text ?? '');
      text = undefined;
    },
    text: (more) => void (text !== undefined && text.length < CELL_MAX && (text += more)),
    aside: () => {},
  });
  return texts;
}

/** For each style of a cell whether it shows a date. */
function dateStyles(xml: string): boolean[] {
  const own = new Set<number>();
  const styles: boolean[] = [];
  let inStyles = false;
  walkXml(xml, {
    open(name, attributes) {
      const local = localOf(name);
      if (local === 'numFmt' && DATE_CODE.test((valueOf(attributes, 'formatCode') ?? '').replaceAll('&quot;', '"').replace(NOT_CODE, ''))) own.add(Number(valueOf(attributes, 'numFmtId')));
      else if (local === 'cellXfs') inStyles = true;
      else if (local === 'xf' && inStyles) {
        const format = Number(valueOf(attributes, 'numFmtId') ?? 0);
        styles.push(DATES.has(format) || own.has(format));
      }
    },
    close: (name) => void (localOf(name) === 'cellXfs' && (inStyles = false)),
    text: () => {},
    aside: () => {},
  });
  return styles;
}

class SheetReader implements XmlVisitor {
  readonly lines: string[] = [];
  room: number;
  readonly #texts: readonly string[];
  readonly #dates: readonly boolean[];
  readonly #epoch: number;
  #cells: string[] = [];
  /** Of the cell that is open. */
  #cell: { type: string; date: boolean; text: string } | undefined;
  #inValue = false;

  constructor(texts: readonly string[], dates: readonly boolean[], epoch: number, room: number) {
    this.#texts = texts;
    this.#dates = dates;
    this.#epoch = epoch;
    this.room = room;
  }

  open(name: string, attributes: readonly [string, string][]): void {
    const local = localOf(name);
    if (local === 'row') this.#cells = [];
    else if (local === 'c') {
      const column = columnOf(valueOf(attributes, 'r'));
      while (this.#cells.length < column && this.#cells.length < COLUMNS_MAX) this.#cells.push('');
      this.#cell = { type: valueOf(attributes, 't') ?? 'n', date: this.#dates[Number(valueOf(attributes, 's') ?? 0)] ?? false, text: '' };
    } else if (local === 'v' || local === 't') this.#inValue = true;
  }

  close(name: string): void {
    const local = localOf(name);
    if (local === 'v' || local === 't') this.#inValue = false;
    else if (local === 'c' && this.#cell) {
      if (this.#cells.length < COLUMNS_MAX) this.#cells.push(this.#shown(this.#cell));
      this.#cell = undefined;
    } else if (local === 'row') {
      const line = this.#cells.join('\t').trimEnd();
      this.room -= line.length + 1;
      if (this.room < 0) throw new Error('a sheet of too many words');
      this.lines.push(line);
    }
  }

  text(text: string): void {
    if (this.#inValue && this.#cell) this.#cell.text += text;
  }

  aside(): void {}

  #shown({ type, date, text }: { type: string; date: boolean; text: string }): string {
    const number = Number(text);
    if (type === 's') return (this.#texts[number] ?? '').replace(BLANK, ' ');
    if (type === 'n' && date && text !== '' && number > 0 && number <= LAST_DAY) return dayOf(this.#epoch + Math.floor(number) * DAY_MS);
    // Looked at by itself: figures of neighbouring cells are somebody's card by chance.
    if (type === 'n' && NUMBER.test(text)) return '';
    return text.slice(0, CELL_MAX).replace(BLANK, ' ');
  }
}

/** `C2` is in column 2; without its place a cell stands behind the one before. */
function columnOf(place: string | undefined): number {
  const letters = /^([A-Z]{1,3})\d/.exec(place ?? '')?.[1] ?? '';
  let column = 0;
  for (let i = 0; i < letters.length; i++) column = column * 26 + letters.charCodeAt(i) - 64;
  return column - 1;
}

function dayOf(time: number): string {
  const [year, month, day] = new Date(time).toISOString().slice(0, 10).split('-');
  return `${day}.${month}.${year}`;
}
