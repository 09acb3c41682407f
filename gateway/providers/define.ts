import type { ChatAnswer, ChatChunk, ChatRequest, EmbeddingsAnswer, EmbeddingsRequest } from '../core/chat.ts';
import { GatehouseError } from '../core/errors.ts';
import type { Drawing, ImageRequest, Picture } from '../core/image.ts';
import type { Json, JsonObject } from '../core/json.ts';
import type { Capabilities } from '../core/model.ts';
import type { ModerationAnswer, ModerationRequest } from '../core/moderation.ts';
import { originOf } from '../core/origin.ts';
import type { SoundEvent, SpeechRequest, Transcript, TranscriptRequest } from '../core/sound.ts';

/** What an encoder may need to know beside the request. */
export interface Target {
  /** The model's name at the provider. */
  model: string;
  /** Tokens that each answer may have, where the client has set no bound and a budget asks for one. */
  outputBound?: number;
  /** Tokens of the model's longest answer, where that is known. */
  outputLimit?: number;
  /** Of the provider, as the office has entered it. */
  baseUrl?: string;
  /** The answer is wanted as a stream. */
  stream?: boolean;
  /** The context size in tokens; only the bundled Ollama sets it per request. */
  numCtx?: number;
  /** Of the model, where they are known. */
  capabilities?: Capabilities;
}

export interface Encoded {
  body: object;
  /** Mere hints that the provider cannot follow, for `x-gatehouse-warning`. What changes the meaning is thrown as `unsupported_parameter`. */
  warnings: string[];
  /** Where this request's answer is not read as others are. */
  answer?: Pick<ChatEndpoint, 'decode' | 'decoder'>;
}

/** Turns one stream's payloads into canonical chunks, or events of another kind. One instance per stream: it may hold state. */
export interface StreamDecoder<T = ChatChunk> {
  /** One SSE `data:` payload or one NDJSON line. Throws `provider_error` on an error in mid-stream. */
  push(payload: string): T[];
  /** Told that the connection has ended in good order, by providers whose stream has no terminal marker: decides `finished`. */
  end?(): T[];
  /** True once the provider's terminal marker was seen; a stream that ends before is an error. */
  readonly finished: boolean;
}

/** SSE `data:` fields (WHATWG HTML §9.2), NDJSON lines, or AWS's binary event stream (its payload comes as `{":event-type": …, ":message-type": …, "body": …}`). */
export type Framing = 'sse' | 'ndjson' | 'aws-event-stream';

/** The dialects that clients and providers speak. */
export type Dialect = 'openai-chat' | 'openai-completions' | 'openai-responses' | 'anthropic-messages' | 'ollama-chat' | 'ollama-generate';

/** A tool that the provider runs itself, for clients of its own dialect. Rules name what may be run; nothing here is translated. */
export interface HostedTool {
  /** As rules name it. */
  name: string;
  /** As requests name it. */
  types: readonly string[];
  /** What it may be told beside its type. None of it points to content that is not in the request. */
  fields: readonly string[];
  /** What an answer holds of it, and the next question brings back: types of items or blocks, or the name in a call. */
  leaves: readonly string[];
  /** What may be asked to be told of it. */
  includes?: readonly string[];
}

/** `Request` is the canonical one, or the body of a client that speaks the provider's own dialect. */
export interface ChatEndpoint<Request = ChatRequest> {
  /** Under the base URL. */
  path: string | ((target: Target) => string);
  framing: Framing;
  /** Makes a new body: the request stays as it is. */
  encode(request: Request, target: Target): Encoded;
  /** Throws `provider_error` where the body is not an answer. */
  decode(body: Json, model: string): ChatAnswer;
  decoder(model: string): StreamDecoder;
  hosted?: readonly HostedTool[];
}

export interface EmbeddingsEndpoint {
  path: string | ((target: Target) => string);
  encode(request: EmbeddingsRequest, target: Target): Encoded;
  decode(body: Json): EmbeddingsAnswer;
}

/** Text in, sound out: the answer's bytes go to the client as they come. */
export interface SpeechEndpoint {
  path: string;
  encode(request: SpeechRequest, target: Target): Encoded;
  /** The sound, where the answer is JSON that holds it whole. Throws `provider_error`. */
  decode?(text: string): Buffer;
  /** Reads one event of a stream (server-sent events), where it has them. Throws `provider_error`. */
  event?(payload: string): SoundEvent;
}

/** A recording in, text out. */
export interface TranscriptsEndpoint {
  path: string;
  /** The fields of a form, to which the recording is added as `file`. */
  encode(request: TranscriptRequest, target: Target): { fields: [name: string, value: string][]; warnings: string[] };
  /** Throws `provider_error` where this is not what was asked for. `type` is the answer's media type, in small letters and without parameters. */
  decode(text: string, type: string, request: TranscriptRequest): Transcript;
  /** Makes what reads one stream of events, in order, with the `[DONE]` that may end it. Throws `provider_error`. */
  events?(): (payload: string) => SoundEvent[];
}

/** Whether texts and images are harmful, as the provider's classifier sees it. */
export interface ModerationsEndpoint {
  path: string;
  encode(request: ModerationRequest, target: Target): Encoded;
  /** Throws `provider_error` where not every input has its result. */
  decode(body: Json, request: ModerationRequest): ModerationAnswer;
}

