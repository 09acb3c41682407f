import type { FastifyInstance } from 'fastify';
import { IMAGE_TOKENS_MAX, imageDemand } from '../budget/demand.ts';
import type { Drawing, ImageRequest } from '../core/image.ts';
import type { Json } from '../core/json.ts';
import type { Usage } from '../core/model.ts';
import { draw } from '../execute/draw.ts';
import { textTokens } from '../wire/openai-chat/usage.ts';
import { decodeImages } from '../wire/openai-images.ts';
import { failedEnding } from './ending.ts';
import { govern } from './governed.ts';
import { announce } from './response-headers.ts';
import type { DataServices } from './services.ts';

/** OpenAI's `/images/generations`. */
export function registerImages(app: FastifyInstance, services: DataServices): void {
  app.post('/v1/images/generations', async (request, reply) => {
    const body = decodeImages(request.body as Json);
    const governed = await govern(services, request, reply, {
      endpoint: 'images/generations',
      body,
      model: body.model,
      streamed: false,
      needs: { kind: 'image', tools: false, images: false, jsonSchema: false, minPromptTokens: () => 0 },
      unreadable: false,
      files: [],
      tags: [],
      demand: imageDemand,
    });
    try {
      const { deployment, value, warnings } = await draw(services.execute, governed.call, governed.body);
      const { answer } = value;
      governed.end({ outcome: 'ok', httpStatus: 200, provider: deployment.provider, model: deployment.model, usage: usageOf(governed.body, value), answer: { images: answer.data.length } });
      announce(reply, deployment, warnings);
      return answer;
    } catch (error) {
      governed.end(failedEnding(error));
      throw error;
    }
  });
}

/** The provider's numbers; where it gives none, an image counts as it was reserved. */
function usageOf({ prompt }: ImageRequest, { answer, tokens }: Drawing): Usage {
  if (tokens) return { promptTokens: tokens.prompt, completionTokens: tokens.completion, estimated: false };
  return { promptTokens: Math.ceil(textTokens(prompt)), completionTokens: answer.data.length * IMAGE_TOKENS_MAX, estimated: true };
}
