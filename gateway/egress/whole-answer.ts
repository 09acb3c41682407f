import type { EventEmitter } from 'node:events';
import { type Dispatcher, errors } from 'undici';
import { ByteParts } from '../core/byte-parts.ts';
import { type ExchangeRequest, SMALL_BYTES, type WholeResponse } from './types.ts';

/** So much comes in before an answer waits for room; as bytes it takes a fraction of what it does once it is read. */
const RAW_BYTES = 16 * 1024 * 1024;

/** Collects one answer without a stream, which would cost as much as all the rest of the exchange. */
export class WholeAnswer implements Dispatcher.DispatchHandler {
  readonly #resolve: (answer: WholeResponse) => void;
  readonly #reject: (error: unknown) => void;
  readonly #limit: ExchangeRequest['limit'];
  #memory: ExchangeRequest['memory'];
  readonly #signal: EventEmitter | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #aborted = false;
  #status = 0;
  #headers: WholeResponse['headers'] = {};
  #parts = new ByteParts();

  constructor({ limit, memory, signal }: ExchangeRequest, resolve: (answer: WholeResponse) => void, reject: (error: unknown) => void) {
    this.#resolve = resolve;
    this.#reject = reject;
    this.#limit = limit;
    this.#memory = memory;
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
      if (this.#parts.size > RAW_BYTES) this.#takeRoomFor(controller);
      return;
    }
    this.#end(undefined);
    controller.abort(new errors.RequestAbortedError('The answer is too large.'));
  }

  #takeRoomFor(controller: Dispatcher.DispatchController): void {
    if (!this.#memory) return;
    controller.pause();
    const most = this.#limit(this.#status);
    const declared = Number(this.#headers['content-length']);
    this.#takeRoom(declared <= most ? declared : most, () => controller.resume());
  }

  #takeRoom(bytes: number, go: () => void): void {
    const memory = this.#memory!;
    this.#memory = undefined;
    memory.take(bytes, this.#signal).then(go, (error: unknown) => this.#fail(error));
  }

  onResponseEnd(): void {
    if (this.#memory && this.#parts.size > SMALL_BYTES) this.#takeRoom(this.#parts.size, () => this.#endWhole());
    else this.#endWhole();
  }

  #endWhole(): void {
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
