import type { Output } from '../../../gateway/admin/contract.ts';

export type Status = Output<'status'>;

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** Whether every address is one of this computer alone. */
export function doorIsClosed(addresses: readonly string[]): boolean {
  return addresses.every((address) => LOOPBACK.has(new URL(address).hostname));
}
