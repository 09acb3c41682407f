import { isUtf8 } from 'node:buffer';
import type { KeyObject } from 'node:crypto';
import { EXPORT_FORMAT, EXPORT_VERSION, type ExportHeader, headerHash, headPayload } from './file-format.ts';
import { checkpointIn, headIn, headerIn, RECORD } from './file-lines.ts';
import type { Head } from './log.ts';
import { hashOfTexts } from './record.ts';
import { checkpointPayload, fingerprintOf, isSigned, publicKeyOf, spaced } from './signature.ts';

export type ProblemCode =
  | 'not-an-export' | 'wrong-key' | 'damaged' | 'missing' | 'out-of-place' | 'does-not-follow' | 'changed'
  | 'checkpoint' | 'head' | 'no-head' | 'after-head' | 'expected-head';

export interface Problem {
  code: ProblemCode;
  /** From 1. */
  line: number;
  /** The record it concerns, or the one before it; null where none is known. */
  record: number | null;
  message: string;
}

export interface FileVerdict {
  intact: boolean;
  /** So many records were read, from `first` to `last`; null where there were none. */
  records: number;
  first: number | null;
  last: number | null;
  /** Hash of the last record. */
  head: string | null;
  checkpoints: number;
  /** UTC milliseconds. */
  exportedAt: number | null;
  /** Of the key that signed. Whoever did not give one compares it with what the office has noted. */
  fingerprint: string | null;
  keyGiven: boolean;
  /** In the order of the file, the first hundred. */
  problems: Problem[];
  /** How many there are. */
  found: number;
}

export interface Expected {
  /** The key of the office, or its fingerprint. */
  key?: KeyObject | string | undefined;
  /** What the auditor kept from an earlier look: this record must be in the file, with this hash. */
  head?: Head | undefined;
}

const MAX_PROBLEMS = 100;
/** No record is as long; what has no end of line must not fill the memory. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;
const NEWLINE = 0x0a;

/** Checks an export as its bytes come, with what stands in it alone. */
export class FileVerifier {
  readonly #expected: Expected;
  readonly #problems: Problem[] = [];
  #found = 0;
  #rest: Buffer[] = [];
  #restBytes = 0;
  #line = 0;
  #header: (ExportHeader & { line: string }) | undefined;
  /** Nothing can be said of what follows. */
  #hopeless = false;
  #key: KeyObject | undefined;
  #fingerprint: string | null = null;
  /** The last record. */
  #seq = 0;
  #hash = '';
  #records = 0;
  #first: number | null = null;
  #checkpoints = 0;
  /** The last record of which a signature holds. */
  #vouched = 0;
  #ended = false;
  #expectedSeen = false;

  constructor(expected: Expected = {}) {
    this.#expected = expected;
  }

