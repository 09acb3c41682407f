import { hash } from 'node:crypto';
import type { JsonObject } from '../core/json.ts';
import type { StoredCheckpoint } from '../store/checkpoints.ts';
import { canonicalJson } from './canonical.ts';
import type { AuditRow } from './record.ts';
import { checkpointPayload } from './signature.ts';

/*
 * An export is lines of canonical JSON: a header, the records with the checkpoints after the record that each speaks of, and the signed head.
 * docs/audit.md describes it for whoever writes a verifier of his own.
 */

export const EXPORT_FORMAT = 'gatehouse-audit-export';
export const HEAD_FORMAT = 'gatehouse-audit-head';
export const EXPORT_VERSION = 1;

export interface ExportHeader {
  format: string;
  version: number;
  /** UTC milliseconds. */
  exportedAt: number;
  /** The first record, and the last: one less where there are none. */
  first: number;
  last: number;
  /** The hash of the record before the first. */
  previous: string;
  /** SPKI in base64. */
  publicKey: string;
}

export interface ExportHead {
  /** The last record, or the one before the first where there are none. */
  seq: number;
  hash: string;
  time: number;
  /** How many lines of each kind stand between the header and this. */
  records: number;
  checkpoints: number;
  keyId: string;
  /** SHA-256 in hex of the header's line. */
  header: string;
}

export function headerLine(header: ExportHeader): string {
  return canonicalJson({ ...header });
}

export function headerHash(line: string): string {
  return hash('sha256', line, 'hex');
}

/** `detail` stands in it as it was hashed: the verifier takes its text out again. */
export function recordLine({ seq, time, actor, action, detail, previous, hash: own }: AuditRow): string {
  return `{"action":${JSON.stringify(action)},"actor":${JSON.stringify(actor)},"detail":${detail},"hash":"${own}","previous":"${previous}","seq":${seq},"time":${time}}`;
}

export function checkpointLine(checkpoint: StoredCheckpoint): string {
  return canonicalJson({ checkpoint: checkpointPayload(checkpoint), signature: checkpoint.signature });
}

export function headPayload(head: ExportHead): JsonObject & { format: string } {
  return { ...head, format: HEAD_FORMAT };
}

export function headLine(head: ExportHead, signature: string): string {
  return canonicalJson({ head: headPayload(head), signature });
}
