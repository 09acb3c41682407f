import { isAscii } from '../core/ascii.ts';
import type { ChatRequest, EmbeddingsRequest } from '../core/chat.ts';
import type { ImageRequest } from '../core/image.ts';
import type { Json } from '../core/json.ts';
import type { DeploymentRef } from '../core/model.ts';
import type { ModerationRequest } from '../core/moderation.ts';
import type { Recording, SpeechRequest, TranscriptRequest } from '../core/sound.ts';

/** The most that a request can take, before it is sent. */
export interface Demand {
  /** No prompt of this request has more tokens, its images and documents aside. */
  promptTokens: number;
  images: number;
  /** Holds documents, whose pages nobody can count beforehand. */
  documents: boolean;
  /** The client's own bound for each answer; undefined: it set none. */
  outputTokens: number | undefined;
  /** How many answers it asks for. */
  choices: number;
  /** A text that the client predicts: what of it the model does not take over is billed as answer, beside the bound. */
  predictedTokens: number;
  /** Holds parts whose tokens nobody can estimate. */
  opaque: boolean;
  /** How many fewer tokens than `promptTokens` the prompt has by a deployment's own vocabulary, in which its texts were counted. */
  counted?: ReadonlyMap<DeploymentRef, number>;
  /** Neither what is heard nor what is written down has more tokens, nor more than the model's context. */
  heardTokens?: number;
  /** Images are made: their tokens cost a multiple of those of a text, which is what public lists name. */
  drawn?: true;
  /** The provider runs a tool of its own: its fees are in no price list, and what it finds is read by the model, and billed. */
  hosted?: true;
  /** What is spoken has no more; no bound of the client's makes it less. */
  spokenTokens?: number;
}

/** What providers add for tools: instructions of their own, of some hundred tokens. */
const TOOL_TOKENS = 1_024;

/**
 * No tokeniser in use makes more tokens than a text has bytes once it is normalised (`growth`), and JSON around a message has more bytes than a
 * chat template adds tokens. `bytes` is the length of the client's body, if it is known; `body` is that body, where what is sent may be made of it.
 */
export function chatDemand(request: ChatRequest, bytes: number | undefined, body = request as unknown as Json): Demand {
  let promptTokens = (bytes ?? Buffer.byteLength(JSON.stringify(body))) + growth(body);
  let images = 0;
  let documents = false;
  let opaque = false;
  for (const { content } of request.messages) {
    if (!Array.isArray(content)) continue;
    for (const part of content) {
      if (part.type === 'image_url') {
        images++;
        promptTokens -= part.image_url.url.length;
      } else if (part.type === 'file') documents = true;
      opaque ||= part.type !== 'text' && part.type !== 'refusal';
    }
  }
  const { prediction } = request as { prediction?: Json };
  const predictedTokens = prediction == null ? 0 : Buffer.byteLength(JSON.stringify(prediction)) + growth(prediction);
  if (request.tools) promptTokens += TOOL_TOKENS;
  const bounds = [request.max_completion_tokens, request.max_tokens].filter((bound) => typeof bound === 'number');
  return { promptTokens: Math.max(promptTokens, 0), images, documents, outputTokens: bounds.length > 0 ? Math.max(...bounds) : undefined, choices: request.n ?? 1, predictedTokens, opaque };
}

export function embeddingsDemand(request: EmbeddingsRequest, bytes: number | undefined): Demand {
  return promptAlone(request, bytes);
}

export function moderationDemand(request: ModerationRequest, bytes: number | undefined): Demand {
  return promptAlone(request, bytes);
}

/** Spoken as slowly as instructions and `speed` may ask for, at the 20 tokens a second of the models that bill sound by the token. */
const SPOKEN_TOKENS_PER_BYTE = 16;
/** A recording has more bytes than tokens (some ten a second), unless it is made of silence; then the context bounds it, which is this for the models that bill by the token. */
const HEARD_TOKENS_MIN = 16_384;

export function speechDemand(request: SpeechRequest, bytes: number | undefined): Demand {
  return { ...promptAlone(request, bytes), spokenTokens: Buffer.byteLength(request.input) * SPOKEN_TOKENS_PER_BYTE };
}

export function transcriptDemand(request: TranscriptRequest, recording: Recording): Demand {
  return { ...promptAlone(request, undefined), heardTokens: Math.max(recording.bytes.length, HEARD_TOKENS_MIN) };
}

/** Of one image: the largest that a model is known to make at its best quality has some 6,000. */
export const IMAGE_TOKENS_MAX = 16_384;

export function imageDemand(request: ImageRequest, bytes: number | undefined): Demand {
  return { ...promptAlone(request, bytes), outputTokens: IMAGE_TOKENS_MAX, choices: request.n ?? 1, drawn: true };
}

/** Pictures count as much as what is made of them at the most: the largest have some 6,000 tokens where they are looked at closely. */
export function editDemand(request: ImageRequest, pictures: number): Demand {
  const demand = imageDemand(request, undefined);
  return { ...demand, promptTokens: demand.promptTokens + pictures * IMAGE_TOKENS_MAX };
}

/** Of a request whose texts are all that is read, and whose answer has no tokens. */
function promptAlone(request: object, bytes: number | undefined): Demand {
  const promptTokens = (bytes ?? Buffer.byteLength(JSON.stringify(request))) + growth(request as Json);
  return { promptTokens, images: 0, documents: false, outputTokens: 0, choices: 1, predictedTokens: 0, opaque: false };
}

/** A shorter string is read here as quickly as it is handed over to be measured. UTF-16 units. */
const SHORT = 32;

/**
 * Attack: a body that is longer for the model than it came. Some tokenisers bring a text into a normal form first, which makes up to 33 bytes of 3
 * (U+FDFA, Unicode Standard Annex #15), and `1e20` is sent on as the 21 digits that it means. In bytes.
 */
function growth(value: Json): number {
  if (typeof value === 'string') {
    if (value.length <= SHORT && isAscii(value)) return 0;
    const bytes = Buffer.byteLength(value);
    return bytes === value.length ? 0 : Math.max(0, Buffer.byteLength(value.normalize('NFKC')) - bytes);
  }
  if (typeof value === 'number') return String(value).length - 1;
  if (typeof value !== 'object' || value === null) return 0;
  let sum = 0;
  if (Array.isArray(value)) for (const one of value) sum += growth(one);
  else for (const name in value) sum += growth(name) + growth(value[name] ?? null);
  return sum;
}
