import type { IncomingMessage } from 'node:http';
import { isDataClass } from '../core/data-class.ts';
import type { Prefixes } from './context.ts';

const found = new WeakMap<IncomingMessage, Prefixes>();

/**
 * Takes `/k/sk-gh-…/` and `/confidential/` off the front of the path, in either order, for tools that can set nothing but a base_url. It runs
 * before routing, so that no route, log or error ever sees the key.
 */
export function stripPrefixes(request: IncomingMessage): string {
  let url = request.url ?? '/';
  const prefixes: Prefixes = {};
  for (;;) {
    const match = /^\/(?:k\/([^/?]+)|(public|internal|confidential|secret))(?=\/)/.exec(url);
    if (!match) break;
    const [whole, key, dataClass] = match;
    if (key !== undefined && prefixes.key !== undefined) break;
    if (isDataClass(dataClass) && prefixes.dataClass !== undefined) break;
    if (key !== undefined) prefixes.key = key;
    if (isDataClass(dataClass)) prefixes.dataClass = dataClass;
    url = url.slice(whole.length);
  }
  if (prefixes.key !== undefined || prefixes.dataClass !== undefined) found.set(request, prefixes);
  return url;
}

export function prefixesOf(request: IncomingMessage): Prefixes {
  return found.get(request) ?? {};
}
