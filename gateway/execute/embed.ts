import type { EmbeddingsAnswer, EmbeddingsRequest } from '../core/chat.ts';
import { GatehouseError } from '../core/errors.ts';
import { localContextError } from './local.ts';
import { runPlan } from './run.ts';
import { AttemptTimer, endpointOf, failure, post, readJson } from './send.ts';
import type { Answered, Call, ExecuteServices } from './types.ts';

export function embed(services: ExecuteServices, call: Call, request: EmbeddingsRequest): Promise<Answered<EmbeddingsAnswer>> {
  return runPlan(services, call, async (deployment) => {
    const endpoint = endpointOf(services, deployment);
    const { embeddings } = endpoint.adapter;
    if (!embeddings) throw new GatehouseError('unsupported_parameter', `${endpoint.config.name} does not offer embeddings.`, { param: 'model' });
    const place = endpoint.local ? await services.engine.admit({ owner: call.owner, model: deployment.model, promptTokens: 0, outputTokens: 0, signal: call.signal }) : undefined;
    const ms = endpoint.local ? 0 : services.settings.plainMs;
    const timer = new AttemptTimer(call.signal, ms);
    try {
      const encoded = embeddings.encode(request, { model: deployment.model });
      const response = await post(services, call, deployment, endpoint, embeddings.path, encoded.body, timer, ms);
      return { deployment, warnings: encoded.warnings, value: embeddings.decode(await readJson(response, endpoint.config.name)) };
    } catch (error) {
      throw endpoint.local ? localContextError(failure(error, endpoint, timer, ms), place) : failure(error, endpoint, timer, ms);
    } finally {
      place?.release(call.signal.aborted ? 'evaluating' : 'finished');
      timer.end();
    }
  });
}
