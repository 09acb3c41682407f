import { GatehouseError } from '../core/errors.ts';
import type { Drawing, ImageRequest } from '../core/image.ts';
import { RunningAttempt } from './running-attempt.ts';
import { runPlan } from './run.ts';
import { endpointOf, postForJson } from './send.ts';
import type { Answered, Call, ExecuteServices } from './types.ts';

/** Images made of a text. */
export function draw(services: ExecuteServices, call: Call, request: ImageRequest): Promise<Answered<Drawing>> {
  return runPlan(services, call, async (deployment) => {
    const endpoint = endpointOf(services, deployment);
    const { images } = endpoint.adapter;
    if (!images) throw new GatehouseError('unsupported_parameter', `${endpoint.config.name} does not offer images.`, { param: 'model' });
    const attempt = new RunningAttempt(endpoint, call.cancellation, services.settings.plainMs);
    try {
      const { body, warnings } = images.encode(request, { model: deployment.model });
      return { deployment, warnings, value: images.decode(await postForJson({ services, call, deployment, attempt, path: images.path, body })) };
    } catch (error) {
      throw attempt.failure(error);
    } finally {
      attempt.end();
    }
  });
}
