import type { ExportRow } from './exportable.ts';
import type { Service } from './service.ts';
import { type Attributes, failure, operationOf, serialisers, spanMaker } from './spans.ts';

/** OTLP over HTTP with protobuf, which every receiver takes; the address is the whole path, or the collector's root. */
export function otlpService(version: string): Service {
  const spans = spanMaker(version, attributes);
  return {
    urlOf: (endpoint) => (new URL(endpoint).pathname === '/' ? new URL('/v1/traces', endpoint).href : endpoint),
    headers: (secrets) => ({ ...secrets.headers, 'content-type': 'application/x-protobuf' }),
    body: async (rows) => (await serialisers()).ProtobufTraceSerializer.serializeRequest(rows.flatMap(spans)),
  };
}

/** OpenTelemetry's conventions for generative AI; what they have no name for stands under `gatehouse.`. */
function attributes(row: ExportRow): Attributes {
  return {
    'gen_ai.operation.name': operationOf(row),
    'gen_ai.provider.name': row.provider ?? undefined,
    'gen_ai.request.model': row.requestedModel,
    'gen_ai.request.stream': row.streamed,
    'gen_ai.response.model': row.model ?? undefined,
    'gen_ai.response.time_to_first_chunk': row.firstTokenMs === null ? undefined : row.firstTokenMs / 1000,
    'gen_ai.conversation.id': row.session ?? undefined,
    'gen_ai.usage.input_tokens': row.promptTokens ?? undefined,
    'gen_ai.usage.output_tokens': row.completionTokens ?? undefined,
    'gen_ai.usage.cache_read.input_tokens': row.cachedTokens ?? undefined,
    'gen_ai.usage.cache_creation.input_tokens': row.cacheWriteTokens ?? undefined,
    'gen_ai.usage.reasoning.output_tokens': row.reasoningTokens ?? undefined,
    'error.type': failure(row) ?? undefined,
    'http.response.status_code': row.httpStatus ?? undefined,
    'session.id': row.session ?? undefined,
    'user.id': row.user ?? undefined,
    'gatehouse.trace.id': row.id,
    'gatehouse.key.id': row.keyId ?? undefined,
    'gatehouse.team': row.team ?? undefined,
    'gatehouse.data_class': row.dataClass,
    'gatehouse.decision': row.decision,
    'gatehouse.policy.version': row.policyVersion,
    'gatehouse.outcome': row.outcome ?? undefined,
    'gatehouse.tags': row.tags.length === 0 ? undefined : row.tags,
    'gatehouse.usage.estimated': row.usageEstimated ?? undefined,
    'gatehouse.cost.nano_usd': row.cost ?? undefined,
  };
}
