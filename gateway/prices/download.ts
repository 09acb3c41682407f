import { fetchPublicFile, type PublicFile } from '../egress/public-file.ts';
import { MAX_LIST_BYTES } from './read-catalogue.ts';

/** Where the makers of the catalogue publish its newest data. */
const ADDRESS = 'https://raw.githubusercontent.com/pydantic/genai-prices/main/prices/new_data/v2/data.json';

/** The newest price list as text. Rejects as `fetchPublicFile`. */
export function downloadPrices({ egress, clear, address = ADDRESS }: Pick<PublicFile, 'egress' | 'clear'> & { address?: string }): Promise<string> {
  return fetchPublicFile({ egress, clear, address, name: 'The price list', hint: 'Try again later, or load it as a file on another computer.', limit: MAX_LIST_BYTES });
}
