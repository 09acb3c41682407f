import { GatehouseError } from '../core/errors.ts';

/** The reason of an abort is an error of ours where we aborted (a revoked key); else the client went away. */
export function closed(signal: AbortSignal): GatehouseError {
  return signal.reason instanceof GatehouseError ? signal.reason : new GatehouseError('client_closed', 'The client closed the connection.');
}
