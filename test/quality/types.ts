export const LANGUAGES = ['de', 'fr', 'it', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];
/** Rules are tuned on `tune`; of `held` only the totals are looked at. */
export type Split = 'tune' | 'held';
export type MessageKind = 'letter' | 'email' | 'note' | 'crm' | 'code' | 'prompt' | 'tool' | 'public';
export type Expected = 'public' | 'internal' | 'confidential';

/** One labelled message of the corpus; a line of `corpus.jsonl`. */
export interface Labelled {
  id: string;
  language: Language;
  split: Split;
  kind: MessageKind;
  expected: Expected;
  text: string;
  /** UTF-16 offsets: first, one past the last, and the type: `PERSON`, `IBAN`, `SECRET` … */
  spans: [start: number, end: number, type: string][];
}

/** A template: its kind, the class that it deserves, and its text with `{placeholders}` (values.ts). */
export type Template = readonly [kind: MessageKind, expected: Expected, text: string];
