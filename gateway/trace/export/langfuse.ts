import { NANO } from '../../core/money.ts';
import type { ExportRow } from './exportable.ts';
import type { Service } from './service.ts';
import { type Attributes, failure, operationOf, serialisers, spanMaker } from './spans.ts';

const PATH = '/api/public/otel/v1/traces';

/** Langfuse's own attributes over OTLP with JSON, as its packages send them; the address is that of its pages. */
export function langfuseService(version: string): Service {
  const spans = spanMaker(version, attributes);
  return {
    urlOf: (endpoint) => `${endpoint.replace(/\/+$/, '')}${PATH}`,
    headers: ({ headers, publicKey = '', secretKey = '' }) => ({
      ...headers,
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${publicKey}:${secretKey}`).toString('base64')}`,
      'x-langfuse-public-key': publicKey,
      'x-langfuse-sdk-name': 'gatehouse',
      'x-langfuse-sdk-version': version,
    }),
    body: async (rows) => (await serialisers()).JsonTraceSerializer.serializeRequest(rows.flatMap(spans)),
  };
}

function attributes(row: ExportRow): Attributes {
  const failed = failure(row);
  return {
    'langfuse.trace.name': row.endpoint,
    'langfuse.trace.tags': row.tags.length === 0 ? undefined : row.tags,
    'session.id': row.session ?? undefined,
    'user.id': row.user ?? undefined,
    'langfuse.observation.type': operationOf(row) === 'embeddings' ? 'embedding' : 'generation',
    'langfuse.observation.model.name': row.model ?? row.requestedModel,
    'langfuse.observation.usage_details': usage(row),
    'langfuse.observation.cost_details': row.cost === null ? undefined : JSON.stringify({ total: row.cost / NANO }),
    'langfuse.observation.completion_start_time': row.firstTokenMs === null ? undefined : JSON.stringify(new Date(row.time + row.firstTokenMs)),
    'langfuse.observation.level': failed === null ? (row.outcome === 'aborted' ? 'WARNING' : 'DEFAULT') : 'ERROR',
    'langfuse.observation.status_message': failed ?? (row.outcome === 'aborted' ? 'aborted' : undefined),
    'langfuse.observation.metadata.gatehouse_trace': row.id,
    'langfuse.observation.metadata.requested_model': row.requestedModel,
    'langfuse.observation.metadata.provider': row.provider ?? undefined,
    'langfuse.observation.metadata.data_class': row.dataClass,
    'langfuse.observation.metadata.decision': row.decision,
    'langfuse.observation.metadata.team': row.team ?? undefined,
    'langfuse.observation.metadata.usage_estimated': row.usageEstimated === true ? 'true' : undefined,
    'langfuse.internal.is_app_root': row.parentSpanId === null,
  };
}

/** Langfuse adds the kinds up: what was cached is taken out of the input, and what was thought out of the output. */
function usage({ promptTokens, completionTokens, cachedTokens, cacheWriteTokens, reasoningTokens }: ExportRow): string | undefined {
  if (promptTokens === null) return undefined;
  return JSON.stringify({
    input: Math.max(0, promptTokens - (cachedTokens ?? 0) - (cacheWriteTokens ?? 0)),
    output: Math.max(0, (completionTokens ?? 0) - (reasoningTokens ?? 0)),
    ...(cachedTokens ? { input_cached_tokens: cachedTokens } : {}),
    ...(cacheWriteTokens ? { input_cache_creation: cacheWriteTokens } : {}),
    ...(reasoningTokens ? { output_reasoning_tokens: reasoningTokens } : {}),
    total: promptTokens + (completionTokens ?? 0),
  });
}
