import type { Clock } from '../core/clock.ts';
import { GatehouseError } from '../core/errors.ts';
import type { Store } from '../store/open.ts';
import { traceRows } from './rows.ts';
import type { Trace, TraceEnding, TraceFilter, TraceIntent } from './types.ts';

export interface Recorder {
  /** Resolves once the row is durable; rejects with `storage_unavailable`. Intents of one event-loop turn, under load of up to three, share one transaction. */
  begin(intent: TraceIntent): Promise<void>;
  /** Written within 50 ms, kept and tried again while the disk cannot take it. The first ending of a request counts. */
  end(id: string, ending: TraceEnding): void;
  /** Writes now what waits. Throws `storage_unavailable`. */
  flush(): void;
  get(id: string): Trace | undefined;
  /** Newest first. */
  list(filter?: TraceFilter): Trace[];
  /** Gets each row when it begins and when it has ended, after it was written. */
  subscribe(listener: (trace: Trace) => void): () => void;
  /** How many rows a crash had left open, closed at this start. */
  readonly interrupted: number;
  /** Endings that wait for the disk, and those lost because too many did. */
  backlog(): { waiting: number; lost: number };
  /** Writes what waits and stops; call before the store is closed. */
  close(): void;
}

export interface RecorderOptions {
  store: Store;
  clock: Clock;
  /** Older rows are deleted; absent: kept for ever. */
  retentionDays?: number;
}

interface Waiting {
  intent: TraceIntent;
  resolve(): void;
  reject(error: unknown): void;
}

const ENDING_DELAY_MS = 40;
/** Event-loop turns that an intent waits for company while others run: a transaction costs as much as the rows in it. */
const MAX_TURNS = 2;
/** So many are written at once, lest one long transaction hold up every stream. */
const ENDINGS_AT_ONCE = 256;
const RETRY_MS = 500;
/** About 500 bytes each: bounds the memory while the disk is full. */
const MAX_ENDINGS = 20_000;
const DAY = 86_400_000;
const DELETE_AT_ONCE = 2_000;

export function createRecorder({ store, clock, retentionDays }: RecorderOptions): Recorder {
  const rows = traceRows(store);
  const listeners = new Set<(trace: Trace) => void>();
  let intents: Waiting[] = [];
  let endings: { id: string; ending: TraceEnding }[] = [];
  let lost = 0;
  let scheduled = false;
  let turns = 0;
  /** Requests that have begun and not ended. */
  let open = 0;
  let endingTimer: NodeJS.Timeout | undefined;

  const interrupted = store.transaction(() => rows.interruptOpen());
  const write = (starting: readonly Waiting[], finishing: typeof endings): void =>
    store.transaction(() => {
      for (const { intent } of starting) rows.insert(intent);
      for (const { id, ending } of finishing) rows.finish(id, ending);
    });

  /** Alone, an intent waits for nobody. */
  function intentsSoon(): void {
    if (turns < MAX_TURNS && intents.length * 2 < open) {
      turns++;
      setImmediate(intentsSoon);
    } else writeIntents();
  }

  function writeIntents(): void {
    scheduled = false;
    turns = 0;
    const starting = intents;
    intents = [];
    if (starting.length === 0) return;
    try {
      write(starting, []);
    } catch (error) {
      open -= starting.length;
      for (const { reject } of starting) reject(error);
      return;
    }
    for (const { resolve } of starting) resolve();
    if (listeners.size > 0) tell(starting.map(({ intent }) => intent.id));
  }

  function writeEndings(): void {
    clearTimeout(endingTimer);
    endingTimer = undefined;
    const finishing = endings;
    if (finishing.length === 0) return;
    endings = [];
    try {
      write([], finishing);
    } catch (error) {
      if (!(error instanceof GatehouseError)) {
        writeOneByOne(finishing);
        return;
      }
      endings = [...finishing, ...endings];
      lost += Math.max(0, endings.length - MAX_ENDINGS);
      endings.splice(0, Math.max(0, endings.length - MAX_ENDINGS));
      schedule(RETRY_MS);
      throw error;
    }
    if (listeners.size > 0) tell(finishing.map(({ id }) => id));
  }

  /** An ending that can never be written must neither hold up the others nor end the process; its request counts as interrupted after the next start. */
  function writeOneByOne(finishing: typeof endings): void {
    for (const one of finishing) {
      try {
        write([], [one]);
      } catch (error) {
        if (error instanceof GatehouseError) endings.push(one);
        else lost++;
      }
    }
    if (endings.length > 0) schedule(RETRY_MS);
  }

  function schedule(delay: number): void {
    endingTimer ??= setTimeout(writeQuietly, delay);
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
    // A request that ended within the turn in which it began: its row comes first.
    writeIntents();
    writeEndings();
  }

  function tell(ids: string[]): void {
    for (const id of ids) {
      const trace = rows.get(id);
      if (trace) for (const listener of listeners) listener(trace);
    }
  }

  const retention = retentionDays === undefined ? undefined : setInterval(deleteOld, 60_000);
  retention?.unref();
  function deleteOld(): void {
    const before = clock.now() - (retentionDays ?? 0) * DAY;
    try {
      if (store.transaction(() => rows.deleteBefore(before, DELETE_AT_ONCE)) > 0) store.scrub();
    } catch (error) {
      if (!(error instanceof GatehouseError)) throw error;
    }
  }
  if (retentionDays !== undefined) deleteOld();

  return {
    begin(intent) {
      return new Promise((resolve, reject) => {
        intents.push({ intent, resolve, reject });
        open++;
        if (scheduled) return;
        scheduled = true;
        setImmediate(intentsSoon);
      });
    },
    end(id, ending) {
      open--;
      endings.push({ id, ending });
      // Exactly once per batch: while the disk cannot take them, the timer alone tries again.
      if (endings.length === ENDINGS_AT_ONCE) setImmediate(writeQuietly);
      else schedule(ENDING_DELAY_MS);
    },
    flush,
    get: (id) => rows.get(id),
    list: (filter = {}) => rows.list(filter),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    interrupted,
    backlog: () => ({ waiting: endings.length, lost }),
    close() {
      clearInterval(retention);
      try {
        flush();
      } finally {
        clearTimeout(endingTimer);
      }
    },
  };
}
