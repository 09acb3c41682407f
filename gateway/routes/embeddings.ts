import type { FastifyInstance } from 'fastify';
import { embeddingsDemand } from '../budget/demand.ts';
import type { Json } from '../core/json.ts';
import { embed, estimateEmbeddingTokens } from '../execute/embed.ts';
import { decodeEmbeddings, encodeEmbeddings, isTokens } from '../wire/openai-embeddings.ts';
import { failedEnding } from './ending.ts';
import { govern } from './governed.ts';
import { headerText } from './response-headers.ts';
import type { DataServices } from './services.ts';
import { tagsOf } from './tags.ts';

export function registerEmbeddings(app: FastifyInstance, services: DataServices): void {
  app.post('/v1/embeddings', async (request, reply) => {
    const body = decodeEmbeddings(request.body as Json);
    const governed = await govern(services, request, reply, {
      endpoint: 'embeddings',
      body,
      model: body.model,
      streamed: false,
      needs: { kind: 'embeddings', tools: false, images: false, jsonSchema: false, minPromptTokens: 0 },
      unreadable: isTokens(body.input),
      files: [],
      tags: tagsOf(body),
      demand: embeddingsDemand,
    });
    try {
      const { deployment, value, warnings } = await embed(services.execute, governed.call, governed.body);
      const usageEstimated = value.promptTokens === undefined;
      const promptTokens = value.promptTokens ?? estimateEmbeddingTokens(body);
      governed.end({ outcome: 'ok', httpStatus: 200, provider: deployment.provider, model: deployment.model, usage: { promptTokens, completionTokens: 0, estimated: usageEstimated } });
      reply.header('x-gatehouse-provider', deployment.provider);
      reply.header('x-gatehouse-model', headerText(deployment.model));
      if (warnings.length > 0) reply.header('x-gatehouse-warning', warnings.join('; '));
      return encodeEmbeddings(value.vectors, deployment.model, body.encoding_format ?? 'float', { promptTokens, estimated: usageEstimated });
    } catch (error) {
      governed.end(failedEnding(error));
      throw error;
    }
  });
}