/** A text in, images out. */
export interface ImagesEndpoint {
  path: string | ((target: Target) => string);
  encode(request: ImageRequest, target: Target): Encoded;
  /** Throws `provider_error` where the images are not all in the answer. */
  decode(body: Json): Drawing;
}

/** Pictures and a text in, images out. */
export interface EditsEndpoint {
  path: string | ((target: Target) => string);
  /** The fields of a form, to which the pictures are added; or a body that has them in it. */
  encode(request: ImageRequest, target: Target, pictures: readonly Picture[]): Encoded | { fields: [name: string, value: string][]; warnings: string[] };
  decode(body: Json): Drawing;
}

export interface ModelsEndpoint {
  path: string;
  decode(body: Json): string[];
  /** The path of the page behind this one; absent: the list has one page. */
  next?(body: Json): string | undefined;
}

export interface Outgoing {
  method: 'GET' | 'POST';
  /** Absolute. */
  url: string;
  body: string | Buffer;
}

/** What an office has entered of a provider, and whom it asks there. */
export interface Base {
  /** Without a slash at its end. */
  baseUrl: string;
  credential: string | undefined;
  /** Absent where no model is asked. */
  model?: string;
}

/** A provider adapter is a value: what it cannot do is absent. */
export interface Provider {
  kind: string;
  name: string;
  /** Where its API stands, where that is one place; what an office enters takes its place. */
  baseUrl?: string;
  /** Of `baseUrl`; `eu`, `us` … */
  region?: string;
  /** Further hosts of it. */
  regions?: Readonly<Record<string, string>>;
  /** The address of one call, where it is more than the base URL and the path behind it. Throws `provider_error` where address or key, as the office has entered them, do not say it. */
  address?(base: Base, path: string): string;
  /** Headers that carry the credential; `sent` for those who sign what is sent. */
  auth(credential: string | undefined, sent: Outgoing): Record<string, string> | Promise<Record<string, string>>;
  /** Sent with every request. */
  headers?: Readonly<Record<string, string>>;
  /** False where public price lists do not hold: at hosts that are dearer than they say. */
  listed?(baseUrl: string, model: string): boolean;
  /** The provider's own words for what went wrong, from an error answer's body. */
  error(body: Json): string | undefined;
  /** True of an error in its words that is the request's own fault, though its status (500) says otherwise: another try would end in the same way. */
  rejects?(reason: string): boolean;
  /** The status that an error's body means, where the one it comes with (400, 429) says something else: the key is not accepted, or the account has no credit. */
  means?(body: Json): 401 | 402 | undefined;
  /** Milliseconds to wait, where an error's body says it and no header does. */
  retryAfterMs?(body: Json): number | undefined;
  /** What its models think is billed and never sent: of an answer that broke off nobody knows how long that was. */
  hidesThoughts?: true;
  /** What every model there can do, where nothing better is known. */
  assume: Capabilities;
  chat?: ChatEndpoint;
  /** Its own dialect, for clients that speak it: what they sent goes out as it is, with the model renamed, and its answer comes back with `NATIVE`. */
  native?: Partial<Record<Dialect, ChatEndpoint<JsonObject>>>;
  embeddings?: EmbeddingsEndpoint;
  speech?: SpeechEndpoint;
  transcriptions?: TranscriptsEndpoint;
  /** Into English. */
  translations?: TranscriptsEndpoint;
  moderations?: ModerationsEndpoint;
  images?: ImagesEndpoint;
  edits?: EditsEndpoint;
  models?: ModelsEndpoint;
}

/** Where a path of the provider stands for this office. Throws `provider_error` where that cannot be said, and `model_not_found` for a name that is no model's. */
export function addressOf(provider: Provider, base: Base, path: string): string {
  const baseUrl = base.baseUrl.replace(/\/+$/, '');
  // Attack: a model's name that leaves its place in a path. Other characters are encoded there; these two names mean a folder whatever is done.
  if (base.model === '.' || base.model === '..') throw new GatehouseError('model_not_found', 'There is no such model.', { param: 'model' });
  if (!provider.address) return baseUrl + path;
  const address = provider.address({ ...base, baseUrl }, path);
  // What was cleared is a host.
  if (new URL(address).origin !== originOf(baseUrl)) throw unusableAddress(`${provider.name} cannot be asked at this address.`);
  return address;
}

/** What is entered of a provider says too little. `hint`: for an administrator. */
export function unusableAddress(message: string, hint?: string): GatehouseError {
  return new GatehouseError('provider_error', message, { param: 'baseUrl', ...(hint !== undefined && { hint }) });
}

/** Where an endpoint is asked, under the base URL. */
export function pathOf({ path }: { path: string | ((target: Target) => string) }, target: Target): string {
  return typeof path === 'string' ? path : path(target);
}

export function defineProvider(provider: Provider): Provider {
  return provider;
}

export function bearer(credential: string | undefined): Record<string, string> {
  return credential ? { authorization: `Bearer ${credential}` } : {};
}

/** `{error: {message}}`, `{error: "…"}`, `{message}` or `{detail}`, the shapes that servers of OpenAI's kind use. */
export function errorMessage(body: Json): string | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  const { error } = body;
  const candidates = [typeof error === 'object' && error !== null && !Array.isArray(error) ? error.message : error, body.message, body.detail];
  return candidates.find((text): text is string => typeof text === 'string' && text !== '');
}
