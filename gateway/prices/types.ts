import type { ProviderConfig } from '../core/model.ts';

/** What one request used. `promptTokens` holds the cached, cache-write and audio ones too; `completionTokens` the reasoning and audio ones. */
export interface TokenUse {
  promptTokens: number;
  completionTokens: number;
  cachedTokens?: number;
  /** Those kept for an hour among them. */
  cacheWriteTokens?: number;
  cacheWriteHourTokens?: number;
  reasoningTokens?: number;
  audioInTokens?: number;
  audioOutTokens?: number;
  /** How many; their tokens are among `promptTokens`, so they cost nothing more. */
  images?: number;
}

/** Integers in nano-dollars per million tokens: a token often costs a fraction of a nano-dollar. */
export interface Rates {
  input: number;
  /** Absent where only input is sold (embeddings): output, should any be reported, then counts as input. */
  output?: number;
  /** Each absent one counts as `input`. */
  cached?: number;
  cacheWrite?: number;
  /** Absent: as `cacheWrite`. */
  cacheWriteHour?: number;
  audioIn?: number;
  /** Absent: as `audioIn`, and without that as `cached`. */
  cachedAudio?: number;
  /** Each absent one counts as `output`. */
  audioOut?: number;
  reasoning?: number;
  /** Nano-dollars for each request, whatever its length. */
  request?: number;
}

/** The rates of a whole request whose prompt has more tokens than `above`. */
export interface Tier {
  above: number;
  rates: Rates;
}

export interface Price {
  /** Names source, model, the date from which it holds, and a digest of the rates: the same id is always the same price. */
  id: string;
  source: 'catalogue' | 'office' | 'free';
  contextTokens?: number;
  maxOutputTokens?: number;
  /** More tokens than this no image counts for. */
  imageTokens: number;
  /** Ascending; the first begins at 0. */
  tiers: readonly Tier[];
  /** The tiers that hold at other times of the day. */
  otherTimes?: readonly (readonly Tier[])[];
}

export interface Prices {
  /** At a time in UTC milliseconds; undefined: unpriced. */
  find(provider: ProviderConfig, model: string, at: number): Price | undefined;
}
