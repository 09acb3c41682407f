import type { Clock } from '../core/clock.ts';
import { GatehouseError } from '../core/errors.ts';
import type { OllamaClient } from './client.ts';
import type { Benchmark, LocalEngine } from './types.ts';

const TIMEOUT_MS = 180_000;
const ANSWER_TOKENS = 48;
const SENTENCE = 'The parties agree that the notice period is three months to the end of a quarter. ';

/** Lets an installed chat model read some 300 tokens and write 48; takes a place in the queue like any request. */
export async function measure(client: OllamaClient, admit: LocalEngine['admit'], clock: Clock, model: string): Promise<Benchmark> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const place = await admit({ owner: 'benchmark', model, promptTokens: 400, outputTokens: ANSWER_TOKENS, signal });
  try {
    // Loaded first, so that reading the weights from disk is not counted; a different beginning each time defeats the prompt cache.
    const options = { num_ctx: place.numCtx, temperature: 0, num_predict: ANSWER_TOKENS };
    await client.ask('POST', '/api/generate', { body: { model, prompt: '.', stream: false, options: { ...options, num_predict: 1 } }, signal, timeout: TIMEOUT_MS });
    const prompt = `Case ${clock.now()}. ${SENTENCE.repeat(16)}Summarise.`;
    const answer = await client.ask('POST', '/api/generate', { body: { model, prompt, stream: false, options }, signal, timeout: TIMEOUT_MS });
    const rate = (count: unknown, nanoseconds: unknown): number => (typeof count === 'number' && typeof nanoseconds === 'number' && nanoseconds > 0 ? Math.round((count / nanoseconds) * 1e10) / 10 : 0);
    const result = {
      model,
      promptTokensPerSecond: rate(answer.prompt_eval_count, answer.prompt_eval_duration),
      answerTokensPerSecond: rate(answer.eval_count, answer.eval_duration),
      measuredAt: clock.now(),
    };
    if (result.promptTokensPerSecond === 0 || result.answerTokensPerSecond === 0) throw new GatehouseError('provider_error', `The bundled Ollama gave no timings for ${model}.`);
    return result;
  } finally {
    place.release('finished');
  }
}
