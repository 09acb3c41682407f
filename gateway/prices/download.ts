import type { Clearance } from '../core/clearance.ts';
import { GatehouseError } from '../core/errors.ts';
import type { Egress } from '../egress/types.ts';
import { MAX_LIST_BYTES } from './read-catalogue.ts';

/** Where the makers of the catalogue publish its newest data. */
const ADDRESS = 'https://raw.githubusercontent.com/pydantic/genai-prices/main/prices/new_data/v2/data.json';

export interface DownloadOptions {
  egress: Pick<Egress, 'exchange'>;
  /** A clearance that names these origins and lets out nothing of the office. */
  clear(origins: string[]): Clearance;
  address?: string;
}

/** The newest price list as text. Rejects with `provider_error` in words for a person. */
export async function downloadPrices({ egress, clear, address = ADDRESS }: DownloadOptions): Promise<string> {
  const { origin, host } = new URL(address);
  const failed = (why: string, cause?: unknown): GatehouseError => new GatehouseError('provider_error', `The price list could not be fetched from ${host}: ${why}.`, { hint: 'Try again later, or load it as a file on another computer.', cause });
  let answer;
  try {
    answer = await egress.exchange(clear([origin]), { method: 'GET', url: address, headers: { accept: 'application/json' }, limit: () => MAX_LIST_BYTES });
  } catch (cause) {
    if (cause instanceof GatehouseError) throw cause;
    throw failed('there was no connection', cause);
  }
  if (answer.status !== 200) throw failed(`the answer was ${answer.status}`);
  if (answer.text === undefined) throw failed('it is larger than 20 MB');
  return answer.text;
}
