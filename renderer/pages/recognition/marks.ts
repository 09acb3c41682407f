import type { Finding } from './recognition.ts';

/** So much of a text is shown, in characters: all of it has been looked at. */
export const SHOWN_MAX = 20_000;

export interface Segment {
  start: number;
  text: string;
  /** What was found there. */
  recogniser?: string;
}

/** A text cut where something was found; findings that overlap another, or lie beyond what is shown, are left out. */
export function segmentsOf(text: string, findings: readonly Finding[], max = SHOWN_MAX): Segment[] {
  const segments: Segment[] = [];
  let at = 0;
  const put = (end: number, recogniser?: string): void => {
    if (end > at) segments.push({ start: at, text: text.slice(at, end), ...(recogniser !== undefined && { recogniser }) });
    at = end;
  };
  for (const { recogniser, start, end } of [...findings].sort((a, b) => a.start - b.start)) {
    if (start < at || end <= start || end > Math.min(max, text.length)) continue;
    put(start);
    put(end, recogniser);
  }
  put(Math.max(at, Math.min(max, text.length)));
  return segments;
}

/** Texts of a file that are shown: a document has hundreds. */
const TEXTS_MAX = 20;

export interface ShownTexts {
  texts: { text: string; index: number }[];
  /** There are more. */
  cut: boolean;
}

/** Of a file's texts those in which something was found; where nothing was, the first ones. */
export function shownTexts(all: readonly string[], findings: readonly Finding[]): ShownTexts {
  const said = all.map((text, index) => ({ text, index })).filter(({ text }) => text.trim() !== '');
  const found = new Set(findings.map(({ text }) => text));
  const wanted = found.size > 0 ? said.filter(({ index }) => found.has(index)) : said;
  return { texts: wanted.slice(0, TEXTS_MAX), cut: said.length > Math.min(wanted.length, TEXTS_MAX) };
}

export interface FoundKind {
  recogniser: string;
  dataClass: Finding['dataClass'];
  count: number;
  /** False where one of them was recognised without certainty. */
  certain: boolean;
  /** False for what a text is about: it is no value that could be left out. */
  reportable: boolean;
}

/** What was found by kind, in order of the first mention: its place in the list is the number of its marks. */
export function kindsOf(findings: readonly Finding[]): FoundKind[] {
  const kinds = new Map<string, FoundKind>();
  for (const { recogniser, dataClass, certain, start, end } of [...findings].sort((a, b) => a.text - b.text || a.start - b.start)) {
    const kind = kinds.get(recogniser);
    if (kind) kinds.set(recogniser, { ...kind, count: kind.count + 1, certain: kind.certain && certain, reportable: kind.reportable || end > start });
    else kinds.set(recogniser, { recogniser, dataClass, count: 1, certain, reportable: end > start });
  }
  return [...kinds.values()];
}
