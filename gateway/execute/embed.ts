import type { EmbeddingsAnswer, EmbeddingsRequest } from '../core/chat.ts';
import { GatehouseError, unsupported } from '../core/errors.ts';
import type { DeploymentRef } from '../core/model.ts';
import type { Place } from '../local/types.ts';
import { pathOf } from '../providers/define.ts';
import { AttemptError } from './attempt-error.ts';
import { RunningAttempt } from './running-attempt.ts';
import { withPlace } from './local.ts';
import { runPlan } from './run.ts';
import { endpointOf, postForJson } from './send.ts';
import type { Answered, Call, ExecuteServices } from './types.ts';

export function embed(services: ExecuteServices, call: Call, request: EmbeddingsRequest): Promise<Answered<EmbeddingsAnswer>> {
  return runPlan(services, call, (deployment) => {
    const endpoint = endpointOf(services, deployment);
    const { embeddings } = endpoint.adapter;
    if (!embeddings) throw new GatehouseError('unsupported_parameter', `${endpoint.config.name} does not offer embeddings.`, { param: 'model' });
    const ask = async (place?: Place): Promise<Answered<EmbeddingsAnswer>> => {
      const attempt = new RunningAttempt(endpoint, call.cancellation, endpoint.local ? 0 : services.settings.plainMs);
      try {
        const target = { model: deployment.model, numCtx: place?.numCtx };
        const encoded = embeddings.encode(request, target);
        const body = await postForJson({ services, call, deployment, attempt, path: pathOf(embeddings, target), body: encoded.body });
        const value = embeddings.decode(body);
        if (value.vectors.length !== inputsOf(request).length) throw new GatehouseError('provider_error', `${endpoint.config.name} sent ${value.vectors.length} vectors for ${inputsOf(request).length} inputs.`);
        const [length] = value.vectors.map((vector) => vector.length);
        if (request.dimensions && length !== request.dimensions) throw otherLength(deployment, length, request.dimensions);
        return { deployment, warnings: encoded.warnings, value };
      } catch (error) {
        throw attempt.failure(error);
      } finally {
        place?.release(call.cancellation.aborted ? 'evaluating' : 'finished');
        attempt.end();
      }
    };
    return endpoint.local ? withPlace(services, call, { model: deployment.model, promptTokens: longestInput(request), outputTokens: 0 }, ask) : ask();
  });
}

/** Known only from the answer, which is on the bill. */
function otherLength({ model }: DeploymentRef, length: number | undefined, wanted: number): AttemptError {
  return new AttemptError(unsupported('dimensions', `${model} makes vectors of ${length} numbers, not of ${wanted}.`, 'Leave it out, or ask for a model that can.'), 'next', 200);
}

/** Tokens of the longest input, generously estimated: every input has the whole context to itself. */
function longestInput(request: EmbeddingsRequest): number {
  return inputsOf(request).reduce<number>((most, input) => Math.max(most, tokensOf(input)), 0);
}

/** Of all inputs, for usage that the provider does not give. */
export function estimateEmbeddingTokens(request: EmbeddingsRequest): number {
  return inputsOf(request).reduce<number>((sum, input) => sum + tokensOf(input), 0);
}

/** One list of token numbers is one input. */
function inputsOf({ input }: EmbeddingsRequest): (string | number[])[] {
  if (typeof input === 'string') return [input];
  return typeof input[0] === 'number' ? [input as number[]] : (input as (string | number[])[]);
}

function tokensOf(input: string | number[]): number {
  return typeof input === 'string' ? Math.ceil(Buffer.byteLength(input) / 3) : input.length;
}
