import type { FastifyReply, FastifyRequest } from 'fastify';
import { GatehouseError } from '../core/errors.ts';
import type { VirtualKey } from '../core/model.ts';

/** What lets a page of another origin use the data API: only the key that names the origin. */
export function checkDataOrigin(request: FastifyRequest, reply: FastifyReply, key: Pick<VirtualKey, 'origins' | 'purpose'>): void {
  const { origins: allowed } = key;
  const { origin, 'sec-fetch-site': site } = request.headers;
  // The key of a page is for the page: a browser always says which one is asking.
  if (key.purpose === 'ask' && origin === undefined && site !== 'same-origin') throw refused();
  if (origin !== undefined) {
    if (origin === 'null' || !allowed.includes(origin)) throw refused();
    reply.header('access-control-allow-origin', origin);
    reply.header('access-control-expose-headers', 'x-gatehouse-trace-id, x-gatehouse-class, x-gatehouse-provider, x-gatehouse-model, x-gatehouse-decision, x-gatehouse-warning, retry-after');
    reply.header('vary', 'origin');
  } else if (site !== undefined && site !== 'none' && site !== 'same-origin') {
    // Attack: a page fetches without CORS (an image, a form), so that the browser sends no Origin; it still says where it comes from.
    throw refused();
  }
}

/** The admin API and the UI are for the appliance's own pages alone. */
export function checkOwnOrigin(request: FastifyRequest): void {
  const { origin, 'sec-fetch-site': site, host } = request.headers;
  if (origin !== undefined && origin !== `http://${host}`) throw refused();
  const navigation = request.method === 'GET' && request.headers['sec-fetch-mode'] === 'navigate' && request.headers['sec-fetch-dest'] === 'document';
  if (site !== undefined && site !== 'none' && site !== 'same-origin' && !navigation) throw refused();
}

/** Answers a CORS preflight, which carries no key: allowed where any key names the origin. The request itself is checked against its own key. */
export function preflight(request: FastifyRequest, reply: FastifyReply, named: (origin: string) => boolean): void {
  const { origin } = request.headers;
  if (origin === undefined || origin === 'null' || !named(origin)) throw refused();
  reply.headers({
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': request.headers['access-control-request-headers'] ?? 'authorization, content-type',
    'access-control-max-age': '600',
    vary: 'origin',
  });
}

function refused(): GatehouseError {
  return new GatehouseError('origin_not_allowed', 'Web pages of this origin may not use the appliance.', { hint: "An administrator can add the origin to the virtual key's origins." });
}
