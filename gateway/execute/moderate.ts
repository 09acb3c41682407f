import type { ModerationAnswer, ModerationRequest } from '../core/moderation.ts';
import { postForJson } from './send.ts';
import type { Answered, Call, ExecuteServices } from './types.ts';
import { askWhole } from './whole.ts';

/** Texts and images judged by a provider's own classifier. */
export function moderate(services: ExecuteServices, call: Call, request: ModerationRequest): Promise<Answered<ModerationAnswer>> {
  return askWhole(services, call, 'moderations', ({ moderations }) => moderations, async (moderations, sending) => {
    const { body, warnings } = moderations.encode(request, { model: sending.deployment.model });
    return { warnings, value: moderations.decode(await postForJson({ ...sending, path: moderations.path, body }), request) };
  });
}
