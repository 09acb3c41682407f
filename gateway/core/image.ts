import type { Json, JsonObject } from './json.ts';

/** Images to be made of a text (`ImageGenerateParams` of openai-node 7.55), without what would let them come in pieces or as addresses. */
export interface ImageRequest {
  model: string;
  prompt: string;
  n?: number | null;
  size?: string | null;
  output_format?: string | null;
  [more: string]: Json | undefined;
}

/** `ImagesResponse` of openai-node 7.55; each image is in it, as base64. */
export type ImageAnswer = JsonObject & { created: number; data: { b64_json: string; revised_prompt?: string }[] };

/** What a provider has drawn. */
export interface Drawing {
  answer: ImageAnswer;
  /** As the provider counts them; undefined where it does not. */
  tokens: { prompt: number; completion: number } | undefined;
}
