import { GatehouseError } from '../core/errors.ts';
import type { Progress, Step } from './progress.ts';
import type { LocalJob } from './types.ts';

/** Long work with a progress line and a way to cancel it; downloads go one after the other. */
export function createJobs(progress: Progress) {
  const running = new Map<string, { job: LocalJob; abort: AbortController; kind: 'download' | 'import' }>();
  /** What did not arrive, and may be tried again or left out of the list. */
  const unfinished = new Set<string>();
  let line: Promise<unknown> = Promise.resolve();

  return {
    /** A download of this id that is still running is returned as it is; whatever else would take the same name is a `conflict`. `work` resolves to what its progress line says in the end. */
    start(id: string, title: string, kind: 'download' | 'import', work: (step: Step, signal: AbortSignal) => Promise<string>): LocalJob {
      const known = running.get(id);
      if (known && kind === 'download' && known.kind === kind) return known.job;
      if (known) throw new GatehouseError('conflict', `${title} is on its way already.`, { hint: `Wait for it, or end it: gatehouse models cancel ${id}` });
      const abort = new AbortController();
      const step = progress.begin(id, title, kind === 'download' ? 'waiting' : 'running', kind);
      unfinished.delete(id);
      const finished = (async () => {
        const turn = line;
        try {
          if (kind === 'download') await Promise.race([turn, aborted(abort.signal)]);
          step.say('beginning', 'waiting');
          step.done(await work(step, abort.signal));
        } catch (error) {
          const message = abort.signal.aborted ? 'cancelled; what is here is kept' : (error as Error).message;
          unfinished.add(id);
          if (abort.signal.aborted) step.cancelled(message);
          else step.failed(message, error instanceof GatehouseError ? error.code : undefined);
          throw abort.signal.aborted ? new GatehouseError('client_closed', `${title}: cancelled.`) : error;
        } finally {
          running.delete(id);
        }
      })();
      if (kind === 'download') line = Promise.allSettled([line, finished]);
      // Whoever started it may not wait for it; its step tells how it ended.
      finished.catch(() => {});
      const job = { id, finished };
      running.set(id, { job, abort, kind });
      return job;
    },
    /** Ends what is running; of what failed or was ended only its line is left, which goes. False where there is neither. */
    cancel(id: string): boolean {
      const entry = running.get(id);
      if (!entry) return unfinished.delete(id) && progress.drop(id);
      entry.abort.abort(new Error('cancelled'));
      return true;
    },
    async stop(): Promise<void> {
      for (const { abort } of running.values()) abort.abort(new Error('the gateway is stopping'));
      await Promise.allSettled([...running.values()].map(({ job }) => job.finished));
    },
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

export type Jobs = ReturnType<typeof createJobs>;
