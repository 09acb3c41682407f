import { type Dispatcher, Pool } from 'undici';
import { Clearance } from '../core/clearance.ts';
import { GatehouseError } from '../core/errors.ts';
import { EgressCounter } from './counters.ts';
import { mailOrigin, sendMail } from './mail.ts';
import type { Egress, ExchangeRequest, IncomingResponse, OutgoingRequest, WholeResponse } from './types.ts';
import { WholeAnswer } from './whole-answer.ts';

const MAX_CONNECTIONS = 1024;
const HEADERS_TIMEOUT = 30_000;
const BODY_TIMEOUT = 300_000;
/** An office asks few addresses, again and again; reading a URL costs more than all other checks here. */
const MAX_ADDRESSES = 1_000;

interface Address {
  origin: string;
  path: string;
}

export function createEgress(): Egress {
  const pools = new Map<string, Pool>();
  const counter = new EgressCounter();

  function poolFor(origin: string): Pool {
    let pool = pools.get(origin);
    if (!pool) {
      pool = new Pool(origin, { connections: MAX_CONNECTIONS, connect: { timeout: 10_000 } });
      pools.set(origin, pool);
    }
    return pool;
  }

  const addresses = new Map<string, Address>();

  function addressOf(text: string): Address {
    let address = addresses.get(text);
    if (!address) {
      const url = new URL(text);
      address = { origin: url.origin, path: url.pathname + url.search };
      if (addresses.size >= MAX_ADDRESSES) addresses.clear();
      addresses.set(text, address);
    }
    return address;
  }

  /** The one check that everything passes on its way out; what it lets through is counted. */
  function pass(clearance: Clearance, origin: string, body: OutgoingRequest['body']): void {
    if (!Clearance.isGenuine(clearance)) {
      throw new GatehouseError('clearance_violation', 'A request without a genuine clearance was stopped.');
    }
    if (!clearance.grant.origins.includes(origin)) {
      throw new GatehouseError('clearance_violation', `The clearance of this request does not name ${origin}.`);
    }
    counter.add(clearance, origin, body);
  }

  function cleared(clearance: Clearance, request: OutgoingRequest): { pool: Pool; options: Dispatcher.DispatchOptions } {
    const { origin, path } = addressOf(request.url);
    pass(clearance, origin, request.body);
    return {
      pool: poolFor(origin),
      options: {
        path,
        method: request.method,
        headers: { 'accept-encoding': 'identity', ...request.headers },
        body: request.body ?? null,
        headersTimeout: request.headersTimeout ?? HEADERS_TIMEOUT,
        bodyTimeout: request.bodyTimeout ?? BODY_TIMEOUT,
      },
    };
  }

  return {
    async send(clearance, request: OutgoingRequest): Promise<IncomingResponse> {
      const { pool, options } = cleared(clearance, request);
      const response = await pool.request({ ...options, signal: request.signal ?? null });
      // An AbortSignal ends the connection while the body is read, which makes its stream emit an error; nobody may be listening by then.
      response.body.on('error', () => {});
      return { status: response.statusCode, headers: response.headers, body: response.body };
    },

    exchange(clearance, request: ExchangeRequest): Promise<WholeResponse> {
      return new Promise((resolve, reject) => {
        const { pool, options } = cleared(clearance, request);
        pool.dispatch(options, new WholeAnswer(request, resolve, reject));
      });
    },

    counts: () => counter,

    async mail(clearance, server, mail) {
      pass(clearance, mailOrigin(server), mail.text);
      await sendMail(server, mail);
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
