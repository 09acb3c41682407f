import { GatehouseError } from '../core/errors.ts';
import type { ModerationAnswer, ModerationRequest } from '../core/moderation.ts';
import { runPlan } from './run.ts';
import { AttemptTimer, endpointOf, failure, postForJson } from './send.ts';
import type { Answered, Call, ExecuteServices } from './types.ts';

/** Texts and images judged by a provider's own classifier. */
export function moderate(services: ExecuteServices, call: Call, request: ModerationRequest): Promise<Answered<ModerationAnswer>> {
  return runPlan(services, call, async (deployment) => {
    const endpoint = endpointOf(services, deployment);
    const { moderations } = endpoint.adapter;
    if (!moderations) throw new GatehouseError('unsupported_parameter', `${endpoint.config.name} does not offer moderations.`, { param: 'model' });
    const ms = services.settings.plainMs;
    const timer = new AttemptTimer(call.cancellation, ms);
    try {
      const { body, warnings } = moderations.encode(request, { model: deployment.model });
      const answer = await postForJson({ services, call, deployment, endpoint, path: moderations.path, body, timer, ms });
      return { deployment, warnings, value: moderations.decode(answer, request) };
    } catch (error) {
      throw failure(error, endpoint, timer, ms);
    } finally {
      timer.end();
    }
  });
}
