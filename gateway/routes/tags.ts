import { GatehouseError } from '../core/errors.ts';
import { isObject } from '../core/json.ts';

/** The body's `metadata.tags`: a list, or one string with commas. Throws `invalid_request` for anything else: a tag may declare a class, so none is passed over. */
export function tagsOf(body: object): string[] {
  const metadata = 'metadata' in body ? body.metadata : undefined;
  const tags = isObject(metadata) ? metadata.tags : undefined;
  if (tags === undefined || tags === null) return [];
  if (typeof tags === 'string') return tags.split(',');
  if (Array.isArray(tags) && tags.every((tag) => typeof tag === 'string')) return tags;
  throw new GatehouseError('invalid_request', 'metadata.tags must be a list of strings.', { param: 'metadata.tags' });
}
