import type { Lacks } from '../features.ts';

export interface Call { id: string; name: string; arguments: unknown }

/** What a client's own objects say, in words that all have. */
export interface Said {
  text: string;
  thoughts: string;
  calls: Call[];
  finish: 'stop' | 'length' | 'tools' | 'refusal';
  /** `input` includes what came from a cache and went to one; undefined: this client has no word for it. */
  usage: { input: number; output: number; cached?: number | undefined; cacheWrites?: number | undefined; reasoning?: number | undefined };
  /** Addresses of what it cites. */
  sources: string[];
  /** Of the service, as OpenAI names it; undefined: it was not told. */
  tier?: string | undefined;
  /** What to put into the next request's messages, in the client's own shape and as it came. */
  turn: unknown[];
}

export interface Asked {
  /** `provider/model`, or an alias. */
  model: string;
  stream?: boolean;
  /** The two of `TOOLS`. */
  tools?: boolean;
  /** One call at the most. */
  single?: boolean;
  json?: boolean;
  think?: boolean;
  /** A PNG in base64. */
  image?: string;
  /** Tokens. */
  bound?: number;
  /** The question is marked for the provider's cache. */
  marked?: boolean;
  /** Of the service, as OpenAI names it. */
  tier?: 'auto' | 'priority';
  /** What was said before, each with the results of its calls, what was said to it, or both. `image`: a PNG in the first result, behind its text; `failed`: the first call has. */
  before?: { said: Said; results?: string[]; image?: string; failed?: boolean; text?: string }[];
}

/** What a client makes of an error, in words that all have. */
export interface Failure {
  /** It is of the class that the client has for this. */
  typed: boolean;
  status: number | undefined;
  retryAfter: string | undefined;
  message: string;
}

export interface OpenClient {
  ask(asked: Asked): Promise<Said>;
  embed?(model: string, texts: string[]): Promise<number[][]>;
  failure(error: unknown): Failure;
}

/** One program that an office uses, with nothing changed but address and key. */
export interface ClientCase {
  name: string;
  dialect: 'openai-chat' | 'openai-responses' | 'anthropic-messages' | 'ollama-chat';
  lacks: Lacks;
  /** What is to be known of what it can do. */
  notes?: Lacks;
  /** What of a model's thoughts it sends back with the next request. */
  carries: 'signatures' | 'text' | 'nothing';
  /** It takes a stream's input tokens from the first event, where they are an estimate. */
  estimatesInput?: true;
  /** It gives calls ids of its own. */
  makesIds?: true;
  /** What it cannot do with some providers, by their ids. */
  lacksAt?: Readonly<Record<string, Lacks>>;
  /** It sends no thoughts back that nobody has sealed. */
  dropsUnsealed?: true;
  /** `bare`: the gateway's address. */
  open(bare: string, key: string): OpenClient;
}

/** OpenAI's chat completions, whoever asks for them. */
export const CHAT_LACKS = { 'result images': 'OpenAI’s chat completions have texts alone there', 'result errors': 'its API has no mark for it', 'cache marks': 'its API marks the cache in another way' };
export const NOTHING_BACK = 'it sends no thoughts back: nothing breaks, but DeepSeek goes on from calls of tools without thinking';
export const QUESTION = 'What is the capital of France?';
export const SCHEMA = { type: 'object' as const, properties: { answer: { type: 'string' as const } }, required: ['answer'], additionalProperties: false };
export const PARAMETERS = { type: 'object' as const, properties: { city: { type: 'string' as const }, days: { type: 'integer' as const } }, required: ['city'] };
export const TOOLS = [
  { name: 'weather', description: 'The weather of the next days' },
  { name: 'time', description: 'The time there' },
];

/** The error itself or what it was made of. */
export function causeOf<T>(error: unknown, is: (one: unknown) => one is T): T | undefined {
  for (let one = error; one instanceof Error; one = one.cause ?? (one as { lastError?: unknown }).lastError) if (is(one)) return one;
  return undefined;
}
