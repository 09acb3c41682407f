import { interruptedDetail } from '../audit/requests.ts';
import { GatehouseError } from '../core/errors.ts';
import type { JsonObject } from '../core/json.ts';
import type { Store } from '../store/open.ts';
import { type JournalLine, openJournal } from './journal.ts';
import { bounded, type Raise, traceRows } from './rows.ts';
import type { Trace, TraceEnding, TraceFilter, TraceIntent, TracePage } from './types.ts';

export interface Recorder {
  /** Resolves once the intent is durable, in the journal; rejects with `storage_unavailable`. Intents of one event-loop turn share one write. */
  begin(intent: TraceIntent): Promise<void>;
  /** Resolves once it is durable that more is set aside for a request that runs; rejects with `storage_unavailable`. */
  raise(raise: Raise): Promise<void>;
  /** A record for the audit log, written with the batch that the request's row is in. */
  note(note: AuditNote): void;
  /** In the database within 50 ms, kept and tried again while the disk cannot take it. The first ending of a request counts. */
  end(id: string, ending: TraceEnding): void;
  /** Puts into the database now what waits. Throws `storage_unavailable`. */
  flush(): void;
  /** The same as far as the disk takes it, before something is read. */
  catchUp(): void;
  get(id: string): Trace | undefined;
  /** Newest first; gives up after some 50 ms of looking, and says where to go on. */
  search(filter?: TraceFilter): TracePage;
  /** Newest first, up to the limit, however long it takes. */
  list(filter?: TraceFilter): Trace[];
  /** Gets each row that was written, within 50 ms of a request's beginning and of its ending; one that was quicker comes once. */
  subscribe(listener: (trace: Trace) => void): () => void;
  /** What a crash had left open, closed at this start. */
  readonly interrupted: number;
  /** Rows that wait for the database, and endings that it refused for what they hold. */
  backlog(): { waiting: number; lost: number };
  /** Writes what waits and stops; call before the store is closed. */
  close(): void;
}

export interface AuditNote {
  /** UTC milliseconds. */
  time: number;
  actor: string;
  action: string;
  detail: JsonObject;
}

export interface RecorderOptions {
  store: Store;
  /** Appends to the audit log within the recorder's transaction. */
  audit?(notes: readonly AuditNote[]): void;
  /** For the records of what a crash had left open. */
  now?(): number;
}

interface Waiting {
  line: JournalLine;
  resolve(): void;
  reject(error: unknown): void;
}

/** What the database does not have yet. */
interface Pending {
  intent?: TraceIntent;
  raise?: Raise;
  ending?: TraceEnding;
}

const BATCH_DELAY_MS = 40;
/** So many are written at once, lest one long transaction hold up every stream. */
const BATCH = 256;
const RETRY_MS = 500;

