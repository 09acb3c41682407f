import type { Clock } from '../core/clock.ts';
import type { ErrorCode } from '../core/errors.ts';
import type { Doing, StepProgress } from './types.ts';

const WINDOW_MS = 5_000;
const NOTIFY_MS = 250;

/** One step of the preparations: what a person sees as one progress line. */
export interface Step {
  readonly id: string;
  readonly state: StepProgress['state'];
  say(message: string, doing: Doing): void;
  /** Bytes so far and in all, as far as that is known. */
  bytes(done: number, total?: number): void;
  done(message: string): void;
  failed(message: string, failure?: ErrorCode): void;
  cancelled(message: string): void;
}

/** Keeps the steps in the order in which they began; tells about changes at once, about mere bytes four times a second. */
export function createProgress(clock: Clock, changed: () => void) {
  const steps = new Map<string, StepProgress>();
  let lastNotice = -Infinity;

  function begin(id: string, title: string, state: 'waiting' | 'running' = 'running', kind?: StepProgress['kind']): Step {
    const row: StepProgress = { id, title, state, ...(kind && { kind }) };
    const samples: { at: number; done: number }[] = [];
    steps.set(id, row);
    changed();

    function end(endState: StepProgress['state'], message: string): void {
      row.state = endState;
      row.message = message;
      delete row.doing;
      delete row.bytesPerSecond;
      delete row.secondsLeft;
      changed();
    }

    return {
      id,
      get state() {
        return row.state;
      },
      say(message, doing) {
        row.state = 'running';
        row.message = message;
        row.doing = doing;
        delete row.done;
        delete row.total;
        delete row.bytesPerSecond;
        delete row.secondsLeft;
        samples.length = 0;
        changed();
      },
      bytes(done, total) {
        const at = clock.monotonic();
        row.state = 'running';
        row.done = done;
        if (total === undefined) delete row.total;
        else row.total = total;
        if (samples.length > 0 && samples.at(-1)!.done > done) samples.length = 0;
        samples.push({ at, done });
        while (samples.length > 2 && at - samples[0]!.at > WINDOW_MS) samples.shift();
        const span = at - samples[0]!.at;
        if (span >= NOTIFY_MS) {
          const speed = ((done - samples[0]!.done) / span) * 1000;
          row.bytesPerSecond = Math.round(speed);
          if (total !== undefined && speed > 0) row.secondsLeft = Math.ceil((total - done) / speed);
          else delete row.secondsLeft;
        }
        if (at - lastNotice >= NOTIFY_MS) {
          lastNotice = at;
          changed();
        }
      },
      done: (message) => end('done', message),
      failed(message, failure) {
        if (failure) row.failure = failure;
        end('failed', message);
      },
      cancelled: (message) => end('cancelled', message),
    };
  }

  /** Leaves a step out of the list; false where there is none. */
  function drop(id: string): boolean {
    const known = steps.delete(id);
    if (known) changed();
    return known;
  }

  return { begin, drop, list: (): StepProgress[] => [...steps.values()].map((row) => ({ ...row })) };
}

export type Progress = ReturnType<typeof createProgress>;

/** `model smollm2:135m: 12.3 of 98.4 MB, 1.2 MB/s, 72 s left` */
export function describeStep(step: StepProgress): string {
  const parts: string[] = [];
  if (step.done !== undefined && step.state === 'running') {
    parts.push(step.total === undefined ? formatBytes(step.done) : `${formatBytes(step.done)} of ${formatBytes(step.total)}`);
    if (step.bytesPerSecond !== undefined) parts.push(`${formatBytes(step.bytesPerSecond)}/s`);
    if (step.secondsLeft !== undefined) parts.push(`${step.secondsLeft} s left`);
  }
  if (step.message) parts.push(step.message);
  return `${step.title}: ${parts.length > 0 ? parts.join(', ') : step.state}`;
}

export function formatBytes(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(2)} GB`;
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB`;
  return `${Math.ceil(bytes / 1e3)} KB`;
}
