import type { Clearance } from '../core/clearance.ts';
import type { Count, EgressCounts, OutgoingRequest } from './types.ts';

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
