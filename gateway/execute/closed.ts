import type { Cancellation } from '../core/cancellation.ts';
import { GatehouseError } from '../core/errors.ts';

/** The reason of an abort is an error of ours where we aborted (a revoked key); else the client went away. */
export function closed(cancellation: Cancellation): GatehouseError {
  return cancellation.reason instanceof GatehouseError ? cancellation.reason : new GatehouseError('client_closed', 'The client closed the connection.');
}
