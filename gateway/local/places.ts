import { GatehouseError } from '../core/errors.ts';
import type { Clock } from '../core/clock.ts';
import { createAdmission, type AdmissionOptions } from './admission.ts';
import { chooseNumCtx } from './context.ts';
import { endEvaluation, type RunnerView } from './runner-end.ts';
import type { LocalEngine, LocalModel, Place } from './types.ts';

export interface PlacesOptions extends AdmissionOptions {
  clock: Clock;
  keepAliveSeconds: number;
  modelsDir: string;
  /** The running instance, where there is one. */
  view: () => RunnerView | undefined;
  log: (line: string) => void;
}

/** Hands out places at the bundled Ollama, each with its context size, and remembers what is loaded with which. */
export function createPlaces(options: PlacesOptions) {
  const admission = createAdmission(options, options.clock);
  const loaded = new Map<string, { numCtx: number; until: number }>();
  /** Models on which a client that went away may have left a prompt being evaluated. */
  const abandoned = new Set<string>();

  function loadedNumCtx(model: string): number {
    const entry = loaded.get(model);
    return entry && (admission.active(model) > 1 || options.clock.monotonic() < entry.until) ? entry.numCtx : 0;
  }

  async function endAbandoned(model: string): Promise<void> {
    const view = options.view();
    if (!view) return admission.letGo(model);
    abandoned.delete(model);
    if (await endEvaluation(view, options.modelsDir, model, admission)) {
      loaded.delete(model);
      options.log(`${model}: the evaluation of a prompt whose client went away was ended`);
    }
  }

  return {
    /** See `LocalEngine.admit`; the model is known to be installed. */
    async enter(model: LocalModel, request: Parameters<LocalEngine['admit']>[0]): Promise<Place> {
      const tokens = { prompt: request.promptTokens, output: request.outputTokens };
      chooseNumCtx(model.capabilities.contextLength, tokens);
      const leave = await admission.enter(request.owner, model.name, request.signal);
      if (request.signal.aborted) {
        leave();
        throw request.signal.reason as Error;
      }
      const numCtx = chooseNumCtx(model.capabilities.contextLength, tokens, loadedNumCtx(model.name));
      const until = (): number => options.clock.monotonic() + options.keepAliveSeconds * 1000;
      loaded.set(model.name, { numCtx, until: until() });
      let released = false;
      return {
        numCtx,
        contextLimit: model.capabilities.contextLength ?? numCtx,
        release(how) {
          if (released) return;
          released = true;
          const entry = loaded.get(model.name);
          if (entry) entry.until = until();
          if (how === 'evaluating') abandoned.add(model.name);
          const last = admission.active(model.name) === 1;
          // Held before it is left: else the next in the queue would join the runner that is about to be ended.
          const end = last && abandoned.has(model.name);
          if (end) admission.hold(model.name);
          leave();
          if (end) void endAbandoned(model.name).catch((error: unknown) => options.log(`${model.name}: ${(error as Error).message}`));
        },
      };
    },
    /** The instance has ended: nothing is loaded any more. */
    forget(): void {
      loaded.clear();
      abandoned.clear();
    },
    queued: admission.queued,
  };
}

export type Places = ReturnType<typeof createPlaces>;

export function unavailable(message: string, retryAfterSeconds: number): GatehouseError {
  return new GatehouseError('local_model_unavailable', message, { retryAfterSeconds, hint: 'See `gatehouse status` for the progress.' });
}
