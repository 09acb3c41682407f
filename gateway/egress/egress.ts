import { Agent, type Dispatcher } from 'undici';
import { isGenuineClearance } from '../core/clearance.ts';
import { GatehouseError } from '../core/errors.ts';
import type { Egress, IncomingResponse, OutgoingRequest } from './types.ts';

const HEADERS_TIMEOUT = 30_000;
const BODY_TIMEOUT = 300_000;

export function createEgress(): Egress {
  const agents = new Map<string, Dispatcher>();

  function agentFor(origin: string): Dispatcher {
    let agent = agents.get(origin);
    if (!agent) {
      agent = new Agent({ connections: 1024, pipelining: 1, connect: { timeout: 10_000 } });
      agents.set(origin, agent);
    }
    return agent;
  }

  return {
    async send(clearance, request: OutgoingRequest): Promise<IncomingResponse> {
      const url = new URL(request.url);
      if (!isGenuineClearance(clearance)) {
        throw new GatehouseError('clearance_violation', 'A request without a genuine clearance was stopped.');
      }
      if (!clearance.grant.origins.includes(url.origin)) {
        throw new GatehouseError('clearance_violation', `The clearance of this request does not name ${url.origin}.`);
      }
      const response = await agentFor(url.origin).request({
        origin: url.origin,
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
      const old = agents.get(origin);
      agents.delete(origin);
      void old?.close().catch(() => {});
      if (socketPath !== null) agents.set(origin, new Agent({ connections: 1024, pipelining: 1, connect: { socketPath, timeout: 5_000 } }));
    },

    async close() {
      const open = [...agents.values()];
      agents.clear();
      await Promise.all(open.map((agent) => agent.destroy()));
    },
  };
}
