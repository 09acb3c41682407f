/** Gemini's own API (v1beta) over real sockets; what a model's name says is in mock-scenario.ts, and `blocked` is a prompt that was not let through. It is as strict as Google: an unknown field is a 400, and so is a call that comes back without its signature. */
import type { ServerResponse } from 'node:http';
import { createMisbehaviour, type Scenario, scenarioOf, writeStream } from '../mock-scenario.ts';
import { type Mock, type RecordedRequest, sendJson, startMockServer } from '../mock-server.ts';

interface Part { text?: string; inlineData?: { mimeType: string; data: string }; thought?: boolean; thoughtSignature?: string; functionCall?: { id?: string; name: string; args: object }; functionResponse?: { id?: string; name: string; response: object } }
interface Content { role?: string; parts: Part[] }
interface Body {
  contents: Content[];
  tools?: { functionDeclarations?: { name: string }[] }[];
  toolConfig?: { functionCallingConfig?: { mode?: string; allowedFunctionNames?: string[] } };
  generationConfig?: { responseModalities?: string[]; responseMimeType?: string; thinkingConfig?: { includeThoughts?: boolean } };
}

const STATUSES: Record<number, string> = { 400: 'INVALID_ARGUMENT', 401: 'UNAUTHENTICATED', 403: 'PERMISSION_DENIED', 404: 'NOT_FOUND', 429: 'RESOURCE_EXHAUSTED', 500: 'INTERNAL', 503: 'UNAVAILABLE' };
const MODELS = [['gemini-3-flash', 'generateContent'], ['gemini-embedding-001', 'embedContent'], ['imagen-4', 'predict']] as const;
const CHAT = ['generateContent', 'streamGenerateContent'];
/** One pixel, PNG. */
export const DRAWN = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
export const FIELDS = ['contents', 'systemInstruction', 'tools', 'toolConfig', 'generationConfig', 'safetySettings'];
const CONFIG = ['maxOutputTokens', 'temperature', 'topP', 'topK', 'stopSequences', 'seed', 'candidateCount', 'presencePenalty', 'frequencyPenalty', 'responseLogprobs', 'logprobs', 'responseMimeType', 'responseJsonSchema', 'thinkingConfig', 'mediaResolution', 'responseModalities', 'imageConfig'];

/** What differs between the places where Google offers its models. */
export interface Place {
  /** What the base URL ends in. */
  path: string;
  /** What stands before `/models` in a model's path. */
  publisher: string;
  /** Status and reason, where the request is not let in; `code`: what an `ErrorInfo` says it is. */
  refusal(record: RecordedRequest): [status: number, message: string, code?: string] | undefined;
  models: { path: string; body(query: URLSearchParams): object };
  fields: readonly string[];
  /** By its method's name, what makes embeddings. */
  embeddings: Readonly<Record<string, (body: Record<string, unknown>) => object>>;
}

export function startGoogleMock(options: { port?: number; apiKey?: string } = {}): Promise<Mock> {
  return startPlace(
    {
      path: '/v1beta',
      publisher: '',
      refusal: ({ headers }) => (options.apiKey && headers['x-goog-api-key'] !== options.apiKey ? [400, 'API key not valid. Please pass a valid API key.', 'API_KEY_INVALID'] : undefined),
      models: { path: '/v1beta/models', body: () => ({ models: MODELS.map(([name, method]) => ({ name: `models/${name}`, displayName: name, supportedGenerationMethods: [method] })) }) },
      fields: [...FIELDS, 'requests'],
      embeddings: { batchEmbedContents: ({ requests }) => ({ embeddings: (requests as { outputDimensionality?: number }[]).map(({ outputDimensionality }, index) => ({ values: vectorOf(index, outputDimensionality) })), usageMetadata: { promptTokenCount: 6 } }) },
    },
    options.port,
  );
}

export function vectorOf(index: number, length = 4): number[] {
  return Array.from({ length }, (_, at) => index + at / 8);
}

