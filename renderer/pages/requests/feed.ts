import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Output } from '../../../gateway/admin/contract.ts';
import { call } from '../../api/client.ts';
import { ApiError } from '../../api/errors.ts';
import { followTraces, type Trace } from '../../api/trace-stream.ts';
import { placeOf } from '../../components/place.ts';
import type { TraceFilter } from './filter.ts';
import { TraceList } from './trace-list.ts';

/** So many are read at once: parsing and checking more would be felt as a pause. */
const PAGE = 500;
/** Rows reach the screen ten times a second however fast they come. */
const FLUSH_MS = 100;
/** A search gives up early and says where to go on: it does go on by itself until so many rows are there. */
const ENOUGH_ROWS = 40;

export interface FeedState {
  phase: 'loading' | 'ready' | 'failed';
  error?: ApiError;
  following: boolean;
  /** Grows with every change of the list. */
  version: number;
}

/** The rows of one filter: what the gateway has, and what comes. */
export class Feed {
  list = new TraceList();
  readonly #filter: TraceFilter;
  readonly #listeners = new Set<() => void>();
  #state: FeedState = { phase: 'loading', following: false, version: 0 };
  #waiting: Trace[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #abort = new AbortController();
  #reading = false;

  constructor(filter: TraceFilter) {
    this.#filter = filter;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): FeedState => this.#state;

  /** Follows until `stop`. */
  start(): void {
    this.#abort = new AbortController();
    void followTraces(
      {
        trace: (trace) => this.#take(trace),
        following: () => this.#change({ following: true }),
        anew: () => void this.reload(),
        lost: () => {
          this.#change({ following: false });
          // A stream that was refused says nothing; the list says why.
          if (this.#state.phase === 'loading') void this.reload();
        },
      },
      this.#abort.signal,
    );
  }

  stop(): void {
    this.#abort.abort();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** The newest rows, and nothing of before. */
  async reload(): Promise<void> {
    await this.#read(async () => {
      const page = await this.#page(undefined);
      this.list = new TraceList();
      this.list.add([...page.traces].reverse());
      this.list.endOfPage(page.next);
      // What the stream told meanwhile.
      this.#flush();
    });
  }

  /** The next page of older rows. */
  async older(): Promise<void> {
    const before = this.list.next;
    if (before === null || this.#reading) return;
    await this.#read(async () => {
      const page = await this.#page(before);
      this.list.addOlder(page.traces);
      this.list.endOfPage(page.next);
    });
  }

  async #page(before: string | undefined): Promise<Output<'traces.list'>> {
    const query = { ...this.#filter, limit: String(PAGE), ...(before !== undefined && { before }) };
    return call('traces.list', { query }, this.#abort.signal);
  }

  async #read(read: () => Promise<void>): Promise<void> {
    this.#reading = true;
    try {
      await read();
      this.#change({ phase: 'ready', version: this.#state.version + 1 });
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      if (this.#state.phase !== 'ready') this.#change({ phase: 'failed', error: error instanceof ApiError ? error : new ApiError('bad_answer', String(error)) });
      return;
    } finally {
      this.#reading = false;
    }
    if (this.list.length < ENOUGH_ROWS) void this.older();
  }

  #take(trace: Trace): void {
    this.#waiting.push(trace);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      // Rows that come before the first page has been read wait for it.
      if (this.#state.phase === 'ready' && this.#flush()) this.#change({ version: this.#state.version + 1 });
    }, FLUSH_MS);
  }

  /** True where the list has changed. */
  #flush(): boolean {
    const waiting = this.#waiting.splice(0);
    const fitting = waiting.filter((trace) => fits(trace, this.#filter));
    const gone = waiting.filter((trace) => this.list.get(trace.id) !== undefined && !fits(trace, this.#filter));
    for (const { id } of gone) this.list.remove(id);
    this.list.add(fitting);
    return fitting.length + gone.length > 0;
  }

  #change(change: Partial<FeedState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

/** As the gateway's own filter. */
function fits(trace: Trace, { place, text, model, since, until, minCost, minMs, ...same }: TraceFilter): boolean {
  if (place && placeOf(trace) !== place) return false;
  if (model && trace.model !== model && trace.requestedModel !== model) return false;
  if (since && trace.time < Number(since)) return false;
  if (until && trace.time >= Number(until)) return false;
  if (minCost && (trace.cost ?? -1) < Number(minCost)) return false;
  if (minMs && (trace.totalMs ?? -1) < Number(minMs)) return false;
  if ((Object.keys(same) as (keyof typeof same)[]).some((name) => same[name] !== undefined && trace[name] !== same[name])) return false;
  return !text || [trace.keyName, trace.requestedModel, trace.model].some((name) => name?.toLowerCase().includes(text.toLowerCase()));
}

/** A feed as long as the component lives; another filter begins another. */
export function useFeed(filter: TraceFilter): { feed: Feed; state: FeedState } {
  const key = JSON.stringify(filter);
  const [current, setCurrent] = useState(() => ({ key, feed: new Feed(filter) }));
  let { feed } = current;
  if (current.key !== key) {
    feed = new Feed(filter);
    setCurrent({ key, feed });
  }
  useEffect(() => {
    feed.start();
    return () => feed.stop();
  }, [feed]);
  return { feed, state: useSyncExternalStore(feed.subscribe, feed.state) };
}
