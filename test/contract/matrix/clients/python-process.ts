import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Failure } from './client.ts';

interface Told { type: string; message: string; status: number | null; retryAfter: string | null }

class PythonError extends Error {
  readonly type: string;
  readonly status: number | undefined;
  readonly retryAfter: string | undefined;

  constructor({ type, message, status, retryAfter }: Told) {
    super(message);
    this.type = type;
    this.status = status ?? undefined;
    this.retryAfter = retryAfter ?? undefined;
  }
}

/** A Python that answers lines of JSON in the order in which it is asked: `{"value"}` or `{"error"}`. It starts with the first question. */
export class PythonProcess {
  readonly #script: string;
  readonly #packages: string;
  readonly #waiting: ((line: string) => void)[] = [];
  #child: ChildProcess | undefined;

  /** `packages`: the folder that it imports from. */
  constructor(script: string, packages: string) {
    this.#script = script;
    this.#packages = packages;
  }

  async ask<T>(question: object): Promise<T> {
    const line = await new Promise<string>((answer) => {
      this.#waiting.push(answer);
      this.#running().stdin!.write(`${JSON.stringify(question)}\n`);
    });
    const { value, error } = JSON.parse(line) as { value: T; error?: Told };
    if (error) throw new PythonError(error);
    return value;
  }

  #running(): ChildProcess {
    if (this.#child) return this.#child;
    const started = spawn('python3', [this.#script], { env: { ...process.env, PYTHONPATH: this.#packages }, stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface({ input: started.stdout }).on('line', (line) => this.#waiting.shift()!(line));
    // Nothing waits for an answer that can no longer come.
    started.once('exit', (code) => { for (const answer of this.#waiting.splice(0)) answer(JSON.stringify({ error: { type: '', message: `Python ended with ${code}`, status: null, retryAfter: null } })); });
    this.#child = started;
    return started;
  }

  stop(): void {
    this.#child?.stdin?.end();
    this.#child = undefined;
  }
}

/** The classes have the same names in the clients of all makers, and the same as in JavaScript. */
export function pythonFailure(error: unknown): Failure {
  const { type, status, retryAfter, message } = error as PythonError;
  const names: Record<number, string> = { 400: 'BadRequestError', 429: 'RateLimitError' };
  return { typed: type !== '' && (status === undefined || type === (names[status] ?? 'InternalServerError')), status, retryAfter, message };
}
