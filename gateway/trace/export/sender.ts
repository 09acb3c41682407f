/** What became of one delivery. `retry`: the same again later; `smaller`: it was too large. */
export type Delivery = { result: 'taken' } | { result: 'refused' | 'smaller'; reason: string } | { result: 'retry'; reason: string; afterMs?: number };

export interface SenderStatus {
  waiting: number;
  /** Since the start, as the three below. */
  sent: number;
  /** They did not fit into the queue. */
  dropped: number;
  /** The receiver did not want them. */
  refused: number;
  /** Not even queued, as nothing was to leave the building then. */
  withheld: number;
  lastSentAt: number | null;
  /** Why the last delivery failed; null once one works. */
  problem: string | null;
}

export interface Sender<R> {
  /** Returns at once. */
  push(row: R): void;
  status(): SenderStatus;
  /** Tries to deliver what waits, for so many milliseconds at the most, and stops. */
  close(graceMs: number): Promise<void>;
}

export interface SenderOptions<R> {
  /** Gets the same array again where it is to be tried again. */
  deliver(rows: readonly R[]): Promise<Delivery>;
  /** They have been taken, or refused for good. */
  done?(rows: readonly R[]): void;
  /** Asked before each delivery and each row. */
  mayLeave(): boolean;
  now(): number;
  random?(): number;
  queue?: number;
  /** So many at once. */
  batch?: number;
  firstDelayMs?: number;
}

const QUEUE = 10_000;
const BATCH = 100;
const COLLECT_MS = 1_000;
const LONGEST_DELAY_MS = 60_000;

/** A bounded queue before one receiver: in batches, one at a time, tried again with growing delays. */
export function createSender<R>({ deliver, done, mayLeave, now, random = Math.random, queue: most = QUEUE, batch: atOnce = BATCH, firstDelayMs = COLLECT_MS }: SenderOptions<R>): Sender<R> {
  const queue: R[] = [];
  const status: Omit<SenderStatus, 'waiting'> = { sent: 0, dropped: 0, refused: 0, withheld: 0, lastSentAt: null, problem: null };
  let batch = atOnce;
  let failures = 0;
  /** What was tried and is to be tried again. */
  let again: readonly R[] | undefined;
  let closed = false;
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  function schedule(delay: number): void {
    if (closed) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      void run();
    }, delay);
    timer.unref();
  }

  function run(): Promise<void> {
    return (running ??= pump().finally(() => {
      running = undefined;
    }));
  }

  async function pump(): Promise<void> {
    while (queue.length > 0) {
      if (!mayLeave()) return schedule(firstDelayMs);
      const rows = again ?? queue.slice(0, batch);
      again = undefined;
      const delivery = await deliver(rows).catch((error: unknown): Delivery => ({ result: 'refused', reason: error instanceof Error ? error.name : 'unknown' }));
      if (delivery.result === 'taken') {
        queue.splice(0, rows.length);
        done?.(rows);
        status.sent += rows.length;
        status.lastSentAt = now();
        status.problem = null;
        failures = 0;
        batch = Math.min(atOnce, batch * 2);
        continue;
      }
      status.problem = delivery.reason;
      if (delivery.result === 'retry') {
        const delay = delivery.afterMs ?? Math.min(LONGEST_DELAY_MS, firstDelayMs * 2 ** Math.min(failures, 10)) * (0.5 + random() / 2);
        failures++;
        again = rows;
        return schedule(delay);
      }
      if (delivery.result === 'smaller' && rows.length > 1) {
        batch = Math.ceil(rows.length / 2);
        continue;
      }
      queue.splice(0, rows.length);
      done?.(rows);
      status.refused += rows.length;
    }
  }

  return {
    push(row) {
      if (closed) return;
      if (!mayLeave()) status.withheld++;
      else if (queue.length >= most) status.dropped++;
      else {
        queue.push(row);
        schedule(firstDelayMs);
      }
    },
    status: () => ({ waiting: queue.length, ...status }),
    async close(graceMs) {
      closed = true;
      clearTimeout(timer);
      if (queue.length === 0 && !running) return;
      const grace = Promise.withResolvers<void>();
      const end = setTimeout(grace.resolve, graceMs);
      await Promise.race([(async () => {
        await running;
        await run();
      })(), grace.promise]);
      clearTimeout(end);
      queue.length = 0;
    },
  };
}
