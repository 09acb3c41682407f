import type { FastifyInstance } from 'fastify';
import { embeddingsDemand } from '../budget/demand.ts';
import type { Json } from '../core/json.ts';
import { embed, estimateEmbeddingTokens } from '../execute/embed.ts';
import type { EmbeddingsDialect } from '../wire/embeddings.ts';
import { isTokens } from '../wire/openai-embeddings.ts';
import { failedEnding } from './ending.ts';
import { turnEnd } from '../core/turn.ts';
import { govern } from './governed.ts';
import { announce } from './response-headers.ts';
import type { DataServices } from './services.ts';
import { tagsOf } from './tags.ts';

/** Embeddings in one dialect, at one path. */
export function registerEmbeddings(app: FastifyInstance, services: DataServices, path: string, dialect: EmbeddingsDialect): void {
  app.post(path, async (request, reply) => {
    const body = dialect.decode(request.body as Json);
    const governed = await govern(services, request, reply, {
      endpoint: dialect.endpoint,
      body,
      model: body.model,
      streamed: false,
      needs: { kind: 'embeddings', tools: false, images: false, jsonSchema: false, minPromptTokens: () => 0 },
      unreadable: isTokens(body.input) && 'unknown',
      files: [],
      tags: tagsOf(request.body as object),
      looked: request.body as Json,
      translated: request.body !== (body as unknown),
      demand: embeddingsDemand,
    });
    try {
      const { deployment, value, warnings } = await embed(services.execute, governed.call, governed.body);
      const estimated = value.promptTokens === undefined;
      const promptTokens = value.promptTokens ?? estimateEmbeddingTokens(body);
      governed.end({ outcome: 'ok', httpStatus: 200, provider: deployment.provider, model: deployment.model, usage: { promptTokens, completionTokens: 0, estimated } });
      const told = [...warnings, ...dialect.hints(request.body as Json).map((name) => `${name} is not followed`)];
      announce(reply, deployment, told);
      await turnEnd();
      return dialect.encode({ vectors: value.vectors, model: deployment.model, promptTokens, estimated }, body);
    } catch (error) {
      governed.end(failedEnding(error));
      throw error;
    }
  });
}
