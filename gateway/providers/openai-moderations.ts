import { GatehouseError } from '../core/errors.ts';
import { isObject } from '../core/json.ts';
import type { ModerationAnswer, ModerationRequest } from '../core/moderation.ts';
import type { ModerationsEndpoint } from './define.ts';

/** `/moderations` of OpenAI's shape (openai-node 7.55): one result for each text, one for a list of parts. */
export const openaiModerations: ModerationsEndpoint = {
  path: '/moderations',
  encode: ({ input }, { model }) => ({ body: { model, input }, warnings: [] }),
  decode(body, request) {
    const results = isObject(body) && Array.isArray(body.results) ? body.results : [];
    // A result that is missing, or does not say, would pass for harmless.
    if (results.length !== expected(request) || !results.every((result) => isObject(result) && typeof result.flagged === 'boolean')) throw new GatehouseError('provider_error', 'The provider sent something that is not one result for each input.');
    return body as ModerationAnswer;
  },
};

function expected({ input }: ModerationRequest): number {
  return typeof input === 'string' || typeof input[0] === 'object' ? 1 : input.length;
}