export function createRecorder({ store, audit = () => {}, now = Date.now }: RecorderOptions): Recorder {
  const rows = traceRows(store);
  const { journal, left } = openJournal({ path: `${store.path}-intents`, durability: store.durability });
  const listeners = new Set<(trace: Trace) => void>();
  let lines: Waiting[] = [];
  let notes: AuditNote[] = [];
  let pending = new Map<string, Pending>();
  let lost = 0;
  let scheduled = false;
  /** The database could not take the last batch: until it can, nothing new is admitted. */
  let failing = false;
  let timer: NodeJS.Timeout | undefined;

  const interrupted = store.transaction(() => {
    for (const line of left) {
      if ('raise' in line) rows.raise(line.raise);
      else rows.insert(line);
    }
    const open = rows.interruptOpen();
    rows.settle();
    audit(open.map(({ id, keyId, ...facts }) => ({ time: now(), actor: keyId ?? 'gatehouse', action: 'request.interrupted', detail: interruptedDetail({ trace: id, key: keyId, ...facts }) })));
    return open.length;
  });
  journal.clear();

  function admit(): void {
    scheduled = false;
    const starting = lines;
    lines = [];
    if (starting.length === 0) return;
    try {
      if (failing) writeBatch();
      journal.append(starting.map(({ line }) => line));
    } catch (error) {
      for (const { line, reject } of starting) {
        if (!('raise' in line)) pending.delete(line.id);
        reject(error);
      }
      return;
    }
    for (const { line, resolve } of starting) {
      if ('raise' in line) change(line.raise.id).raise = line.raise;
      else change(line.id).intent = line;
      resolve();
    }
  }

  function durable(line: JournalLine): Promise<void> {
    return new Promise((resolve, reject) => {
      lines.push({ line, resolve, reject });
      if (scheduled) return;
      scheduled = true;
      setImmediate(admit);
    });
  }

  function change(id: string): Pending {
    const known = pending.get(id);
    if (known) return known;
    const fresh: Pending = {};
    pending.set(id, fresh);
    // Exactly once per batch: while the disk cannot take it, the timer alone tries again.
    if (pending.size === BATCH) setImmediate(writeQuietly);
    else schedule(BATCH_DELAY_MS);
    return fresh;
  }

  function writeBatch(): void {
    clearTimeout(timer);
    timer = undefined;
    if (pending.size === 0 && notes.length === 0) return;
    const batch = pending;
    try {
      store.transaction(() => {
        for (const [id, one] of batch) write(id, one);
        rows.settle();
        audit(notes);
      });
    } catch (error) {
      rows.forget();
      if (error instanceof GatehouseError) throw keep(error);
      writeOneByOne(batch);
    }
    pending = new Map();
    notes = [];
    failing = false;
    journal.clear();
    if (listeners.size > 0) tell(batch.keys());
  }

  function write(id: string, { intent, raise, ending }: Pending): void {
    const begun = intent && raise ? { ...intent, reserved: raise.reserved, reservedTokens: raise.reservedTokens } : intent;
    if (begun && ending) rows.insertEnded(begun, ending);
    else if (begun) rows.insert(begun);
    else {
      if (raise) rows.raise(raise);
      if (ending) rows.finish(id, ending);
    }
  }

  /** Stays small: while it is so, no request begins, so only those that run can end. */
  function keep(error: GatehouseError): GatehouseError {
    failing = true;
    schedule(RETRY_MS);
    return error;
  }

  /** An ending that can never be written must neither hold up the others nor end the process; its request counts as interrupted after the next start. */
  function writeOneByOne(batch: ReadonlyMap<string, Pending>): void {
    try {
      store.transaction(() => audit(notes));
      notes = [];
    } catch (error) {
      throw keep(error instanceof GatehouseError ? error : new GatehouseError('storage_unavailable', 'The audit log cannot be written.', { cause: error }));
    }
    for (const [id, one] of batch) {
      try {
        store.transaction(() => {
          write(id, one);
          rows.settle();
        });
      } catch (error) {
        rows.forget();
        if (error instanceof GatehouseError) throw keep(error);
        lost++;
        if (one.intent) insertAlone(one.intent);
      }
    }
  }

  /** Of a request whose ending cannot be written, at least that it began; where not even that can be, `lost` says so. */
  function insertAlone(intent: TraceIntent): void {
    try {
      rows.insert(intent);
    } catch (error) {
      if (error instanceof GatehouseError) throw keep(error);
    }
  }

  function schedule(delay: number): void {
    timer ??= setTimeout(writeQuietly, delay);
  }

  /** A full disk must not end the process: what could not be written is kept and tried again. */
  function writeQuietly(): void {
    try {
      flush();
    } catch (error) {
      if (!(error instanceof GatehouseError)) throw error;
    }
  }

  function flush(): void {
    // A request that ended within the turn in which it began: its intent comes first.
    admit();
    writeBatch();
  }

  function tell(ids: Iterable<string>): void {
    for (const id of ids) {
      const trace = rows.get(id);
      if (trace) for (const listener of listeners) listener(trace);
    }
  }

  return {
    begin: (intent) => durable(bounded(intent)),
    raise: (raise) => durable({ raise }),
    note(note) {
      notes.push(note);
      schedule(BATCH_DELAY_MS);
    },
    end(id, ending) {
      change(id).ending ??= ending;
    },
    flush,
    catchUp: writeQuietly,
    get(id) {
      writeQuietly();
      return rows.get(id);
    },
    search(filter = {}) {
      writeQuietly();
      return rows.search(filter);
    },
    list(filter = {}) {
      writeQuietly();
      const { limit = 100 } = filter;
      const traces: Trace[] = [];
      for (let before = filter.before; ; ) {
        const page = rows.search({ ...filter, limit: limit - traces.length, ...(before !== undefined && { before }) });
        traces.push(...page.traces);
        if (page.next === undefined || traces.length >= limit) return traces;
        before = page.next;
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    interrupted,
    backlog: () => ({ waiting: pending.size + notes.length, lost }),
    close() {
      try {
        flush();
      } finally {
        clearTimeout(timer);
        journal.close();
      }
    },
  };
}
