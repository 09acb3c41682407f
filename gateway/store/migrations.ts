import { v1 } from './migrations/1-first.ts';
import { v2 } from './migrations/2-desktop.ts';
import { v3 } from './migrations/3-reasons.ts';
import { v4 } from './migrations/4-recognition.ts';
import { v5 } from './migrations/5-money.ts';
import { v6 } from './migrations/6-audit.ts';
import { v7 } from './migrations/7-contents.ts';
import { v8 } from './migrations/8-prices.ts';
import { v9 } from './migrations/9-responses.ts';
import { v10 } from './migrations/10-outbox.ts';
import { v11 } from './migrations/11-false-alarms.ts';
import { v12 } from './migrations/12-traces-of-responses.ts';
import { v13 } from './migrations/13-counted-tokens.ts';
import { v14 } from './migrations/14-clock-set-back.ts';

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
  { version: 5, sql: v5 },
  { version: 6, sql: v6 },
  { version: 7, sql: v7 },
  { version: 8, sql: v8 },
  { version: 9, sql: v9 },
  { version: 10, sql: v10 },
  { version: 11, sql: v11 },
  { version: 12, sql: v12 },
  { version: 13, sql: v13 },
  { version: 14, sql: v14 },
];