export async function startPlace({ path, publisher, refusal, models, fields, embeddings }: Place, port?: number): Promise<Mock> {
  const misbehaviour = createMisbehaviour((response, status, headers) => fail(response, status, `The mock was told to answer ${status}.`, headers['retry-after']));

  async function answer(record: RecordedRequest, response: ServerResponse, stopping: AbortSignal): Promise<void> {
    const refused = refusal(record);
    if (refused) return fail(response, refused[0], refused[1], undefined, refused[2]);
    const { pathname, searchParams } = new URL(record.path, 'http://mock');
    if (record.method === 'GET' && pathname === models.path) return sendJson(response, 200, models.body(searchParams));
    const at = `${path}${publisher}/models/`;
    const [, name, method = ''] = (pathname.startsWith(at) && /^([^/:]+):([A-Za-z]+)$/.exec(pathname.slice(at.length))) || [];
    if (record.method !== 'POST' || name === undefined || ![...CHAT, ...Object.keys(embeddings)].includes(method)) return fail(response, 404, 'Requested entity was not found.');
    const model = decodeURIComponent(name);
    const body = record.json as unknown as Body;
    const wrong = complaint(body, model, fields, CHAT.includes(method));
    if (wrong) return fail(response, 400, wrong);
    if (await misbehaviour.act(model, response, stopping)) return undefined;
    const embed = embeddings[method];
    if (embed) return sendJson(response, 200, embed(record.json));
    if (body.generationConfig?.responseModalities?.includes('IMAGE')) return sendJson(response, 200, drawn(model, body));
    const events = eventsOf(body, model);
    if (method === 'generateContent') return sendJson(response, 200, whole(events));
    if (searchParams.get('alt') !== 'sse') return fail(response, 400, 'The mock streams SSE only.');
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const frames = events.map((event) => `data: ${JSON.stringify(event)}\r\n\r\n`);
    return writeStream(response, model, frames.slice(0, -1), { broken: `data: ${JSON.stringify(errorBody(503, 'The model is overloaded. Please try again later.'))}\r\n\r\n`, end: frames.at(-1)! });
  }

  return startMockServer({ path, answer, onReset: misbehaviour.reset, ...(port !== undefined && { port }) });
}

