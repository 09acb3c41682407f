import { v1 } from './migrations/1-first.ts';
import { v2 } from './migrations/2-desktop.ts';
import { v3 } from './migrations/3-reasons.ts';
import { v4 } from './migrations/4-recognition.ts';

/** One step of the schema. Steps are only ever added: a published one never changes. */
export interface Migration {
  version: number;
  sql: string;
}

export const MIGRATIONS: readonly Migration[] = [
  { version: 1, sql: v1 },
  { version: 2, sql: v2 },
  { version: 3, sql: v3 },
  { version: 4, sql: v4 },
];
