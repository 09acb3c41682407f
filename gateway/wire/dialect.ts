import type { FilePart } from '../classify/classifier.ts';
import type { ChatAnswer, ChatChunk, ChatRequest } from '../core/chat.ts';
import type { DataClass } from '../core/data-class.ts';
import type { GatehouseError } from '../core/errors.ts';
import type { Json, JsonObject } from '../core/json.ts';
import type { Usage } from '../core/model.ts';
import type { Unreadable } from '../core/unreadable.ts';
import type { Dialect } from '../providers/define.ts';
import type { Seal } from '../core/sealed.ts';

/** What a chat request asks of a model, so that one that cannot do it is never asked. */
export interface ChatNeeds {
  tools: boolean;
  images: boolean;
  jsonSchema: boolean;
  /** Image and audio parts, which no recogniser reads. */
  unreadable: Unreadable;
  /** File parts, which are read before they are classified. */
  files: FilePart[];
}

export function noNeeds(): ChatNeeds {
  return { tools: false, images: false, jsonSchema: false, unreadable: false, files: [] };
}

/** A chat request as it was read: checked, not yet classified. */
export interface DecodedChat {
  /** The very value that was parsed and is classified; unknown fields are still in it. */
  body: JsonObject;
  /** The same in the canonical shape; for OpenAI's dialect the very same object. */
  request: ChatRequest;
  needs: ChatNeeds;
  /** Strings that may be opaque values that we relayed ourselves. */
  opaque: string[];
  /** Bytes of images and files, counted in `needs`, by the object that they stand in and their name there: they are not looked at as text. */
  payloads: ReadonlyMap<object, string>;
  /** Parameters that only a provider of the same dialect can follow: translated, the request is refused. */
  ownOnly: string[];
  /** Mere hints that are lost in translation. */
  hints: string[];
  /** For `x-gatehouse-warning`. */
  warnings?: string[];
  /** Tools that the provider is to run, as rules name them, and where the first is asked for. */
  hosted?: { names: string[]; param: string };
  /** Headers that go with the body to a provider of the same dialect. */
  headers: Record<string, string>;
  /** The class that the conversation has reached which this request goes on. */
  reached?: DataClass;
}

/** What an answer's encoder may need to know of its request. */
export interface AnswerOptions {
  /** The answer comes from a provider of the same dialect: its own words are passed on. */
  native: boolean;
  seal: Seal;
  asked: DecodedChat;
  keyId: string;
  traceId: string;
  dataClass: DataClass;
  /** True where what was said in this request has been erased since it began. */
  erased(): boolean;
}

/** One stream to the client. */
export interface ClientStream {
  /** The text to write, which may be empty. */
  encode(chunks: readonly ChatChunk[]): string;
  /** The end of a whole answer. `usage` is the provider's, or an estimate, which says so. */
  end(usage: Usage): string;
  /** An error after the first byte: the stream ends without its terminal marker. */
  error(error: GatehouseError, traceId: string): string;
}

/** One dialect that clients speak for chat. */
export interface ChatDialect {
  name: Dialect;
  /** For the trace. */
  endpoint: string;
  streamType: string;
  /** Throws `invalid_request` with the path at fault, `content_by_reference` and `hosted_tool`. */
  decode(body: Json, headers: Record<string, string | string[] | undefined>, keyId: string): DecodedChat;
  /** A whole answer. */
  answer(answer: ChatAnswer, options: AnswerOptions): object;
  stream(options: AnswerOptions): ClientStream;
}
