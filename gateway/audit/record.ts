import { hash } from 'node:crypto';
import type { JsonObject } from '../core/json.ts';

export interface AuditRecord {
  /** From 1, without gaps. */
  seq: number;
  /** UTC milliseconds. */
  time: number;
  actor: string;
  action: string;
  detail: JsonObject;
  /** The hash of the record before it; 64 zeros before the first. */
  previous: string;
  /** SHA-256 in hex, see `hashOf`. */
  hash: string;
}

/** As it lies in the database: `detail` is canonical JSON. */
export interface AuditRow { seq: number; time: number; actor: string; action: string; detail: string; previous: string; hash: string }

/** What stands in the place of a hash before the first record. */
export const START = '0'.repeat(64);

/** SHA-256 in hex of `previous`, a newline, and the canonical JSON of the other members, in which `detail` is a string. */
export function hashOf({ seq, time, actor, action, detail, previous }: Omit<AuditRow, 'hash'>): string {
  return hashOfTexts(previous, JSON.stringify(action), JSON.stringify(actor), detail, String(seq), String(time));
}

/** The same of members that are JSON already, but for `detail`: its text. */
export function hashOfTexts(previous: string, action: string, actor: string, detail: string, seq: string, time: string): string {
  return hash('sha256', `${previous}\n{"action":${action},"actor":${actor},"detail":${JSON.stringify(detail)},"seq":${seq},"time":${time}}`, 'hex');
}

export function recordOf(row: AuditRow): AuditRecord {
  return { ...row, detail: JSON.parse(row.detail) as JsonObject };
}
