/** A receiver of OTLP over HTTP that remembers everything that reached it, and decodes it by OpenTelemetry's own definitions (opentelemetry-proto 1.x). */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import protobuf from 'protobufjs';

const DEFINITIONS = `
syntax = "proto3";
message ExportTraceServiceRequest { repeated ResourceSpans resource_spans = 1; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; string schema_url = 3; }
message ScopeSpans { InstrumentationScope scope = 1; repeated Span spans = 2; string schema_url = 3; }
message Resource { repeated KeyValue attributes = 1; uint32 dropped_attributes_count = 2; }
message InstrumentationScope { string name = 1; string version = 2; repeated KeyValue attributes = 3; uint32 dropped_attributes_count = 4; }
message Span {
  bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; bytes parent_span_id = 4; fixed32 flags = 16; string name = 5; int32 kind = 6;
  fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KeyValue attributes = 9; uint32 dropped_attributes_count = 10; Status status = 15;
}
message Status { string message = 2; int32 code = 3; }
message KeyValue { string key = 1; AnyValue value = 2; }
message ArrayValue { repeated AnyValue values = 1; }
message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; ArrayValue array_value = 5; } }
`;
const Request = protobuf.parse(DEFINITIONS).root.lookupType('ExportTraceServiceRequest');

export type Value = string | number | boolean | Value[];
export interface ReceivedSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  kind: number;
  /** Nanoseconds since 1970, as text. */
  start: string;
  end: string;
  status: { code: number; message: string };
  attributes: Record<string, Value>;
  resource: Record<string, Value>;
  scope: string;
}

export interface Received {
  path: string;
  headers: IncomingMessage['headers'];
  body: Buffer;
  spans: ReceivedSpan[];
}

export interface OtlpReceiver {
  origin: string;
  received: Received[];
  /** Of what it has taken. */
  spans(): ReceivedSpan[];
  /** What it does with the next requests; the answer's status, `hang`, or whatever the function does. */
  behave(answer: number | 'hang' | ((request: Received, response: ServerResponse) => void)): void;
  stop(): Promise<void>;
}

export async function startOtlpReceiver(port = 0): Promise<OtlpReceiver> {
  const received: Received[] = [];
  const taken: ReceivedSpan[] = [];
  let answer: Parameters<OtlpReceiver['behave']>[0] = 200;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      const one: Received = { path: request.url ?? '', headers: request.headers, body, spans: decode(body, String(request.headers['content-type'])) };
      received.push(one);
      if (answer === 'hang') return;
      if (typeof answer === 'function') answer(one, response);
      else response.writeHead(answer).end();
      if (response.statusCode === 200) taken.push(...one.spans);
    });
  });
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    spans: () => taken,
    behave: (next) => (answer = next),
    stop: () => new Promise((done) => {
      server.closeAllConnections();
      server.close(() => done());
    }),
  };
}

interface RawValue { stringValue?: string; boolValue?: boolean; intValue?: string | number; doubleValue?: number; arrayValue?: { values?: RawValue[] } }
type RawAttributes = { key: string; value?: RawValue }[] | undefined;
interface RawSpan { traceId: string; spanId: string; parentSpanId?: string; name: string; kind: number; startTimeUnixNano: string; endTimeUnixNano: string; status?: { code?: number; message?: string }; attributes?: RawAttributes }
interface Raw { resourceSpans?: { resource?: { attributes?: RawAttributes }; scopeSpans?: { scope?: { name?: string }; spans?: RawSpan[] }[] }[] }

function decode(body: Buffer, type: string): ReceivedSpan[] {
  const json = type.startsWith('application/json');
  const raw = (json ? JSON.parse(body.toString('utf8')) : Request.toObject(Request.decode(body), { longs: String, bytes: String })) as Raw;
  // JSON has hexadecimal ids; protobuf has bytes, which the line above gives as base 64.
  const id = (text: string | undefined): string => (json ? (text ?? '') : Buffer.from(text ?? '', 'base64').toString('hex'));
  return (raw.resourceSpans ?? []).flatMap(({ resource, scopeSpans = [] }) =>
    scopeSpans.flatMap(({ scope, spans = [] }) =>
      spans.map((span) => ({
        traceId: id(span.traceId), spanId: id(span.spanId), parentSpanId: id(span.parentSpanId), name: span.name, kind: span.kind,
        start: span.startTimeUnixNano, end: span.endTimeUnixNano, status: { code: span.status?.code ?? 0, message: span.status?.message ?? '' },
        attributes: record(span.attributes), resource: record(resource?.attributes), scope: scope?.name ?? '',
      })),
    ),
  );
}

const record = (attributes: RawAttributes = []): Record<string, Value> => Object.fromEntries(attributes.map(({ key, value }) => [key, valueOf(value ?? {})]));

function valueOf({ stringValue, boolValue, intValue, doubleValue, arrayValue }: RawValue): Value {
  if (arrayValue) return (arrayValue.values ?? []).map(valueOf);
  return stringValue ?? boolValue ?? doubleValue ?? Number(intValue);
}
