import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { chatDemand } from '../budget/demand.ts';
import type { ChatAnswer, ChatChunk, ChatRequest } from '../core/chat.ts';
import { GatehouseError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { LOCAL_PROVIDER, type Usage } from '../core/model.ts';
import { turnEnd } from '../core/turn.ts';
import { answerChat, streamChat } from '../execute/chat.ts';
import { estimatePromptTokens, leastPromptTokens } from '../execute/local.ts';
import type { Answered, Batches, ChatAsk } from '../execute/types.ts';
import { createRestorer, type Restorer } from '../pseudonymise/restorer.ts';
import { answerCollector } from '../trace/contents/collector.ts';
import type { AnswerOptions, ChatDialect, ClientStream, DecodedChat } from '../wire/dialect.ts';
import { StreamMeter } from '../wire/meter.ts';
import { estimatedUsage } from '../wire/openai-chat/stream.ts';
import { textTokens, usageOf } from '../wire/openai-chat/usage.ts';
import { promptTexts } from '../tokens/prompt.ts';
import { asLookedAt } from '../core/sealed.ts';
import { asClientError } from './errors.ts';
import { failedEnding } from './ending.ts';
import { govern, type Governed } from './governed.ts';
import { announce } from './response-headers.ts';
import type { DataServices } from './services.ts';
import { tagsOf } from './tags.ts';

/** Chat in one dialect, at one path. */
export function registerChat(app: FastifyInstance, services: DataServices, path: string, dialect: ChatDialect): void {
  app.post(path, async (request, reply) => {
    const { context } = request;
    const decoded = dialect.decode(request.body as Json, request.headers, context.key?.id ?? '');
    if (decoded.reached !== undefined) context.declared.push({ source: 'conversation', dataClass: decoded.reached });
    const { request: asked, needs, body } = decoded;
    const sealed = knownSeals(services, request, decoded.opaque);
    const streamed = asked.stream === true;
    const governed = await govern(services, request, reply, {
      endpoint: dialect.endpoint,
      body: asked,
      looked: asLookedAt(body, sealed, decoded.payloads),
      translated: (body as object) !== asked,
      model: asked.model,
      streamed,
      needs: { kind: 'chat', tools: needs.tools, images: needs.images, jsonSchema: needs.jsonSchema, minPromptTokens: () => leastPromptTokens(asked) },
      unreadable: needs.unreadable,
      hosted: decoded.hosted && { dialect: dialect.name, ...decoded.hosted },
      files: needs.files,
      tags: tagsOf(body),
      // Attack: a conversation that goes on here is longer than the body that asks for its next turn; and what goes to a provider of the same dialect alone has no place in `whole`.
      demand: (whole, bytes) => {
        const demand = chatDemand(whole, decoded.reached === undefined ? bytes : undefined, whole === asked ? body : undefined);
        if (decoded.hosted) demand.hosted = true;
        return demand;
      },
      texts: promptTexts,
    });
    const chat = askOf(dialect, decoded, sealed, governed);
    try {
      if (streamed) return await stream(services, request, reply, dialect, decoded, governed, chat);
      const answered = await answerChat(services.execute, governed.call, chat);
      const usage = answered.value.usage ? usageOf(answered.value.usage) : estimate(chat.request, answerTokens(answered.value));
      if (usage.estimated) answered.value.usage = estimatedUsage(usage);
      const answer = governed.restore ? createRestorer(governed.restore).answer(answered.value) : answered.value;
      governed.end({ outcome: 'ok', httpStatus: 200, provider: answered.deployment.provider, model: answered.deployment.model, usage, answer: answer as unknown as Json });
      announce(reply, answered.deployment, warningsOf(answered, governed, decoded));
      reply.header('content-type', 'application/json; charset=utf-8');
      const text = JSON.stringify(dialect.answer(answer, optionsFor(services, request, answered, decoded, governed)));
      await turnEnd();
      return text;
    } catch (error) {
      governed.end(failedEnding(error));
      throw error;
    }
  });
}

const NO_SEALS: ReadonlyMap<string, string> = new Map();

/** What of the strings that may be opaque values of ours is one, and whose. */
function knownSeals(services: DataServices, request: FastifyRequest, strings: readonly string[]): ReadonlyMap<string, string> {
  if (strings.length === 0) return NO_SEALS;
  const known = new Map<string, string>();
  const { key } = request.context;
  for (const text of key ? strings : []) {
    const provider = services.seals.providerOf(key!.id, text);
    if (provider !== undefined) known.set(text, provider);
  }
  return known;
}

function optionsFor(services: DataServices, request: FastifyRequest, { deployment, native }: Answered<unknown>, asked: DecodedChat, { dataClass, erased }: Governed<ChatRequest>): AnswerOptions {
  const { key, traceId } = request.context;
  const keyId = key!.id;
  return { native: native === true, seal: services.seals.sealFor(keyId, deployment.provider), asked, keyId, traceId, dataClass, erased };
}

/** With stand-ins in it, it is no longer what the client sent: then there is nothing to pass on as it is. */
function askOf(dialect: ChatDialect, { body, ownOnly, hints, headers }: DecodedChat, sealed: ReadonlyMap<string, string>, governed: Governed<ChatRequest>): ChatAsk {
  const { body: request, restore } = governed;
  return { request, sealed, ownOnly, hints, native: restore === undefined && (body as object) !== request ? { dialect: dialect.name, body, headers } : undefined };
}

async function stream(services: DataServices, request: FastifyRequest, reply: FastifyReply, dialect: ChatDialect, decoded: DecodedChat, governed: Governed<ChatRequest>, chat: ChatAsk): Promise<FastifyReply> {
  const answered = await streamChat(services.execute, governed.call, chat);
  const firstTokenMs = Math.round(performance.now() - request.context.started);
  announce(reply, answered.deployment, warningsOf(answered, governed, decoded));
  const collector = services.contents.wanted(governed.dataClass) ? answerCollector() : undefined;
  const meter = new StreamMeter(collector?.add);
  const client = dialect.stream(optionsFor(services, request, answered, decoded, governed));
  const used = () => meter.usage ?? estimate(chat.request, meter.tokens);
  const ending = () => ({ provider: answered.deployment.provider, model: answered.deployment.model, firstTokenMs, usage: used(), ...(collector && { answer: collector.text(), cut: collector.cut() }) });
  // What fails from here on has no answer but the stream.
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), 'content-type': dialect.streamType, 'cache-control': 'no-store' });
  try {
    await pump(governed.restore ? restored(answered.value, createRestorer(governed.restore)) : answered.value, meter, client, raw, services.execute.settings.idleMs);
    governed.end({ outcome: 'ok', httpStatus: 200, ...ending() });
    raw.end(client.end(used()));
  } catch (error) {
    const told = governed.call.cancellation.aborted && !raw.destroyed ? governed.call.cancellation.reason : error;
    governed.end({ ...failedEnding(raw.destroyed ? clientClosed() : told), ...ending(), cut: true });
    // No answer twice: after the first byte an error is told in the stream, which ends without its terminal marker.
    if (!raw.destroyed) raw.end(client.error(asClientError(told), request.context.traceId));
  }
  return reply;
}

