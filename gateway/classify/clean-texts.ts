import { hash } from 'node:crypto';
import { RecentMap } from '../core/recent-map.ts';
import { type Opacity, READ } from './normalise/packed.ts';
import type { Match } from './recogniser.ts';

/** A shorter text is looked at as quickly as it is hashed; a longer one would hold up others while it is. UTF-16 units. */
const SHORTEST = 8;
const LONGEST = 1_000_000;
const REMEMBERED = 10_000;
/** More texts are known by what is made of them: their keys would fill the memory. */
export const TOGETHER = 8;
/** SHA-256 in base 64. A text that is no longer stands for itself, behind a sign that no hash begins with. */
const KEY_LENGTH = 44;
const ITSELF = '=';
export const REPORTS_MAX = 16;
/** A longer piece of a text would keep the whole text in memory. */
const PIECE_MAX = 12;

/** What a detector reported: the match, its range, the words. */
export type Report = readonly [match: Match, start: number, end: number, seen: string];

/** What is known of a text from its last look. */
export interface Seen {
  reports: readonly Report[];
  opacity: Opacity;
}

export function isClean(seen: Seen | undefined): boolean {
  return seen !== undefined && seen.reports.length === 0 && seen.opacity === READ;
}

/**
 * Texts in which one set of recognisers has found nothing, or contexts alone, and whether they could be read, by their SHA-256, short ones by themselves: a conversation sends its instructions and its history anew
 * with each turn. Attack on a weaker hash: a text made to collide with a harmless one would pass unseen.
 */
export class CleanTexts {
  readonly #known = new RecentMap<string, Seen>(REMEMBERED);

  /**
   * What stands for the text here, where it is one text or several with so much between them; undefined for one that is not remembered. Attack: halves of surrogate pairs are all hashed alike, and two of them
   * may become a letter or a digit once texts are joined or escapes decoded.
   */
  key(text: string, between = ''): string | undefined {
    if (text.length < SHORTEST || text.length > LONGEST || !text.isWellFormed()) return undefined;
    return between + (text.length < KEY_LENGTH ? ITSELF + text : hash('sha256', text, 'base64'));
  }

  /** What stands for several texts in this order with so much between them, each given by its key, or as it is where it has none; undefined where one is too long for that. At most `TOGETHER`. */
  keyOfMany(texts: readonly string[], between = ''): string | undefined {
    let key = between;
    for (const text of texts) {
      if (text.length > KEY_LENGTH) return undefined;
      // With its length, so that no two lists are written alike.
      key += `${text.length}:${text}`;
    }
    return key;
  }

  /** What was reported of it; undefined where it is not known to be clean. */
  get(key: string | undefined): Seen | undefined {
    return key === undefined ? undefined : this.#known.get(key);
  }

  add(key: string | undefined, seen: Seen): void {
    if (key === undefined || seen.reports.length > REPORTS_MAX || !seen.reports.every(isContext)) return;
    this.#known.set(key, seen);
  }
}

function isContext([{ recogniser, half }, , , seen]: Report): boolean {
  return recogniser.group === 'context' && !recogniser.entity && !half && seen.length <= PIECE_MAX;
}
