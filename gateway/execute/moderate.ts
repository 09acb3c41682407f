import { GatehouseError } from '../core/errors.ts';
import type { ModerationAnswer, ModerationRequest } from '../core/moderation.ts';
import { RunningAttempt } from './running-attempt.ts';
import { runPlan } from './run.ts';
import { endpointOf, postForJson } from './send.ts';
import type { Answered, Call, ExecuteServices } from './types.ts';

/** Texts and images judged by a provider's own classifier. */
export function moderate(services: ExecuteServices, call: Call, request: ModerationRequest): Promise<Answered<ModerationAnswer>> {
  return runPlan(services, call, async (deployment) => {
    const endpoint = endpointOf(services, deployment);
    const { moderations } = endpoint.adapter;
    if (!moderations) throw new GatehouseError('unsupported_parameter', `${endpoint.config.name} does not offer moderations.`, { param: 'model' });
    const attempt = new RunningAttempt(endpoint, call.cancellation, services.settings.plainMs);
    try {
      const { body, warnings } = moderations.encode(request, { model: deployment.model });
      const answer = await postForJson({ services, call, deployment, attempt, path: moderations.path, body });
      return { deployment, warnings, value: moderations.decode(answer, request) };
    } catch (error) {
      throw attempt.failure(error);
    } finally {
      attempt.end();
    }
  });
}
