import type { EmbeddingsRequest } from '../core/chat.ts';
import type { Json } from '../core/json.ts';

export interface EncodedVectors {
  vectors: number[][];
  /** That answered. */
  model: string;
  promptTokens: number;
  /** The tokens were not counted by the provider. */
  estimated: boolean;
}

/** One dialect that clients speak for embeddings. */
export interface EmbeddingsDialect {
  /** For the trace. */
  endpoint: string;
  /** Throws `invalid_request` with the path at fault. */
  decode(body: Json): EmbeddingsRequest;
  /** Names of what was asked for and is not followed, for `x-gatehouse-warning`. */
  hints(body: Json): string[];
  encode(answer: EncodedVectors, request: EmbeddingsRequest): object;
}
