import type { EventEmitter } from 'node:events';
import type { Readable } from 'node:stream';
import type { Mail, MailServer } from './mail.ts';
import type { MemoryShare } from '../core/memory-budget.ts';
import type { Clearance } from '../core/clearance.ts';

/** An answer or an event up to this size asks nobody for room: a thousand at once are few. */
export const SMALL_BYTES = 256 * 1024;

export interface OutgoingRequest {
  /** Absolute URL; its origin must be one that the clearance names. */
  url: string;
  method: 'GET' | 'POST' | 'DELETE' | 'HEAD';
  headers?: Record<string, string>;
  body?: string | Buffer | Readable;
  /** Aborted, or emitting `abort`, it ends the request. */
  signal?: AbortSignal | EventEmitter;
  /** Milliseconds until the answer's headers; 0: none. Default 30,000. */
  headersTimeout?: number;
  /** Milliseconds between two pieces of the answer's body; 0: none. Default 300,000. */
  bodyTimeout?: number;
}

export interface ExchangeRequest extends OutgoingRequest {
  /** Emits `abort` to end the exchange. */
  signal?: EventEmitter;
  /** So many bytes an answer of this status may have. */
  limit(status: number): number;
  /** A large answer waits for room before anybody reads it. */
  memory?: Pick<MemoryShare, 'take'>;
}

export interface WholeResponse {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** Undefined where it was larger than the limit, or an error's text broke off. */
  text: string | undefined;
}

export interface IncomingResponse {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** The answer's bytes; destroy it to drop the connection. */
  body: Readable & { text(): Promise<string>; json(): Promise<unknown>; dump(): Promise<void> };
}

export interface Count {
  requests: number;
  /** Of bodies, as they were handed over; what a stream held is not known. */
  bytes: number;
}

/** What was handed to the network since the start, by origin: requests with the office's data, and services (downloads, tests, exports) apart. */
export interface EgressCounts {
  requests: ReadonlyMap<string, Count>;
  services: ReadonlyMap<string, Count>;
}

/**
 * The one way out of the process. Refuses what is not a genuine clearance and every origin that it does not name
 * (`clearance_violation`); never follows a redirect (it is the answer). Rejects with undici's errors on connection faults.
 */
export interface Egress {
  send(clearance: Clearance, request: OutgoingRequest): Promise<IncomingResponse>;
  /** As `send`, for an answer that is wanted whole: about half the cost, as no stream is made. */
  exchange(clearance: Clearance, request: ExchangeRequest): Promise<WholeResponse>;
  /** One message to a mail server. Throws `clearance_violation`, or the fault with the server's `responseCode`. */
  mail(clearance: Clearance, server: MailServer, mail: Mail): Promise<void>;
  /** What it has let out; counted before the first byte, also where the other side is never reached. */
  counts(): EgressCounts;
  /** From now on this origin is reached through a Unix socket; null: as usual again. */
  bindSocket(origin: string, socketPath: string | null): void;
  close(): Promise<void>;
}
