import type { Unreadable } from '../../core/unreadable.ts';

/** What was read of a file that a request carries. */
export interface FileText {
  /** Everything that could be read; the same words may stand in it twice, as there is more than one way to join the pieces of a page. */
  texts: string[];
  /** What in it could not be read: pictures and scans; or an attachment, a part in another format. */
  unreadable: Unreadable;
}

/** Larger ones count as unreadable, bytes. */
export const MAX_FILE_BYTES = 25 * 1024 * 1024;
/** What a packed file may unpack to, bytes, and in how many parts. */
export const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;
export const MAX_PARTS = 4096;
export const MAX_PAGES = 2000;
