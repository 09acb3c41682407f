import { GatehouseError } from '../core/errors.ts';
import type { Clock } from '../core/clock.ts';

export interface AdmissionOptions {
  /** How many requests one loaded model serves at once. */
  perModel: number;
  /** How many models are loaded at once. */
  models: number;
  maxQueue: number;
  maxQueuePerOwner: number;
}

/** So long may requests for loaded models, one overlapping the other, keep a further model from being loaded. */
const PATIENCE_MS = 10_000;

interface Waiting {
  model: string;
  /** Monotonic milliseconds. */
  since: number;
  grant: () => void;
}

/**
 * Who may talk to the bundled Ollama now. As many at once as it serves; behind them a bounded queue that goes round the owners, so that
 * one key's thousand documents do not keep another key waiting for more than one of them.
 */
export function createAdmission(options: AdmissionOptions, clock: Clock) {
  const active = new Map<string, number>();
  /** Insertion order is the round: an owner who was served goes to its end. */
  const queues = new Map<string, Waiting[]>();
  const held = new Set<string>();
  let queued = 0;
  let averageMs = 5_000;

  /** The model that was waited for in vain for too long: nobody is let in to the others until one of them is idle and makes room for it. */
  function overdue(): string | undefined {
    let longest: Waiting | undefined;
    for (const queue of queues.values()) {
      for (const waiting of queue) if (!active.has(waiting.model) && waiting.since < (longest?.since ?? clock.monotonic() - PATIENCE_MS)) longest = waiting;
    }
    return longest?.model;
  }

  function isFree(model: string): boolean {
    if (held.has(model) || (overdue() ?? model) !== model) return false;
    const running = active.get(model) ?? 0;
    return running > 0 ? running < options.perModel : active.size < options.models;
  }

  function serve(): void {
    for (let served = true; served; ) {
      served = false;
      for (const [owner, queue] of queues) {
        const index = queue.findIndex((waiting) => isFree(waiting.model));
        if (index < 0) continue;
        const [next] = queue.splice(index, 1);
        queued--;
        queues.delete(owner);
        if (queue.length > 0) queues.set(owner, queue);
        next!.grant();
        served = true;
        break;
      }
    }
  }

  function take(model: string): () => void {
    active.set(model, (active.get(model) ?? 0) + 1);
    const since = clock.monotonic();
    let returned = false;
    return () => {
      if (returned) return;
      returned = true;
      averageMs += (clock.monotonic() - since - averageMs) * 0.2;
      const left = (active.get(model) ?? 1) - 1;
      if (left > 0) active.set(model, left);
      else active.delete(model);
      serve();
    };
  }

  function busy(): GatehouseError {
    const seconds = Math.min(60, Math.max(1, Math.ceil((averageMs * (queued + 1)) / options.perModel / 1000)));
    return new GatehouseError('local_model_busy', `The local model is busy: ${queued} requests are waiting.`, {
      retryAfterSeconds: seconds,
      hint: `Try again in ${seconds} s.`,
    });
  }

  return {
    /** Resolves with the way to give the place back. Rejects with `local_model_busy`, or the signal's reason, when it aborts, at once. */
    async enter(owner: string, model: string, signal: AbortSignal): Promise<() => void> {
      signal.throwIfAborted();
      // Nobody may pass those who wait for the same model.
      const others = [...queues.values()].some((queue) => queue.some((waiting) => waiting.model === model));
      if (!others && isFree(model)) return take(model);
      const queue = queues.get(owner) ?? [];
      if (queued >= options.maxQueue || queue.length >= options.maxQueuePerOwner) throw busy();
      return new Promise((resolve, reject) => {
        const waiting: Waiting = {
          model,
          since: clock.monotonic(),
          grant() {
            signal.removeEventListener('abort', leave);
            resolve(take(model));
          },
        };
        function leave(): void {
          const row = queues.get(owner);
          const index = row?.indexOf(waiting) ?? -1;
          if (!row || index < 0) return;
          row.splice(index, 1);
          queued--;
          if (row.length === 0) queues.delete(owner);
          reject(signal.reason as Error);
        }
        signal.addEventListener('abort', leave, { once: true });
        queue.push(waiting);
        queues.set(owner, queue);
        queued++;
      });
    },
    active: (model: string): number => active.get(model) ?? 0,
    queued: (): number => queued,
    /** While held, nobody new is let in to this model: its runner is about to be ended. */
    hold(model: string): void {
      held.add(model);
    },
    letGo(model: string): void {
      held.delete(model);
      serve();
    },
  };
}

export type Admission = ReturnType<typeof createAdmission>;
