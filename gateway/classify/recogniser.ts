import type { DataClass } from '../core/data-class.ts';

export type RecogniserGroup = 'identifier' | 'secret' | 'person' | 'context' | 'office';

/** What one recogniser looks for, as a value: settings and pages list it, its examples are tests. */
export interface Recogniser {
  /** `ch-ahv`; stable: traces and settings name it. */
  id: string;
  group: RecogniserGroup;
  /** The word of a stand-in: `AHV` in `<AHV_1>`. Absent where the finding is no value that could be replaced (a context word). */
  entity?: string;
  /** The class that findings of it speak for. */
  dataClass: DataClass;
  /** The class that one finding alone makes a request at least, where it is too weak for `dataClass` (an e-mail address alone is internal). */
  alone?: DataClass;
  /** What one finding adds to its class's score, 0 to 1; at 1 one finding alone raises the request to `dataClass`. */
  weight: number;
  /** True where spaces and separators do not tell one value from another: `756.1234…` and `756 1234 …` are the same number. */
  compact?: boolean;
  examples: { found: readonly string[]; passed: readonly string[] };
}

/** Where something was recognised; never what. */
export interface Match {
  recogniser: Recogniser;
  /** UTF-16 offsets: first, and one past the last. */
  start: number;
  end: number;
  /** True where validation or context leaves no doubt: only then it may be replaced by a stand-in and sent. */
  certain: boolean;
  /** True for the beginning of a value of which the rest may stand elsewhere: by itself it is no finding. */
  half?: true;
}

export type Found = (match: Match) => void;

/**
 * Reads one text and reports what it recognises, in any order, overlaps included. Pure; time linear in the length for every text;
 * what it throws makes the whole request count as unreadable.
 */
export interface Detector {
  recognisers: readonly Recogniser[];
  detect(text: string, found: Found): void;
  /** Long texts are read in parts: where something ends that begins between `from` and `to` and is longer than a thousand characters; `to` where nothing is. */
  reach?(text: string, from: number, to: number): number;
}
