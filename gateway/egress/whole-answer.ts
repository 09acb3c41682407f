import type { EventEmitter } from 'node:events';
import { type Dispatcher, errors } from 'undici';
import { ByteParts } from '../core/byte-parts.ts';
import type { ExchangeRequest, WholeResponse } from './types.ts';

/** Collects one answer without a stream, which would cost as much as all the rest of the exchange. */
export class WholeAnswer implements Dispatcher.DispatchHandler {
  readonly #resolve: (answer: WholeResponse) => void;
  readonly #reject: (error: unknown) => void;
  readonly #limit: ExchangeRequest['limit'];
  readonly #signal: EventEmitter | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #aborted = false;
  #status = 0;
  #headers: WholeResponse['headers'] = {};
  #parts = new ByteParts();

  constructor({ limit, signal }: ExchangeRequest, resolve: (answer: WholeResponse) => void, reject: (error: unknown) => void) {
    this.#resolve = resolve;
    this.#reject = reject;
    this.#limit = limit;
    this.#signal = signal;
    signal?.on('abort', this.#abort);
  }

  readonly #abort = (): void => {
    this.#aborted = true;
    const error = new errors.RequestAbortedError();
    this.#fail(error);
    this.#controller?.abort(error);
  };

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Aborted while it waited for a connection: it is never written.
    if (this.#aborted) controller.abort(new errors.RequestAbortedError());
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: WholeResponse['headers']): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(controller: Dispatcher.DispatchController, part: Buffer): void {
    if (this.#parts.size + part.length <= this.#limit(this.#status)) {
      this.#parts.push(part);
      return;
    }
    this.#end(undefined);
    controller.abort(new errors.RequestAbortedError('The answer is too large.'));
  }

  onResponseEnd(): void {
    this.#end(this.#parts.join().toString('utf8'));
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    // A refusal that breaks off is still a refusal: its text alone is missing.
    if (this.#status >= 300) this.#end(undefined);
    else this.#fail(error);
  }

  #end(text: string | undefined): void {
    this.#signal?.off('abort', this.#abort);
    this.#parts = new ByteParts();
    this.#resolve({ status: this.#status, headers: this.#headers, text });
  }

  #fail(error: unknown): void {
    this.#signal?.off('abort', this.#abort);
    this.#parts = new ByteParts();
    this.#reject(error);
  }
}
