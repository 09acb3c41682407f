import { randomBytes } from 'node:crypto';
import type { AuditLog } from '../../audit/log.ts';
import type { Clock } from '../../core/clock.ts';
import type { ContentRules } from '../../core/contents.ts';
import { DATA_CLASSES, type DataClass } from '../../core/data-class.ts';
import { GatehouseError } from '../../core/errors.ts';
import { keyedDigest } from '../../core/hmac.ts';
import type { Json } from '../../core/json.ts';
import { decrypt, encrypt, NONCE_BYTES } from '../../store/aes.ts';
import { contentRows, type ContentScope, type ContentTotals, type Mark, type StoredContent } from '../../store/contents.ts';
import type { Store } from '../../store/open.ts';
import type { Vault } from '../../store/vault.ts';
import { answerTexts, markOf, requestTexts } from './texts.ts';

export interface ContentToKeep {
  traceId: string;
  keyId: string;
  owner: string;
  session?: string | null;
  /** UTC milliseconds. */
  time: number;
  /** When its request began, by `performance.now()`. */
  started: number;
  dataClass: DataClass;
  /** Not changed by anybody afterwards: it is written out later. */
  request: Json;
  /** As it came; bounds the memory that waiting records hold. 0: not known. */
  requestBytes: number;
  /** A plain answer, or the text of a streamed one. */
  answer: Json;
  /** Something of the answer is missing. */
  cut?: boolean;
}

export type Erasable = Pick<ContentToKeep, 'traceId' | 'keyId' | 'owner' | 'session' | 'started'>;

export interface Content {
  traceId: string;
  time: number;
  keyId: string;
  owner: string;
  session: string | null;
  dataClass: DataClass;
  /** JSON, or its beginning where `cut`. */
  request: string;
  /** JSON of a plain answer; the text of a streamed one. */
  answer: string;
  cut: boolean;
}

export interface ContentMatch { traceId: string; time: number; keyId: string; dataClass: DataClass; answer: boolean }

export interface ContentStatus {
  waiting: number;
  /** Since the start: the queue was full, or the disk could not take them. */
  dropped: number;
  totals: ContentTotals[];
}

/** What was asked and answered, as far as the office keeps it. Only administrators get to it. */
export interface Contents {
  /** False where nothing is kept of the class: an answer need not be collected. */
  wanted(dataClass: DataClass): boolean;
  /** After the ending of a request. Returns at once and never throws; what does not fit into the queue is dropped and counted. */
  keep(content: ContentToKeep): void;
  /** Writes an audit record first, without which nothing is shown. Throws `not_found` or `storage_unavailable`. */
  read(traceId: string, by: string): Content;
  /** Those with this very message or answer, newest first, at most 100. Writes an audit record first. */
  find(text: string, by: string): ContentMatch[];
  /** True where it was erased after it had begun: nothing of it may be kept. */
  erased(request: Erasable): boolean;
  /** Rows, keys and marks; `scrubbed`: nothing of them is left in the write-ahead log either (else a minute later). */
  erase(scope: ContentScope, by: string): { erased: number; scrubbed: boolean };
  status(): ContentStatus;
  /** Writes what waits. */
  flush(): void;
  close(): void;
}

export interface ContentOptions {
  store: Store;
  vault: Vault;
  audit: Pick<AuditLog, 'append'>;
  clock: Clock;
  rules(): ContentRules;
}

interface Waiting extends ContentToKeep {
  encrypted: boolean;
  /** About so much memory it holds. */
  bytes: number;
}

interface Sealed { request: string; answer: string; cut: boolean }

const DAY = 86_400_000;
const EXPIRE_EVERY_MS = 60_000;
const WRITE_AFTER_MS = 100;
const MAX_WAITING = 1_000;
const MAX_WAITING_BYTES = 32 * 1024 * 1024;
/** Written at once: more would hold up the streams. */
const BATCH = 32;
const BATCH_BYTES = 1024 * 1024;
/** Characters of a request that are kept. */
const MAX_REQUEST = 1024 * 1024;
/** Writing out a larger one would hold up the streams: nothing of it is kept but its answer. */
const MAX_REQUEST_BYTES = 4 * 1024 * 1024;
/** What a body counts for whose length was not stated. */
const UNSTATED_BYTES = 1024 * 1024;
const EXPIRE_AT_ONCE = 500;
const MAX_FOUND = 100;
const LONGEST_REQUEST_MS = DAY;
const MAX_ERASURES = 1_000;

