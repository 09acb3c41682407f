import type { DataClass } from './data-class.ts';

/** `off`: nothing is kept. `hash`: keyed hashes of messages and answer. `encrypted`: these and the texts, under a key of each record's own. */
export const CONTENT_MODES = ['off', 'hash', 'encrypted'] as const;
export type ContentMode = (typeof CONTENT_MODES)[number];

/** What is kept of requests and answers of one class, and for how many days. */
export interface ContentRule {
  mode: ContentMode;
  days: number;
}

export type ContentRules = Record<DataClass, ContentRule>;
