import type { DataClass } from '../core/data-class.ts';
import type { VirtualKey } from '../core/model.ts';

/** What the guard knows of a request before its body is read. */
export interface RequestContext {
  /** Minted here; a client's own id never takes its place. */
  traceId: string;
  /** UTC milliseconds. */
  startedAt: number;
  /** Monotonic milliseconds. */
  started: number;
  clientAddress: string;
  /** Set on the data API once the key is known. */
  key?: VirtualKey;
  declared: { source: string; dataClass: DataClass }[];
  tags: string[];
  session?: string;
  /** W3C trace context of the client, where it is well formed. */
  traceparent?: string;
  /** It has its trace, or is about to. */
  recorded: boolean;
}

declare module 'fastify' {
  interface FastifyRequest {
    context: RequestContext;
  }
}

/** What a base_url may carry in front of the path. */
export interface Prefixes {
  dataClass?: DataClass;
  key?: string;
}
