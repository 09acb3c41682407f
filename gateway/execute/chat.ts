import type { ChatAnswer, ChatChunk, ChatRequest } from '../core/chat.ts';
import { GatehouseError } from '../core/errors.ts';
import type { DeploymentRef } from '../core/model.ts';
import type { Place } from '../local/types.ts';
import { unsealedFor } from '../core/sealed.ts';
import { type ChatEndpoint, type Encoded, pathOf, type Provider, type Target } from '../providers/define.ts';
import { EventStream } from './event-stream.ts';
import { oneCallAtATime } from './one-call.ts';
import { type Endpoint, RunningAttempt } from './running-attempt.ts';
import { sizeOf, withPlace } from './local.ts';
import { runPlan } from './run.ts';
import { endpointOf, post, postForJson } from './send.ts';
import type { Answered, Batches, Call, ChatAsk, ExecuteServices } from './types.ts';

type ChatCapable = Endpoint & { adapter: Provider & { chat: NonNullable<Provider['chat']> } };

function chatEndpoint(services: ExecuteServices, deployment: DeploymentRef): ChatCapable {
  const endpoint = endpointOf(services, deployment);
  if (!endpoint.adapter.chat) throw new GatehouseError('unsupported_parameter', `${endpoint.config.name} does not offer chat.`, { param: 'model' });
  return endpoint as ChatCapable;
}

function targetOf(services: ExecuteServices, call: Call, deployment: DeploymentRef, { config }: Endpoint, { stream }: ChatRequest, place: Place | undefined): Target {
  const { model } = deployment;
  if (!place) {
    const facts = services.facts(deployment);
    return { model, stream: stream === true, baseUrl: config.baseUrl, outputBound: call.outputBound, outputLimit: facts?.outputLimit, capabilities: facts?.capabilities };
  }
  const known = services.engine.models().find((installed) => installed.name === model);
  return { model, stream: stream === true, numCtx: place.numCtx, outputBound: call.localBound, capabilities: known?.capabilities };
}

type Reader = Omit<ChatEndpoint, 'encode'>;

interface EncodedAsk {
  /** Reads the answer. */
  chat: Reader;
  native: boolean;
  path: string;
  headers?: Record<string, string>;
  encoded: Encoded;
}

/** What one deployment is sent: the client's own body where both sides speak the same dialect, else the canonical request in the provider's. */
function encode(ask: ChatAsk, deployment: DeploymentRef, endpoint: ChatCapable, target: Target): EncodedAsk {
  const made = encodeBody(ask, deployment, endpoint, target);
  const { max_completion_tokens: bound, max_tokens: older } = ask.request;
  const asked = Math.max(bound ?? 0, older ?? 0);
  // Not cut down: the registry may be older than the model, and the provider says itself what it does not take.
  if (target.outputLimit !== undefined && asked > target.outputLimit) made.encoded.warnings.push(`max_tokens is ${asked}, and answers of ${deployment.model} have ${target.outputLimit} tokens at the most, as far as is known`);
  return made;
}

function encodeBody({ request, native, sealed, ownOnly, hints }: ChatAsk, { provider, model }: DeploymentRef, { adapter, config }: ChatCapable, target: Target): EncodedAsk {
  const own = native && adapter.native?.[native.dialect];
  if (own) return { chat: own, native: true, path: pathOf(own, target), headers: native.headers, encoded: own.encode(unsealedFor(native.body, provider, sealed), target) };
  const [param] = ownOnly;
  if (param !== undefined) throw new GatehouseError('unsupported_parameter', `${param} is known to no provider but its own; ${config.name} (${model}) speaks another dialect.`, { param, hint: 'Leave it out, or ask for a model of the provider that it comes from.' });
  const encoded = adapter.chat.encode(unsealedFor(request, provider, sealed), target);
  if (request.parallel_tool_calls === false) encoded.answer = oneCallAtATime(encoded.answer ?? adapter.chat);
  return { chat: adapter.chat, native: false, path: pathOf(adapter.chat, target), encoded: hints.length === 0 ? encoded : { ...encoded, warnings: [...encoded.warnings, ...hints.map((name) => `${name} is ignored by ${config.name}`)] } };
}

/** An answer that is not streamed. */
export function answerChat(services: ExecuteServices, call: Call, ask: ChatAsk): Promise<Answered<ChatAnswer>> {
  return runPlan(services, call, (deployment) => {
    const endpoint = chatEndpoint(services, deployment);
    const once = (place?: Place) => answerOnce(services, call, ask, deployment, endpoint, place);
    return endpoint.local ? withPlace(services, call, { model: deployment.model, ...sizeOf(ask.request) }, once) : once();
  });
}

async function answerOnce(services: ExecuteServices, call: Call, ask: ChatAsk, deployment: DeploymentRef, endpoint: ChatCapable, place?: Place): Promise<Answered<ChatAnswer>> {
  const attempt = new RunningAttempt(endpoint, call.cancellation, endpoint.local ? 0 : services.settings.plainMs);
  try {
    const { chat, native, encoded, path, headers } = encode(ask, deployment, endpoint, targetOf(services, call, deployment, endpoint, ask.request, place));
    const body = await postForJson({ services, call, deployment, attempt, path, headers, body: encoded.body });
    return { deployment, native, warnings: encoded.warnings, value: (encoded.answer ?? chat).decode(body, deployment.model) };
  } catch (error) {
    throw attempt.failure(error);
  } finally {
    // A plain answer of the local model does not show whether its first token is out: the runner may still be reading the prompt.
    place?.release(call.cancellation.aborted ? 'evaluating' : 'finished');
    attempt.end();
  }
}

/** A streamed answer, committed to a deployment once its first event has been decoded. */
export function streamChat(services: ExecuteServices, call: Call, ask: ChatAsk): Promise<Answered<Batches<ChatChunk>>> {
  return runPlan(services, call, (deployment) => {
    const endpoint = chatEndpoint(services, deployment);
    const once = (place?: Place) => openStream(services, call, ask, deployment, endpoint, place);
    return endpoint.local ? withPlace(services, call, { model: deployment.model, ...sizeOf(ask.request) }, once) : once();
  });
}

/** Of which clients of the Responses API are sent the whole text once more. A quarter of a million tokens, each in an event of its own, fit. */
const MAX_STREAM_BYTES = 128 * 1024 * 1024;

async function openStream(services: ExecuteServices, call: Call, ask: ChatAsk, deployment: DeploymentRef, endpoint: ChatCapable, place?: Place): Promise<Answered<Batches<ChatChunk>>> {
  const attempt = new RunningAttempt(endpoint, call.cancellation, endpoint.local ? services.settings.localFirstByteMs : services.settings.firstByteMs);
  const stream = new EventStream<ChatChunk>(attempt, { memory: call.memory, onBroken: (failure) => services.health.failed(deployment.provider, failure), onEnd: (how) => place?.release(how) });
  try {
    const { chat, native, encoded, path, headers } = encode(ask, deployment, endpoint, targetOf(services, call, deployment, endpoint, ask.request, place));
    const response = await post({ services, call, deployment, attempt, path, headers, body: encoded.body });
    const value = await stream.open(response.body, { framing: chat.framing, decoder: (encoded.answer ?? chat).decoder(deployment.model), maxBytes: MAX_STREAM_BYTES });
    return { deployment, native, warnings: encoded.warnings, value };
  } catch (error) {
    attempt.end();
    place?.release(call.cancellation.aborted || attempt.timedOut ? 'evaluating' : 'finished');
    throw attempt.failure(error);
  }
}
