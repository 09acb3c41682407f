import type { IncomingMessage } from 'node:http';
import { isDataClass } from '../core/data-class.ts';
import type { Prefixes } from './context.ts';

const found = new WeakMap<IncomingMessage, Prefixes>();

/**
 * Takes `/k/sk-gh-…/` and `/confidential/` off the front of the path, in either order, for tools that can set nothing but a base_url. It runs
 * before routing, so that no route, log or error ever sees the key.
 */
export function stripPrefixes(request: IncomingMessage): string {
  let url = plainPath(request.url ?? '/');
  const prefixes: Prefixes = {};
  for (;;) {
    const match = /^\/(?:k\/([^/?]+)|(public|internal|confidential|secret))(?=[/?]|$)/.exec(url);
    if (!match) break;
    const [whole, key, dataClass] = match;
    if (key !== undefined && prefixes.key !== undefined) break;
    if (isDataClass(dataClass) && prefixes.dataClass !== undefined) break;
    if (key !== undefined) prefixes.key = key;
    if (isDataClass(dataClass)) prefixes.dataClass = dataClass;
    url = url.slice(whole.length).replace(/^(?!\/)/, '/');
  }
  if (prefixes.key !== undefined || prefixes.dataClass !== undefined) found.set(request, prefixes);
  // Where a tool of Ollama's looks whether anybody is there.
  return prefixes.key !== undefined && url === '/' ? '/api/' : url;
}

/**
 * Attack: the router also knows a path that is written in another way (`/%761/…`, or with `http://host` in front as for a proxy, RFC 9112 §3.2.2),
 * so that a guard that compares the text would take it for a page that needs no key. Guard and router must read the same.
 */
function plainPath(url: string): string {
  const path = url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?#]*/i, '').replace(/^(?!\/)/, '/');
  if (!path.includes('%')) return path;
  const end = path.search(/[?#]/);
  const [name, rest] = end === -1 ? [path, ''] : [path.slice(0, end), path.slice(end)];
  // Unreserved characters only (RFC 3986 §6.2.2.2): their encoding never changes the meaning.
  return name.replace(/%(?:2[DE]|5F|7E|3\d|[46][1-9A-F]|[57][0-9A])/gi, (code) => decodeURIComponent(code)) + rest;
}

export function prefixesOf(request: IncomingMessage): Prefixes {
  return found.get(request) ?? {};
}
