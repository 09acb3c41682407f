import type { JsonObject } from './json.ts';

/** Texts, and images as data: URLs, to be judged (`ModerationCreateParams` of openai-node 7.55). */
export interface ModerationRequest {
  model: string;
  input: string | string[] | ({ type: 'text'; text: string } | { type: 'image_url'; image_url: { url: string } })[];
}

/** The provider's own: `results` with one entry for each text, `flagged` in each. */
export type ModerationAnswer = JsonObject & { results: JsonObject[] };
