import { EventEmitter } from 'node:events';

/**
 * Tells one request's parts that it is over: emits `abort` once. An EventEmitter on the hot path, where an AbortController with its listeners costs
 * several times as much; `signal` is there, made when first asked for, where an interface wants an AbortSignal.
 */
export class Cancellation extends EventEmitter {
  aborted = false;
  reason: unknown;
  #controller: AbortController | undefined;

  abort(reason?: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    this.#controller?.abort(reason);
    this.emit('abort');
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.aborted) this.#controller.abort(this.reason);
    }
    return this.#controller.signal;
  }
}
