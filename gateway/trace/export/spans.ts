import type { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ExportRow } from './exportable.ts';

export type Span = Parameters<typeof JsonTraceSerializer.serializeRequest>[0][number];
export type Attributes = Span['attributes'];

/** The attributes of the whole request's span. */
export type Describe = (row: ExportRow) => Attributes;

const SCOPE = 'gatehouse';
const NANOS_PER_MS = 1_000_000;
/** SpanKind.CLIENT, SpanStatusCode.UNSET and SpanStatusCode.ERROR of OpenTelemetry. */
const CLIENT = 2;
const UNSET = 0;
const ERROR = 2;

/** OpenTelemetry's own; they take 22 MB, which an office without exporters does not pay. */
export const serialisers = () => import('@opentelemetry/otlp-transformer');

/** Turns rows into the spans of one service. */
export function spanMaker(version: string, describe: Describe): (row: ExportRow) => Span[] {
  const resource = { attributes: { 'service.name': SCOPE, 'service.version': version }, merge: () => resource, getRawAttributes: () => [] } as Span['resource'];
  const span = (row: ExportRow, more: { spanId: string; parentSpanId: string | null; name: string; from: number; ms: number; error: string | null; attributes: Attributes }): Span => {
    const start = hrTime(more.from);
    const end = hrTime(more.from + Math.max(0, more.ms));
    return {
      name: more.name,
      kind: CLIENT,
      spanContext: () => ({ traceId: row.traceId, spanId: more.spanId, traceFlags: 1 }),
      ...(more.parentSpanId !== null && { parentSpanContext: { traceId: row.traceId, spanId: more.parentSpanId, traceFlags: 1, isRemote: more.parentSpanId === row.parentSpanId } }),
      startTime: start,
      endTime: end,
      duration: [end[0] - start[0], end[1] - start[1]],
      status: more.error === null ? { code: UNSET } : { code: ERROR, message: more.error },
      attributes: more.attributes,
      links: [],
      events: [],
      ended: true,
      resource,
      instrumentationScope: { name: SCOPE, version },
      droppedAttributesCount: 0,
      droppedEventsCount: 0,
      droppedLinksCount: 0,
    };
  };
  return (row) => {
    const root = span(row, { spanId: row.spanId, parentSpanId: row.parentSpanId, name: nameOf(row), from: row.time, ms: row.totalMs ?? 0, error: failure(row), attributes: present(describe(row)) });
    // One attempt is what the request's own span says.
    const attempts = row.attempts.length < 2 ? [] : row.attempts.map(({ spanId, provider, model, status, startedAt, ms, error }) =>
      span(row, {
        spanId, parentSpanId: row.spanId, name: `attempt ${provider}/${model}`, from: startedAt, ms, error,
        attributes: present({ 'gatehouse.attempt.provider': provider, 'gatehouse.attempt.model': model, 'http.response.status_code': status ?? undefined, 'error.type': error ?? undefined }),
      }));
    return [root, ...attempts];
  };
}

/** As the conventions name the operation. */
/** By path; what is not here is a chat. OpenTelemetry names the first two; what it has no name for keeps its own. */
const OPERATIONS: Readonly<Record<string, string>> = {
  embeddings: 'embeddings', 'ollama.embed': 'embeddings', 'ollama.embeddings': 'embeddings', completions: 'text_completion',
  moderations: 'moderation', 'images/generations': 'image_generation', 'images/edits': 'image_generation', 'audio/speech': 'speech', 'audio/transcriptions': 'transcription', 'audio/translations': 'translation',
};

export function operationOf({ endpoint }: ExportRow): string {
  return OPERATIONS[endpoint] ?? 'chat';
}

function nameOf(row: ExportRow): string {
  return `${operationOf(row)} ${row.model ?? row.requestedModel}`;
}

/** What went wrong, as a code; null where nothing did, or the client went away by itself. */
export function failure({ outcome, errorCode }: ExportRow): string | null {
  return outcome === 'ok' || outcome === 'aborted' || outcome === null ? null : (errorCode ?? outcome);
}

function present(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}

/** Seconds and nanoseconds. */
function hrTime(ms: number): [number, number] {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * NANOS_PER_MS)];
}
