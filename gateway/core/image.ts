import type { Json, JsonObject } from './json.ts';

/** Images to be made of a text, or of pictures that go beside it (`ImageGenerateParams` and `ImageEditParams` of openai-node 7.55), without what would let them come in pieces or as addresses. */
export interface ImageRequest {
  model: string;
  prompt: string;
  n?: number | null;
  size?: string | null;
  output_format?: string | null;
  [more: string]: Json | undefined;
}

/** A picture that is to be changed, or what says where: bytes that nothing here reads. */
export interface Picture {
  /** `mask` and `markup` lie over the first one. */
  use: 'image' | 'mask' | 'markup';
  bytes: Buffer;
}

/** `ImagesResponse` of openai-node 7.55; each image is in it, as base64. */
export type ImageAnswer = JsonObject & { created: number; data: { b64_json: string; revised_prompt?: string }[] };

/** What a provider has drawn. */
export interface Drawing {
  answer: ImageAnswer;
  /** As the provider counts them; undefined where it does not. */
  tokens: { prompt: number; completion: number } | undefined;
}

/** By its first bytes: what the client calls it may be anything. Undefined for what is none of these. */
export function pictureType(bytes: Buffer): { extension: string; type: string } | undefined {
  const beginning = bytes.toString('latin1', 0, 12);
  const [extension, subtype] = KINDS.find(([, , pattern]) => pattern.test(beginning)) ?? [];
  return extension === undefined ? undefined : { extension: `.${extension}`, type: `image/${subtype!}` };
}

const KINDS: readonly (readonly [extension: string, subtype: string, beginning: RegExp])[] = [
  ['png', 'png', /^\x89PNG/], ['jpg', 'jpeg', /^\xff\xd8\xff/], ['webp', 'webp', /^RIFF[^]{4}WEBP/], ['gif', 'gif', /^GIF8/],
];