/** In tokens. Attack: a stream without an end, of which some clients are told all once more, several times over. */
const MAX_ANSWER = 1_000_000;

async function pump(batches: Batches<ChatChunk>, meter: StreamMeter, client: ClientStream, raw: FastifyReply['raw'], idleMs: number): Promise<void> {
  for await (const batch of batches) {
    meter.see(batch);
    if (meter.tokens > MAX_ANSWER) throw new GatehouseError('provider_error', `The answer did not come to an end within ${MAX_ANSWER} tokens.`);
    const text = client.encode(batch);
    if (raw.destroyed) throw clientClosed();
    if (text !== '' && !raw.write(text)) await drained(raw, idleMs);
  }
}

/** Text that may be the beginning of a stand-in is held back; what is held when the stream breaks off is never sent. */
async function* restored(batches: Batches<ChatChunk>, restorer: Restorer): Batches<ChatChunk> {
  for await (const batch of batches) yield restorer.chunks(batch);
  yield restorer.flush();
}

export function clientClosed(): GatehouseError {
  return new GatehouseError('client_closed', 'The client closed the connection.');
}

/** Attack: a client that never reads its stream would hold its place at the local model, and the provider's connection, for ever. */
export function drained(raw: FastifyReply['raw'], ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => raw.destroy(), ms);
    const done = () => {
      clearTimeout(timer);
      raw.off('drain', done);
      raw.off('close', done);
      resolve();
    };
    raw.once('drain', done);
    raw.once('close', done);
  });
}

/** What was said of a request on its way to a provider does not concern an answer that was made here. */
function warningsOf({ deployment, warnings }: Answered<unknown>, governed: Governed<ChatRequest>, decoded: DecodedChat): string[] {
  return [...(deployment.provider === LOCAL_PROVIDER ? [] : [...governed.warnings, ...(decoded.warnings ?? [])]), ...warnings];
}

function estimate(chat: ChatRequest, completionTokens: number): Usage {
  return { promptTokens: estimatePromptTokens(chat), completionTokens, estimated: true };
}

function answerTokens(answer: ChatAnswer): number {
  return Math.ceil(answer.choices.reduce((sum, { message }) => sum + textTokens(message.content) + textTokens(message.refusal) + textTokens(message.reasoning_content) + textTokens(message.tool_calls), 0));
}
