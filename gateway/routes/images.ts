import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { editDemand, IMAGE_TOKENS_MAX, imageDemand } from '../budget/demand.ts';
import type { Form } from '../core/form.ts';
import type { Drawing, ImageAnswer, ImageRequest } from '../core/image.ts';
import type { Json } from '../core/json.ts';
import type { Usage } from '../core/model.ts';
import { type Unreadable, unreadableBytes, worse } from '../core/unreadable.ts';
import { draw, redraw } from '../execute/draw.ts';
import type { Answered } from '../execute/types.ts';
import { registerForms } from '../guard/form.ts';
import { textTokens } from '../wire/openai-chat/usage.ts';
import { decodeEdit, decodeImages, MAX_FILES } from '../wire/openai-images.ts';
import { failedEnding } from './ending.ts';
import { govern, type Governed } from './governed.ts';
import { announce } from './response-headers.ts';
import type { Ask } from './rule.ts';
import type { DataServices } from './services.ts';

/** OpenAI's `/images/generations` and `/images/edits`. `limit`: of a form, in bytes. */
export function registerImages(app: FastifyInstance, services: DataServices, limit: number): void {
  app.post('/v1/images/generations', (request, reply) => {
    const body = decodeImages(request.body as Json);
    const ask = askOf('images/generations', body, false, imageDemand);
    return answer(services, request, reply, ask, 0, (governed) => draw(services.execute, governed.call, governed.body));
  });
  void app.register((scope, _options, done) => {
    registerForms(scope, limit, { field: 'image', most: MAX_FILES });
    scope.post('/v1/images/edits', (request, reply) => {
      const { request: body, pictures } = decodeEdit(request.body as Form);
      const unreadable = pictures.map(({ bytes }) => unreadableBytes(bytes)).reduce(worse);
      const ask = askOf('images/edits', body, unreadable, (asked) => editDemand(asked, pictures.length));
      return answer(services, request, reply, ask, pictures.length, (governed) => redraw(services.execute, governed.call, governed.body, pictures));
    });
    done();
  });
}

function askOf(endpoint: string, body: ImageRequest, unreadable: Unreadable, demand: Ask<ImageRequest>['demand']): Ask<ImageRequest> {
  return { endpoint, body, model: body.model, streamed: false, needs: { kind: 'image', tools: false, images: false, jsonSchema: false, minPromptTokens: () => 0 }, unreadable, files: [], tags: [], demand };
}

async function answer(services: DataServices, request: FastifyRequest, reply: FastifyReply, ask: Ask<ImageRequest>, pictures: number, make: (governed: Governed<ImageRequest>) => Promise<Answered<Drawing>>): Promise<ImageAnswer> {
  const governed = await govern(services, request, reply, ask);
  try {
    const { deployment, value, warnings } = await make(governed);
    governed.end({ outcome: 'ok', httpStatus: 200, provider: deployment.provider, model: deployment.model, usage: usageOf(governed.body, pictures, value), answer: { images: value.answer.data.length } });
    announce(reply, deployment, warnings);
    return value.answer;
  } catch (error) {
    governed.end(failedEnding(error));
    throw error;
  }
}

/** The provider's numbers; where it gives none, an image counts as it was reserved. */
function usageOf({ prompt }: ImageRequest, pictures: number, { answer: { data }, tokens }: Drawing): Usage {
  if (tokens) return { promptTokens: tokens.prompt, completionTokens: tokens.completion, estimated: false };
  return { promptTokens: Math.ceil(textTokens(prompt)) + pictures * IMAGE_TOKENS_MAX, completionTokens: data.length * IMAGE_TOKENS_MAX, estimated: true };
}