export function createContents({ store, vault, audit, clock, rules }: ContentOptions): Contents {
  const rows = contentRows(store);
  const digest = keyedDigest(vault.derive('marks of contents'));
  const waiting: Waiting[] = [];
  let waitingBytes = 0;
  let dropped = 0;
  let timer: NodeJS.Timeout | undefined;
  let unscrubbed = false;
  /** A request that runs when its contents are erased ends afterwards, whatever was done to the clock meanwhile. */
  let erasures: { scope: ContentScope; at: number }[] = [];

  function schedule(delay: number): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      writeBatch();
      if (waiting.length > 0) schedule(0);
    }, delay);
    timer.unref();
  }

  function writeBatch(): void {
    let count = 0;
    for (let bytes = 0; count < waiting.length && count < BATCH && bytes < BATCH_BYTES; count++) bytes += waiting[count]!.bytes;
    const batch = waiting.splice(0, count);
    for (const { bytes } of batch) waitingBytes -= bytes;
    try {
      store.transaction(() => {
        for (const content of batch) write(content);
      });
    } catch {
      // Attack: a request that cannot be written ends the process for everybody.
      dropped += batch.length;
    }
  }

  function write(content: Waiting): void {
    const { traceId: trace, time, keyId, owner, session = null, dataClass } = content;
    const asked = content.requestBytes > MAX_REQUEST_BYTES ? [] : requestTexts(content.request);
    const marks = [...asked.map((text) => ({ text, answer: false })), ...(content.cut ? [] : answerTexts(content.answer).map((text) => ({ text, answer: true })))];
    rows.insert({ trace, time, keyId, owner, session, dataClass, ...seal(content) }, marks.map(({ text, answer }): Mark => ({ mark: markOf(digest, text), answer })));
  }

  function seal({ traceId, request, requestBytes, answer, cut = false, encrypted }: Waiting): Pick<StoredContent, 'sealed' | 'wrapped'> {
    if (!encrypted) return { sealed: null, wrapped: null };
    const asked = requestBytes > MAX_REQUEST_BYTES ? '' : JSON.stringify(request);
    const answered = typeof answer === 'string' ? answer : JSON.stringify(answer);
    const plain: Sealed = {
      request: asked.slice(0, MAX_REQUEST),
      answer: answered.slice(0, MAX_REQUEST),
      cut: cut || requestBytes > MAX_REQUEST_BYTES || Math.max(asked.length, answered.length) > MAX_REQUEST,
    };
    const key = randomBytes(32);
    const nonce = randomBytes(NONCE_BYTES);
    return {
      sealed: Buffer.concat([nonce, encrypt(key, nonce, Buffer.from(JSON.stringify(plain)), placeOf(traceId))]),
      wrapped: vault.seal(key.toString('base64'), keyPlaceOf(traceId)),
    };
  }

  const wasErased = (request: Erasable): boolean => erasures.some(({ scope, at }) => request.started <= at && concerns(scope, request));

  function flush(): void {
    while (waiting.length > 0) writeBatch();
  }

  function scrub(): boolean {
    unscrubbed = !rows.scrub();
    return !unscrubbed;
  }

  function expire(): void {
    try {
      const now = clock.now();
      const each = rules();
      const deleted = DATA_CLASSES.reduce((sum, dataClass) => sum + rows.expire(dataClass, now - each[dataClass].days * DAY, EXPIRE_AT_ONCE), 0);
      if (deleted > 0 || unscrubbed) scrub();
    } catch (error) {
      // A full disk: the next minute comes.
      if (!(error instanceof GatehouseError)) throw error;
    }
  }

  expire();
  const expiring = setInterval(expire, EXPIRE_EVERY_MS);
  expiring.unref();

  return {
    wanted: (dataClass) => rules()[dataClass].mode !== 'off',
    keep(content) {
      const { mode } = rules()[content.dataClass];
      if (mode === 'off' || wasErased(content)) return;
      // Attack: large bodies in pieces, whose length nobody has stated.
      const bytes = (content.requestBytes > 0 ? content.requestBytes : UNSTATED_BYTES) + answerTexts(content.answer).reduce((sum, text) => sum + text.length, 0);
      if (waiting.length >= MAX_WAITING || waitingBytes + bytes > MAX_WAITING_BYTES) {
        dropped++;
        return;
      }
      waiting.push({ ...content, encrypted: mode === 'encrypted', bytes });
      waitingBytes += bytes;
      schedule(WRITE_AFTER_MS);
    },
    read(traceId, by) {
      flush();
      const stored = rows.get(traceId);
      if (!stored) throw new GatehouseError('not_found', 'Nothing of this request is kept.', { hint: 'Contents are kept as the settings say, and only from then on.' });
      if (!stored.sealed || !stored.wrapped) throw new GatehouseError('not_found', 'Of this request only the marks are kept, not its text.');
      audit.append(by, 'content.read', { trace: traceId, key: stored.keyId, dataClass: stored.dataClass });
      const key = Buffer.from(vault.open(stored.wrapped, keyPlaceOf(traceId)), 'base64');
      const { trace: _, sealed, wrapped: __, ...head } = stored;
      return { traceId, ...head, ...opened(key, sealed, traceId) };
    },
    find(text, by) {
      flush();
      const matches = rows.find(markOf(digest, text), MAX_FOUND);
      audit.append(by, 'content.find', { matches: matches.length });
      return matches.map(({ trace, ...match }) => ({ traceId: trace, ...match }));
    },
    erased: wasErased,
    erase(scope, by) {
      flush();
      const erased = store.transaction(() => {
        const count = rows.erase(scope);
        audit.append(by, 'content.erase', { ...scope, erased: count });
        return count;
      });
      const at = performance.now();
      erasures = [...erasures.filter((one) => one.at > at - LONGEST_REQUEST_MS), { scope, at }].slice(-MAX_ERASURES);
      return { erased, scrubbed: scrub() };
    },
    status: () => ({ waiting: waiting.length, dropped, totals: rows.totals() }),
    flush,
    close() {
      clearTimeout(timer);
      clearInterval(expiring);
      flush();
    },
  };
}

function concerns(scope: ContentScope, { traceId, keyId, owner, session = null }: Erasable): boolean {
  if (scope.by === 'trace') return scope.trace === traceId;
  if (scope.by === 'owner') return scope.owner === owner;
  return scope.keyId === keyId && (scope.by === 'key' || scope.session === session);
}

function opened(key: Buffer, sealed: Buffer, traceId: string): Sealed {
  try {
    return JSON.parse(decrypt(key, sealed.subarray(0, NONCE_BYTES), sealed.subarray(NONCE_BYTES), placeOf(traceId)).toString('utf8')) as Sealed;
  } catch (cause) {
    throw new GatehouseError('storage_unavailable', 'This content was changed in the database, or belongs elsewhere.', { cause });
  }
}

const placeOf = (traceId: string): string => JSON.stringify(['contents', traceId]);
const keyPlaceOf = (traceId: string): string => JSON.stringify(['content_keys', traceId]);
