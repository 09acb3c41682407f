import { EventEmitter } from 'node:events';
import type { Cancellation } from '../core/cancellation.ts';
import { GatehouseError } from '../core/errors.ts';
import type { ProviderConfig } from '../core/model.ts';
import type { Provider } from '../providers/define.ts';
import { AttemptError, fromConnection, fromTimeout } from './attempt-error.ts';
import { withoutSecrets } from './secrets.ts';

export interface Endpoint {
  adapter: Provider;
  config: ProviderConfig;
  local: boolean;
}

/**
 * One call to one deployment: ends when the client goes away, or when its own time is up (`ms`; 0 for none), and says what it came to grief over. It emits
 * `abort`, once; an emitter, because undici takes one in an AbortSignal's place at a tenth of its cost.
 */
export class RunningAttempt extends EventEmitter {
  readonly endpoint: Endpoint;
  timedOut = false;
  /** Headers that no error may quote; known once it is sent. */
  secrets: readonly Readonly<Record<string, string>>[] = [];
  readonly #outer: Cancellation;
  readonly #ms: number;
  readonly #onAbort = () => this.emit('abort');
  #timer: NodeJS.Timeout | undefined;

  constructor(endpoint: Endpoint, outer: Cancellation, ms: number) {
    super();
    this.endpoint = endpoint;
    this.#outer = outer;
    this.#ms = ms;
    outer.on('abort', this.#onAbort);
    if (ms > 0) {
      this.#timer = setTimeout(() => {
        this.timedOut = true;
        this.emit('abort');
      }, ms);
    }
  }

  /** True where the client has gone away. */
  get tooLate(): boolean {
    return this.#outer.aborted;
  }

  /** The first event is there: from now on only the client ends it. */
  commit(): void {
    clearTimeout(this.#timer);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#outer.off('abort', this.#onAbort);
  }

  /** What goes up in an error's place: an AttemptError where another attempt may help. */
  failure(error: unknown): unknown {
    const { config, local } = this.endpoint;
    if (error instanceof AttemptError) return error;
    if (error instanceof GatehouseError) {
      if (error.code !== 'provider_error') return error;
      const told = new GatehouseError(error.code, this.withoutSecrets(error.message), error.details);
      // An answer that cannot be read is the provider's fault: another attempt may be answered whole.
      return local ? told : new AttemptError(told, 'same');
    }
    if (this.timedOut) return fromTimeout(config.name, this.#ms);
    if (local) {
      return new AttemptError(new GatehouseError('local_model_unavailable', 'The local model server stopped answering; it is being restarted.', { retryAfterSeconds: 5, cause: error }), 'no');
    }
    return fromConnection(config.name, error);
  }

  withoutSecrets(said: string): string {
    return withoutSecrets(said, this.secrets.flatMap((headers) => Object.values(headers)));
  }
}
