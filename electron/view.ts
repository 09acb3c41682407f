import type { Texts } from './texts/en.ts';

/** What the local page and the banner show. */
export type Stage =
  | 'starting'
  /** The system is asked for the key; it may show a window of its own for that. */
  | 'keychain'
  | 'choose-passphrase'
  | 'passphrase'
  | 'recovery'
  | 'restarting'
  | 'failed'
  | 'open';

export interface ShellView {
  stage: Stage;
  /** Counts what is shown anew, so that a second wrong try is told from the first. */
  turn: number;
  language: string;
  texts: Texts;
  /** Why something else than the usual is asked, or what failed; already in words. */
  reason?: string;
  /** Where `reason` is in another language than the page: a screen reader reads it as that. */
  reasonLanguage?: string;
  /** What was wrong with the last try. */
  wrong?: string;
  /** The way out of `recovery` needs a new passphrase, as the system keeps no secrets. */
  needsPassphrase?: boolean;
  /** The keychain is waited for with a database that is to be made. */
  isNew?: boolean;
  /** Shown over the page until it is dismissed. */
  banner?: keyof Texts;
}