  push(chunk: Buffer): void {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end === 0) return this.#keep(chunk);
    const whole = this.#restBytes === 0 ? chunk.subarray(0, end) : Buffer.concat([...this.#rest, chunk.subarray(0, end)]);
    this.#rest = [];
    this.#restBytes = 0;
    this.#lines(whole);
    if (end < chunk.length) this.#keep(chunk.subarray(end));
  }

  end(): FileVerdict {
    if (this.#restBytes > 0) {
      this.#line++;
      this.#problem('damaged', 'the file ends in the middle of a line');
    }
    if (this.#line === 0) this.#problem('not-an-export', 'the file is empty');
    else if (!this.#hopeless && !this.#ended) this.#problem('no-head', `the signed head is missing: the end of the export was cut off after record ${this.#seq}`);
    this.#checkExpectedHead();
    return {
      intact: this.#found === 0,
      records: this.#records,
      first: this.#first,
      last: this.#records === 0 ? null : this.#seq,
      head: this.#header ? this.#hash : null,
      checkpoints: this.#checkpoints,
      exportedAt: this.#header?.exportedAt ?? null,
      fingerprint: this.#fingerprint,
      keyGiven: this.#expected.key !== undefined,
      problems: this.#problems,
      found: this.#found,
    };
  }

  #keep(piece: Buffer): void {
    this.#restBytes += piece.length;
    if (this.#restBytes > MAX_LINE_BYTES) {
      if (!this.#hopeless) this.#problem('damaged', 'a line has no end');
      this.#hopeless = true;
      this.#rest = [];
      this.#restBytes = 1;
      return;
    }
    // The caller may use its buffer again.
    this.#rest.push(Buffer.from(piece));
  }

  #lines(bytes: Buffer): void {
    if (this.#hopeless) return;
    if (!isUtf8(bytes)) return this.#oneByOne(bytes);
    const text = bytes.toString('utf8');
    for (let from = 0, to: number; from < text.length && !this.#hopeless; from = to + 1) {
      to = text.indexOf('\n', from);
      this.#take(text.slice(from, to));
    }
  }

  /** Somewhere in these lines is a letter that is none. */
  #oneByOne(bytes: Buffer): void {
    for (let from = 0, to: number; from < bytes.length && !this.#hopeless; from = to + 1) {
      to = bytes.indexOf(NEWLINE, from);
      const line = bytes.subarray(from, to);
      this.#take(isUtf8(line) ? line.toString('utf8') : '');
    }
  }

  #take(line: string): void {
    this.#line++;
    if (this.#line === 1) return this.#takeHeader(line);
    if (this.#ended) return this.#problem('after-head', 'something stands after the signed head');
    const record = RECORD.exec(line);
    if (record) this.#takeRecord(record as unknown as RecordTexts);
    else if (line.startsWith('{"checkpoint":')) this.#takeCheckpoint(line);
    else if (line.startsWith('{"head":')) this.#takeHead(line);
    else this.#problem('damaged', `the line after record ${this.#seq} is damaged`);
  }

  #takeHeader(line: string): void {
    const header = headerIn(line);
    if (header?.format !== EXPORT_FORMAT) return this.#giveUp('this is not an export of the audit log, or its first line is damaged');
    if (header.version !== EXPORT_VERSION) return this.#giveUp(`this export is of version ${header.version}, which this Gatehouse does not know`);
    const own = publicKeyOf(header.publicKey);
    if (!own) return this.#giveUp('the key in the first line is damaged');
    const { key } = this.#expected;
    const wanted = typeof key === 'string' ? key.replace(/[\s:]/g, '').toLowerCase() : key && fingerprintOf(key);
    this.#header = { ...header, line };
    this.#key = typeof key === 'object' ? key : own;
    this.#fingerprint = fingerprintOf(own);
    this.#seq = header.first - 1;
    this.#hash = header.previous;
    this.#vouched = this.#seq;
    if (wanted !== undefined && wanted !== this.#fingerprint) this.#problem('wrong-key', `the export was signed with another key: its fingerprint is ${spaced(this.#fingerprint)}, and not ${spaced(wanted)}`);
    this.#compareExpected();
  }

  #takeRecord([, action, actor, detail, hash, previous, seqText, time]: RecordTexts): void {
    const seq = Number(seqText);
    const expected = this.#seq + 1;
    if (seq > expected) this.#problem('missing', seq === expected + 1 ? `record ${expected} is missing` : `records ${expected} to ${seq - 1} are missing`, expected);
    else if (seq < expected) this.#problem('out-of-place', `record ${seq} stands after record ${this.#seq}: it was inserted or moved`, seq);
    else if (previous !== this.#hash) this.#problem('does-not-follow', `record ${seq} does not follow the record before it: one of the two was changed or exchanged`, seq);
    if (hashOfTexts(previous, action, actor, detail, seqText, time) !== hash) this.#problem('changed', `record ${seq} was changed`, seq);
    this.#records++;
    this.#first ??= seq;
    this.#hash = hash;
    if (seq <= this.#seq) return;
    this.#seq = seq;
    this.#compareExpected();
  }

  #takeCheckpoint(line: string): void {
    this.#checkpoints++;
    const found = checkpointIn(line);
    if (!found) return this.#problem('damaged', `the checkpoint after record ${this.#seq} is damaged`);
    const { checkpoint, signature } = found;
    if (checkpoint.keyId !== fingerprintOf(this.#key!) || !isSigned(checkpointPayload(checkpoint), signature, this.#key!)) return this.#problem('checkpoint', `the signature of the checkpoint after record ${this.#seq} does not hold`);
    if (checkpoint.seq > this.#seq) return this.#problem('checkpoint', `a signed checkpoint speaks of record ${checkpoint.seq}, but the records after ${this.#seq} are not there`);
    if (checkpoint.seq !== this.#seq) return this.#problem('checkpoint', `the checkpoint of record ${checkpoint.seq} stands after record ${this.#seq}`);
    if (checkpoint.hash !== this.#hash) return this.#problem('checkpoint', `the signed checkpoint of record ${this.#seq} speaks of another record: what comes after record ${this.#vouched} was written anew`);
    this.#vouched = this.#seq;
  }

  #takeHead(line: string): void {
    this.#ended = true;
    const found = headIn(line);
    if (!found) return this.#problem('damaged', 'the signed head is damaged');
    const { head, signature } = found;
    const header = this.#header!;
    if (head.keyId !== fingerprintOf(this.#key!) || !isSigned(headPayload(head), signature, this.#key!)) return this.#problem('head', 'the signature of the head does not hold');
    if (head.header !== headerHash(header.line)) return this.#problem('head', 'the first line was changed: the signed head speaks of another one');
    if (head.seq !== this.#seq) return this.#problem('missing', `the export was signed with record ${head.seq} at its end, and ends with record ${this.#seq}`);
    if (head.hash !== this.#hash) return this.#problem('head', `the signed head speaks of another record ${this.#seq}: what comes after record ${this.#vouched} was written anew`);
    if (head.records !== this.#records || header.last !== this.#seq) return this.#problem('head', `the export was signed with ${head.records} records, and ${this.#records} are there`);
    if (head.checkpoints !== this.#checkpoints) return this.#problem('head', `the export was signed with ${head.checkpoints} checkpoints, and ${this.#checkpoints} are there`);
    this.#vouched = this.#seq;
  }

  #compareExpected(): void {
    const { head } = this.#expected;
    if (head?.seq !== this.#seq) return;
    this.#expectedSeen = true;
    if (head.hash.toLowerCase() !== this.#hash) this.#problem('expected-head', `record ${head.seq} is not the one that you kept: the log was written anew`);
  }

  #checkExpectedHead(): void {
    const { head } = this.#expected;
    if (!head || this.#expectedSeen || !this.#header) return;
    if (head.seq < this.#header.first) this.#problem('expected-head', `the record ${head.seq} that you kept lies before this export, which begins with record ${this.#header.first}`, head.seq);
    else if (head.seq > this.#seq) this.#problem('expected-head', `the export ends with record ${this.#seq}, but you kept record ${head.seq}: what came after is not there`);
    else this.#problem('expected-head', `record ${head.seq}, which you kept, is not there`, head.seq);
  }

  #giveUp(message: string): void {
    this.#hopeless = true;
    this.#problem('not-an-export', message);
  }

  #problem(code: ProblemCode, message: string, record: number | null = this.#header ? this.#seq : null): void {
    this.#found++;
    if (this.#problems.length < MAX_PROBLEMS) this.#problems.push({ code, line: this.#line, record, message });
  }
}

type RecordTexts = [line: string, action: string, actor: string, detail: string, hash: string, previous: string, seq: string, time: string];
