import type { Clearance } from '../core/clearance.ts';
import { GatehouseError } from '../core/errors.ts';
import type { Egress } from './types.ts';

export interface PublicFile {
  egress: Pick<Egress, 'exchange'>;
  /** A clearance that names these origins and lets out nothing of the office. */
  clear(origins: string[]): Clearance;
  address: string;
  /** As messages begin: "The price list". */
  name: string;
  hint: string;
  /** Bytes. */
  limit: number;
}

/** The text of a JSON file that anybody may read. Rejects with `provider_error` in words for a person. */
export async function fetchPublicFile({ egress, clear, address, name, hint, limit }: PublicFile): Promise<string> {
  const { origin, host } = new URL(address);
  const failed = (why: string, cause?: unknown): GatehouseError => new GatehouseError('provider_error', `${name} could not be fetched from ${host}: ${why}.`, { hint, cause });
  let answer;
  try {
    answer = await egress.exchange(clear([origin]), { method: 'GET', url: address, headers: { accept: 'application/json' }, limit: () => limit });
  } catch (cause) {
    if (cause instanceof GatehouseError) throw cause;
    throw failed('there was no connection', cause);
  }
  if (answer.status !== 200) throw failed(`the answer was ${answer.status}`);
  if (answer.text === undefined) throw failed(`it is larger than ${limit / 1024 / 1024} MB`);
  return answer.text;
}
