/**
 * The canonical chat request and answer: OpenAI's chat-completions shapes (openai-node 7.55 types), so that this dialect is
 * carried without translation. Unknown fields stay where they are; what only another dialect knows rides in `passthrough`.
 */
import type { Json, JsonObject } from './json.ts';

export type Role = 'system' | 'developer' | 'user' | 'assistant' | 'tool' | 'function';

export interface TextPart { type: 'text'; text: string }
export interface RefusalPart { type: 'refusal'; refusal: string }
export interface ImagePart { type: 'image_url'; image_url: { url: string; detail?: string } }
export interface AudioPart { type: 'input_audio'; input_audio: { data: string; format: string } }
export interface FilePart { type: 'file'; file: { file_data?: string; filename?: string } }
export type ContentPart = TextPart | RefusalPart | ImagePart | AudioPart | FilePart;

/** `extra_content` carries what the maker of a call wants back with it (Google's `thought_signature`, in the place that its own OpenAI-compatible API has for it). */
export interface ToolCall { id: string; type: 'function'; function: { name: string; arguments: string }; extra_content?: JsonObject }

/**
 * One piece of what a model thought, in the order in which it came (OpenRouter's `reasoning_details`). `format` says whose it is: only the same maker
 * gets it back, unchanged. `reasoning.text` is readable and may be signed; `reasoning.encrypted` is `data` that only its maker reads.
 */
export interface ReasoningDetail {
  type: 'reasoning.text' | 'reasoning.summary' | 'reasoning.encrypted';
  /** The kind of provider that made it. */
  format: string;
  text?: string;
  summary?: string;
  signature?: string;
  data?: string;
  /** The maker's own id of the piece. */
  id?: string;
  /** Of a streamed piece: fragments of the same index belong together. */
  index?: number;
}

export interface Message {
  role: Role;
  content?: string | ContentPart[] | null;
  name?: string;
  tool_calls?: ToolCall[];
  tool_call_id?: string;
  refusal?: string | null;
  /** Thoughts as plain text, where their maker signs nothing. */
  reasoning_content?: string | null;
  reasoning_details?: ReasoningDetail[];
}

export interface Tool {
  type: 'function';
  function: { name: string; description?: string; parameters?: JsonObject; strict?: boolean | null };
}

export type ToolChoice = 'none' | 'auto' | 'required' | { type: 'function'; function: { name: string } } | { type: 'allowed_tools'; allowed_tools: Json };

export type ResponseFormat =
  | { type: 'text' }
  | { type: 'json_object' }
  | { type: 'json_schema'; json_schema: { name: string; schema?: JsonObject; strict?: boolean | null; description?: string } };

/**
 * On a request of a dialect that has a word for it: the model need not think. A wish, unlike `reasoning_effort: "none"`, which some models of
 * OpenAI's dialect refuse: those are not told.
 */
export const NO_THINKING = Symbol('no thinking');

export interface ChatRequest {
  model: string;
  messages: Message[];
  stream?: boolean | null;
  stream_options?: { include_usage?: boolean } | null;
  tools?: Tool[] | null;
  tool_choice?: ToolChoice | null;
  parallel_tool_calls?: boolean | null;
  response_format?: ResponseFormat | null;
  stop?: string | string[] | null;
  seed?: number | null;
  temperature?: number | null;
  top_p?: number | null;
  frequency_penalty?: number | null;
  presence_penalty?: number | null;
  logit_bias?: Record<string, number> | null;
  max_tokens?: number | null;
  max_completion_tokens?: number | null;
  n?: number | null;
  logprobs?: boolean | null;
  top_logprobs?: number | null;
  user?: string | null;
  metadata?: JsonObject | null;
  reasoning_effort?: string | null;
  service_tier?: string | null;
  /** By kind of provider: what only that provider knows, put into its body as it is where its adapter lists the name. */
  passthrough?: Record<string, JsonObject>;
  [NO_THINKING]?: true;
}

export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter' | 'function_call';

/** OpenAI's `usage`, kept as the provider sent it; unknown fields stay. */
export interface WireUsage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  /** `prompt_tokens` includes them. `cache_write_1h_tokens` is the part of `cache_write_tokens` that is kept for an hour. */
  prompt_tokens_details?: { cached_tokens?: number; cache_write_tokens?: number; cache_write_1h_tokens?: number } & JsonObject;
  /** `completion_tokens` includes them. */
  completion_tokens_details?: { reasoning_tokens?: number } & JsonObject;
}

/** OpenAI's `url_citation`; `start_index` and `end_index` count UTF-16 units of the content. */
export interface Annotation { type: 'url_citation'; url_citation: { url: string; title: string; start_index: number; end_index: number } }

export interface AnswerMessage {
  role: 'assistant';
  content: string | null;
  refusal?: string | null;
  reasoning_content?: string;
  reasoning_details?: ReasoningDetail[];
  tool_calls?: ToolCall[];
  annotations?: Annotation[];
}

/**
 * On an answer or chunk: the provider's own JSON object that it was made of, for a client of the same dialect. A symbol, so that it is never serialised.
 * A provider's event that means nothing here comes as a chunk without choices.
 */
export const NATIVE = Symbol('native');
/** What a provider says of the prompt at the beginning of a stream: it is billed though the answer is cut. */
export const BEGUN = Symbol('begun');
/** On a choice that a stop sequence has ended: which one; null where the provider does not say. OpenAI's dialect has no word for it. */
export const STOPPED = Symbol('stopped');

export interface ChatAnswer {
  id: string;
  object: 'chat.completion';
  created: number;
  model: string;
  choices: { index: number; message: AnswerMessage; finish_reason: FinishReason; logprobs?: Json; [STOPPED]?: string | null }[];
  usage?: WireUsage;
  service_tier?: string | null;
  [NATIVE]?: JsonObject;
}

export interface ToolCallDelta { index: number; id?: string; type?: 'function'; function?: { name?: string; arguments?: string }; extra_content?: JsonObject }

export interface ChatChunk {
  id: string;
  object: 'chat.completion.chunk';
  created: number;
  model: string;
  choices: {
    index: number;
    delta: { role?: 'assistant'; content?: string | null; reasoning_content?: string; reasoning?: string; refusal?: string | null; tool_calls?: ToolCallDelta[]; reasoning_details?: ReasoningDetail[]; annotations?: Annotation[] };
    finish_reason: FinishReason | null;
    logprobs?: Json;
    [STOPPED]?: string | null;
  }[];
  usage?: WireUsage | null;
  service_tier?: string | null;
  [NATIVE]?: JsonObject;
  [BEGUN]?: WireUsage;
}

export interface EmbeddingsRequest {
  model: string;
  input: string | string[] | number[] | number[][];
  encoding_format?: 'float' | 'base64';
  dimensions?: number;
  user?: string | null;
  /** By kind of provider, as in a chat request. */
  passthrough?: Record<string, JsonObject>;
}

/** Vectors as numbers, in the order of the inputs. */
export interface EmbeddingsAnswer {
  vectors: number[][];
  /** Undefined where the provider did not say. */
  promptTokens: number | undefined;
}
