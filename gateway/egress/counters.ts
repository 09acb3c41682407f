import type { Clearance } from '../core/clearance.ts';
import type { OutgoingRequest } from './types.ts';

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

export class EgressCounter implements EgressCounts {
  readonly requests = new Map<string, Count>();
  readonly services = new Map<string, Count>();

  add(clearance: Clearance, origin: string, body: OutgoingRequest['body']): void {
    const counts = clearance.grant.purpose === 'request' ? this.requests : this.services;
    let count = counts.get(origin);
    if (!count) counts.set(origin, (count = { requests: 0, bytes: 0 }));
    count.requests++;
    if (typeof body === 'string' || Buffer.isBuffer(body)) count.bytes += Buffer.byteLength(body);
  }
}
