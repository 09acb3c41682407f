import { GatehouseError } from '../core/errors.ts';

const FIRST_STEP = 4_096;
/**
 * The caller's count is an estimate (about three bytes a token). Only a prompt of more than this many times the limit is refused on its word;
 * Ollama, told not to truncate, refuses the others exactly, within 50 ms.
 */
const CERTAINLY_TOO_LONG = 8;

/**
 * The `num_ctx` for a request, in tokens: the smallest of 4,096, 8,192, 16,384 … and the model's own limit that holds prompt and answer, and
 * never less than what is loaded, because every change loads the model anew. An answer that would not fit is bounded by the
 * limit (it ends with `length`); a prompt that certainly does not fit is `context_length_exceeded`.
 */
export function chooseNumCtx(modelLimit: number | undefined, tokens: { prompt: number; output: number }, loadedNumCtx = 0): number {
  const limit = modelLimit ?? FIRST_STEP;
  if (tokens.prompt > limit * CERTAINLY_TOO_LONG) {
    throw new GatehouseError('context_length_exceeded', `The prompt has about ${tokens.prompt} tokens; the context of this model is ${limit} tokens.`, {
      hint: 'Shorten the prompt, or choose a model with a larger context.',
    });
  }
  const needed = Math.min(tokens.prompt + tokens.output, limit);
  let step = FIRST_STEP;
  while (step < needed) step *= 2;
  return Math.min(Math.max(step, loadedNumCtx), limit);
}