function errorBody(status: number, message: string, retryAfter?: string, reason?: string): object {
  return { error: { code: status, message, status: STATUSES[status] ?? 'UNKNOWN', details: [{ '@type': 'type.googleapis.com/google.rpc.Help' }, ...(reason ? [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com' }] : []), ...(retryAfter ? [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${retryAfter}s` }] : [])] } };
}

/** Google says how long to wait in the body alone. */
function fail(response: ServerResponse, status: number, message: string, retryAfter?: string, code?: string): void {
  sendJson(response, status, errorBody(status, message, retryAfter, code));
}

function complaint(body: Body, model: string, fields: readonly string[], chat: boolean): string | undefined {
  const unknown = Object.keys(body).find((name) => !fields.includes(name)) ?? Object.keys(body.generationConfig ?? {}).find((name) => !CONFIG.includes(name));
  if (unknown) return `Invalid JSON payload received. Unknown name "${unknown}": Cannot find field.`;
  if (!chat) return undefined;
  if (!Array.isArray(body.contents) || body.contents.length === 0) return '* GenerateContentRequest.contents: contents is not specified';
  if (body.contents.some((content) => !['user', 'model'].includes(content.role ?? 'user') || !content.parts?.length)) return 'Please use a valid role: user, model.';
  for (const [at, content] of body.contents.entries()) {
    const calls = content.parts.flatMap((part) => part.functionCall ?? []);
    const results = body.contents[at + 1]?.parts.flatMap((part) => part.functionResponse ?? []) ?? [];
    if (calls.some((call, index) => results[index]?.name !== call.name || results[index]?.id !== call.id)) return 'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.';
    if (calls.length > 0 && model.includes('thinks') && !content.parts.find((part) => part.functionCall)?.thoughtSignature) return 'Function call is missing a thought_signature in functionCall parts.';
  }
  return undefined;
}

function scenario(body: Body, model: string): Scenario {
  const { mode, allowedFunctionNames } = body.toolConfig?.functionCallingConfig ?? {};
  const tools = mode === 'NONE' ? [] : (body.tools ?? []).flatMap((tool) => tool.functionDeclarations ?? []).map((tool) => tool.name);
  const parts = body.contents.at(-1)!.parts;
  return scenarioOf({
    model, tools: allowedFunctionNames ? tools.filter((name) => allowedFunctionNames.includes(name)) : tools, answeredTool: parts.some((part) => part.functionResponse),
    json: body.generationConfig?.responseMimeType === 'application/json', lastText: parts.map((part) => part.text ?? '').join(''),
  });
}

/** What a model that draws answers: a picture of its thoughts first, where it thinks. `not-drawn`: what it says of one that it would not make. */
function drawn(model: string, { contents }: Body): object {
  const given = contents.flatMap(({ parts }) => parts.filter(({ inlineData }) => inlineData)).length;
  const image = (thought: boolean) => ({ ...(thought && { thought: true }), inlineData: { mimeType: 'image/png', data: thought ? 'dGhvdWdodA==' : DRAWN } });
  const parts = model.includes('not-drawn') ? [] : model.includes('thinks') ? [image(true), image(false)] : [image(false)];
  return {
    candidates: [{ content: { parts, role: 'model' }, finishReason: parts.length > 0 ? 'STOP' : 'IMAGE_SAFETY', index: 0 }],
    usageMetadata: {
      promptTokenCount: 7 + 258 * given, candidatesTokenCount: 1290, ...(model.includes('thinks') && { thoughtsTokenCount: 200 }), totalTokenCount: 1297 + 258 * given,
      promptTokensDetails: [{ modality: 'TEXT', tokenCount: 7 }, ...(given > 0 ? [{ modality: 'IMAGE', tokenCount: 258 * given }] : [])],
    },
    modelVersion: model, responseId: 'mock',
  };
}

function eventsOf(body: Body, model: string): object[] {
  const { text, source, pieces, thoughts, signature, calls, end, usage } = scenario(body, model);
  const counts = (over: object) => ({ usageMetadata: { promptTokenCount: usage.input, ...(usage.cached > 0 && { cachedContentTokenCount: usage.cached }), ...over }, modelVersion: model, responseId: 'mock' });
  if (model.includes('blocked')) return [{ promptFeedback: { blockReason: 'PROHIBITED_CONTENT' }, ...counts({ totalTokenCount: usage.input }) }];
  const event = (part: Part) => ({ candidates: [{ content: { parts: [part], role: 'model' }, index: 0 }], ...counts({ totalTokenCount: usage.input }) });
  const parts: Part[] = [
    ...(body.generationConfig?.thinkingConfig?.includeThoughts ? (thoughts.match(/\S+\s*/g) ?? []).map((text) => ({ text, thought: true })) : []),
    ...pieces.map((text) => ({ text })),
    ...calls.map(({ id, name, arguments: args }, index) => ({ functionCall: { ...(model.includes('ids') && { id }), name, args }, ...(signature && index === 0 && { thoughtSignature: signature }) })),
  ];
  const last: Part = { text: '', ...(signature && calls.length === 0 && { thoughtSignature: signature }) };
  const totals = { candidatesTokenCount: usage.output - usage.reasoning, ...(usage.reasoning > 0 && { thoughtsTokenCount: usage.reasoning }), totalTokenCount: usage.input + usage.output };
  return [...parts.map(event), { candidates: [{ content: { parts: [last], role: 'model' }, finishReason: { stop: 'STOP', tools: 'STOP', length: 'MAX_TOKENS', refusal: 'SAFETY' }[end], index: 0, ...(source && { citationMetadata: { citationSources: [{ startIndex: 0, endIndex: Buffer.byteLength(text), uri: source.url, title: source.title }] } }) }], ...counts(totals) }];
}

/** The same as one answer: texts that follow each other are one part, and the signature stands on the last. */
function whole(events: object[]): object {
  const rows = events as { candidates?: { content: { parts: Part[] } }[] }[];
  const joined: Part[] = [];
  for (const part of rows.flatMap((row) => row.candidates?.[0]?.content.parts ?? [])) {
    const before = joined.at(-1);
    if (before?.text !== undefined && part.text !== undefined && before.thought === part.thought) Object.assign(before, part, { text: before.text + part.text });
    else if (part.text !== '' || part.thoughtSignature) joined.push({ ...part });
  }
  const last = rows.at(-1)!;
  return last.candidates ? { ...last, candidates: [{ ...last.candidates[0], content: { parts: joined, role: 'model' } }] } : last;
}
