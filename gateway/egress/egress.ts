import { Pool } from 'undici';
import { Clearance } from '../core/clearance.ts';
import { GatehouseError } from '../core/errors.ts';
import type { Egress, IncomingResponse, OutgoingRequest } from './types.ts';

const MAX_CONNECTIONS = 1024;
const HEADERS_TIMEOUT = 30_000;
const BODY_TIMEOUT = 300_000;

export function createEgress(): Egress {
  const pools = new Map<string, Pool>();

  function poolFor(origin: string): Pool {
    let pool = pools.get(origin);
    if (!pool) {
      pool = new Pool(origin, { connections: MAX_CONNECTIONS, connect: { timeout: 10_000 } });
      pools.set(origin, pool);
    }
    return pool;
  }

  return {
    async send(clearance, request: OutgoingRequest): Promise<IncomingResponse> {
      const url = new URL(request.url);
      if (!Clearance.isGenuine(clearance)) {
        throw new GatehouseError('clearance_violation', 'A request without a genuine clearance was stopped.');
      }
      if (!clearance.grant.origins.includes(url.origin)) {
        throw new GatehouseError('clearance_violation', `The clearance of this request does not name ${url.origin}.`);
      }
      const response = await poolFor(url.origin).request({
        path: url.pathname + url.search,
        method: request.method,
        headers: { 'accept-encoding': 'identity', ...request.headers },
        body: request.body ?? null,
        signal: request.signal ?? null,
        headersTimeout: request.headersTimeout ?? HEADERS_TIMEOUT,
        bodyTimeout: request.bodyTimeout ?? BODY_TIMEOUT,
      });
      // An AbortSignal ends the connection while the body is read, which makes its stream emit an error; nobody may be listening by then.
      response.body.on('error', () => {});
      return { status: response.statusCode, headers: response.headers, body: response.body };
    },

    bindSocket(origin, socketPath) {
      const old = pools.get(origin);
      pools.delete(origin);
      void old?.close().catch(() => {});
      if (socketPath !== null) pools.set(origin, new Pool(origin, { connections: MAX_CONNECTIONS, connect: { socketPath, timeout: 5_000 } }));
    },

    async close() {
      const open = [...pools.values()];
      pools.clear();
      await Promise.all(open.map((pool) => pool.destroy()));
    },
  };
}
