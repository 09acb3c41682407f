import type { Json } from '../core/json.ts';
import { type Catalogue, checkCatalogue, refused } from './catalogue.ts';
import { fromGenai } from './from-genai.ts';
import { isDeepStrictEqual } from 'node:util';

/** Bytes of a price list; the newest ones have less than one million. */
export const MAX_LIST_BYTES = 20 * 1024 * 1024;

export interface ReadOptions {
  /** Named where the list itself does not say what it is. */
  source: string;
  /** UTC milliseconds. */
  now: number;
  current: Catalogue;
}

/** Of our own form, or genai-prices' data. Throws `invalid_request`; what it gives has been checked. */
export function readCatalogue(text: string, { source, now, current }: ReadOptions): Catalogue {
  if (text.length > MAX_LIST_BYTES) throw refused('it is larger than 20 MB');
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw refused('it is not JSON');
  }
  if (!Array.isArray(value)) return checkCatalogue(value);
  const { providers } = fromGenai(value);
  const catalogue = checkCatalogue({ format: 1, source, licence: 'MIT, © Pydantic Services Inc.', date: new Date(now).toISOString().slice(0, 10), providers });
  return withKnownLimits(catalogue, current);
}

/** That list says nothing of the longest answer, of images and of the second source: what is known stays. */
function withKnownLimits(catalogue: Catalogue, current: Catalogue): Catalogue {
  const known = new Map(current.providers.map((provider) => [provider.id, new Map(provider.models.map((model) => [model.id, model]))]));
  for (const provider of catalogue.providers) {
    for (const model of provider.models) {
      const before = known.get(provider.id)?.get(model.id);
      if (!before) continue;
      if (before.maxOutput !== undefined) model.maxOutput = before.maxOutput;
      if (before.imageTokens !== undefined) model.imageTokens = before.imageTokens;
      if (before.check !== undefined && isDeepStrictEqual(before.periods.at(-1), model.periods.at(-1))) model.check = before.check;
    }
  }
  return catalogue;
}
