import type { Failure } from '../breaker/health.ts';
import { GatehouseError } from '../core/errors.ts';
import { SMALL_BYTES } from '../egress/types.ts';
import type { Framing, StreamDecoder } from '../providers/define.ts';
import { AttemptError } from './attempt-error.ts';
import { createFraming } from './framing.ts';
import type { RunningAttempt } from './running-attempt.ts';
import type { Batches, Call } from './types.ts';

export type Body = AsyncIterable<Buffer> & { destroy(): unknown; resume(): unknown };

export interface StreamReader<T> {
  framing: Framing;
  decoder: StreamDecoder<T>;
  /** Attack: a stream without an end. */
  maxBytes: number;
}

/** What a large event may take, in bytes: it is there as it came, parsed and written anew. */
const LARGE_EVENT_BYTES = 16 * 1024 * 1024;

interface Options {
  /** A large event waits for room, and gives it back once the client has it. */
  memory: Call['memory'];
  /** Told of a failure behind the first event, which the plan no longer hears of. */
  onBroken(failure: Failure): void;
  /** Once: it came whole, or broke off in the middle. */
  onEnd?(how: 'finished' | 'generating'): void;
}

/** A provider's answer in events, of one attempt, which ends with it. */
export class EventStream<T> {
  readonly #attempt: RunningAttempt;
  readonly #options: Options;

  constructor(attempt: RunningAttempt, options: Options) {
    this.#attempt = attempt;
    this.#options = options;
  }

  /** Waits for the first event, which commits the attempt. Until then a failure is for the caller, who ends the attempt. */
  async open(body: Body, reader: StreamReader<T>): Promise<Batches<T>> {
    const batches = this.#read(body, reader);
    const first = await batches.next();
    this.#attempt.commit();
    return this.#withFirst(first.done ? [] : first.value, batches);
  }

  async *#withFirst(first: T[], rest: Batches<T>): Batches<T> {
    let done = false;
    try {
      yield first;
      yield* rest;
      done = true;
    } catch (error) {
      const failed = this.#attempt.failure(error);
      if (!(failed instanceof AttemptError)) throw failed;
      if (failed.failure !== undefined && !this.#attempt.tooLate) this.#options.onBroken(failed.failure);
      throw failed.error;
    } finally {
      if (!done) await rest.return().catch(() => {});
      this.#attempt.end();
      this.#options.onEnd?.(done ? 'finished' : 'generating');
    }
  }

  async *#read(body: Body, { framing: kind, decoder, maxBytes }: StreamReader<T>): Batches<T> {
    let batch: T[] = [];
    /** Bytes since the last event. */
    let pending = 0;
    const framing = createFraming(kind, (payload) => {
      pending = 0;
      for (const event of decoder.push(payload)) batch.push(event);
    });
    const source = body[Symbol.asyncIterator]();
    let received = 0;
    let large: (() => void) | undefined;
    let whole = false;
    let committed = false;
    try {
      for (;;) {
        const piece = await source.next();
        let broken: unknown;
        try {
          if (piece.done) {
            framing.end();
            batch.push(...(decoder.end?.() ?? []));
          } else {
            received += piece.value.length;
            if (received > maxBytes) throw new GatehouseError('provider_error', `${this.#attempt.endpoint.config.name} did not come to an end within ${maxBytes} bytes.`);
            pending += piece.value.length;
            if (pending > SMALL_BYTES) large ??= await this.#options.memory.take(LARGE_EVENT_BYTES, this.#attempt);
            framing.feed(piece.value);
          }
        } catch (error) {
          // What came before the error is the client's, unless nothing has reached it yet: then another attempt may still answer whole.
          if (!committed) throw error;
          broken = error;
        }
        if (batch.length > 0) {
          const ready = batch;
          batch = [];
          yield ready;
          committed = true;
        }
        if (large && pending <= SMALL_BYTES) {
          large();
          large = undefined;
        }
        if (broken !== undefined) throw broken;
        if (decoder.finished) break;
        if (piece.done) throw new AttemptError(new GatehouseError('provider_error', `${this.#attempt.endpoint.config.name} ended its stream before the answer was complete.`), 'same');
      }
      whole = true;
    } finally {
      // Read to its end, the connection can serve again; broken off, it must be closed so that the provider stops.
      if (whole) body.resume();
      else body.destroy();
    }
  }
}
