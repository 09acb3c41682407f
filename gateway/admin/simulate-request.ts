import { classify } from '../classify/classify.ts';
import type { VirtualKey } from '../core/model.ts';
import { readTags } from '../guard/guard.ts';
import type { Catalogue } from '../policy/resolve.ts';
import { simulate } from '../policy/simulate.ts';
import type { SimulateInput, SimulateResult } from './schemas.ts';

/** Nothing is looked at: what a text holds is the matter of `recognition.try`. */
const NOTHING = { dataClass: 'public', evidence: () => [] } as const;

/** What would become of a request of this key: its class rises by the key's floor and by tags, as a real one's does. Throws `model_not_found`, and `invalid_request` for tags that no request may carry. */
export function simulateRequest(catalogue: Catalogue, key: VirtualKey, { dataClass: stated, tags = [], ...input }: SimulateInput, now: number): SimulateResult {
  const read = readTags(tags);
  const { dataClass } = classify({ key, declared: [{ source: 'simulation', dataClass: stated }], tags: read, unreadable: false, found: NOTHING });
  return simulate(catalogue, { ...input, key, dataClass, tags: read, now });
}
