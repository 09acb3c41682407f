import type { RunningApp } from './app.ts';
import { GatehouseError } from './core/errors.ts';
import type { LocalStatus, StepProgress } from './local/types.ts';

/** Milliseconds between two lines of the same step; a file or a journal wants fewer than a person who watches. */
const EVERY_MS = process.stdout.isTTY ? 2_000 : 10_000;

type App = Pick<RunningApp, 'engine' | 'sessions' | 'port'>;

/** Tells in the terminal how far Ollama and its models are, and at the end what to paste. */
export function followProgress(app: App, key: string, say: (line: string) => void): () => void {
  const told = new Map<string, { line: string; at: number }>();
  let announced = false;
  const show = (status: LocalStatus): void => {
    for (const step of status.steps) {
      const line = describeStep(step);
      const before = told.get(step.id);
      const due = !before || (before.line !== line && (step.state !== 'running' || performance.now() - before.at >= EVERY_MS));
      if (due) {
        told.set(step.id, { line, at: performance.now() });
        say(line);
      }
    }
    const busy = status.steps.some((step) => step.state === 'running' || step.state === 'waiting');
    if (!announced && status.phase === 'ready' && !busy) {
      announced = true;
      announce(app, key, say);
    } else if (!announced && status.phase === 'failed') {
      announced = true;
      say(`The local model is not available: ${status.message}`);
      say('Providers that the office approves can be used all the same.');
      sayWaysIn(app, say);
    }
  };
  const unsubscribe = app.engine.onStatus(show);
  show(app.engine.status());
  return unsubscribe;
}

function announce(app: App, key: string, say: (line: string) => void): void {
  say('\nReady.');
  sayWaysIn(app, say);
  say(`  try it      curl ${addressOf(app)}/v1/chat/completions -H 'authorization: Bearer ${key}' -H 'content-type: application/json' -d '{"model":"local","temperature":0,"messages":[{"role":"user","content":"What is the capital of France?"}]}'`);
  if (app.engine.models().every(({ capabilities }) => capabilities.chat === false)) say('  But no local model is installed, so that line is refused: npm run -s gatehouse -- models recommend, then models pull NAME');
}

function sayWaysIn(app: App, say: (line: string) => void): void {
  say(`  base_url    ${addressOf(app)}/v1`);
  try {
    const { token } = app.sessions.createLink('Administrator', 'admin', 'gatehouse');
    say(`  admin link  ${addressOf(app)}/ui/#link=${token}   (works once, within five minutes)`);
  } catch (error) {
    // Told in the middle of Ollama's own start, which must not fail over it.
    if (!(error instanceof GatehouseError)) throw error;
    say(`  admin link  none: ${error.message}`);
  }
}

const addressOf = ({ port }: App): string => `http://127.0.0.1:${port}`;

function describeStep(step: StepProgress): string {
  const parts = [step.title];
  if (step.state === 'running' && step.total) parts.push(`${megabytes(step.done ?? 0)} of ${megabytes(step.total)} MB`);
  if (step.state === 'running' && step.bytesPerSecond) parts.push(`${megabytes(step.bytesPerSecond)} MB/s`);
  if (step.state === 'running' && step.secondsLeft !== undefined) parts.push(`${Math.ceil(step.secondsLeft)} s left`);
  if (step.message) parts.push(step.message);
  const mark = { waiting: '…', running: '→', done: '✓', failed: '✗', cancelled: '–' }[step.state];
  return `${mark} ${parts.join(' · ')}`;
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0);
}
