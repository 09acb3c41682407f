import type { DataClass } from './data-class.ts';

/** Why a class is at least what it is: who says so and where; never the text itself. */
export interface Evidence {
  /** A recogniser's id; or who stated the class: `key-floor`, `prefix`, `header`, `tag`, `conversation`, `unreadable-part`, `unread`. */
  recogniser: string;
  dataClass: DataClass;
  /** `messages[2].content`; absent where the class was stated. */
  path?: string;
  /** UTF-16 offsets in that string. */
  start?: number;
  end?: number;
  /** Keyed hash of what was found: equal values can be told, and left out from now on, without being kept. */
  mark?: string;
}
