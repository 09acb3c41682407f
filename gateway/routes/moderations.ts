import type { FastifyInstance } from 'fastify';
import { moderationDemand } from '../budget/demand.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { asLookedAt } from '../core/sealed.ts';
import { moderate } from '../execute/moderate.ts';
import { textTokens } from '../wire/openai-chat/usage.ts';
import { decodeModeration } from '../wire/openai-moderations.ts';
import { failedEnding } from './ending.ts';
import { govern } from './governed.ts';
import { announce } from './response-headers.ts';
import type { DataServices } from './services.ts';

/** OpenAI's `/moderations`. */
export function registerModerations(app: FastifyInstance, services: DataServices): void {
  app.post('/v1/moderations', async (request, reply) => {
    const { request: body, payloads, unreadable } = decodeModeration(request.body as Json);
    const looked = asLookedAt(request.body as Json, new Map(), payloads) as JsonObject;
    const governed = await govern(services, request, reply, {
      endpoint: 'moderations',
      body,
      looked,
      model: body.model,
      streamed: false,
      needs: { kind: 'moderation', tools: false, images: false, jsonSchema: false, minPromptTokens: () => 0 },
      unreadable,
      files: [],
      tags: [],
      demand: moderationDemand,
    });
    try {
      const { deployment, value, warnings } = await moderate(services.execute, governed.call, governed.body);
      governed.end({ outcome: 'ok', httpStatus: 200, provider: deployment.provider, model: deployment.model, usage: { promptTokens: Math.ceil(textTokens(looked.input)), completionTokens: 0, estimated: true }, answer: value });
      announce(reply, deployment, warnings);
      return { ...value, model: deployment.model };
    } catch (error) {
      governed.end(failedEnding(error));
      throw error;
    }
  });
}
