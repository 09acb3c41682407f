import { classRank, DATA_CLASSES, type DataClass } from '../core/data-class.ts';
import { type Conditions, LOCAL_PROVIDER, type Otherwise, type Policy, type ProviderConfig, type VirtualKey } from '../core/model.ts';
import { unmet } from './conditions.ts';

/** `if`: it depends on the request (its model, tags or client address). */
export type Access = 'yes' | 'if' | 'no';

export interface Reach {
  keyId: string;
  name: string;
  classes: { dataClass: DataClass; otherwise: Otherwise; providers: { provider: string; access: Access; conditions: Conditions[] }[] }[];
}

/** Who can reach what: for each key and each class that it may carry, which providers may see its requests now. The bundled Ollama always may. */
export function reachOf(policy: Policy, providers: readonly ProviderConfig[], keys: readonly VirtualKey[], now: number): Reach[] {
  const outside = providers.filter(({ id }) => id !== LOCAL_PROVIDER);
  return keys.map((key) => ({
    keyId: key.id,
    name: key.name,
    classes: DATA_CLASSES.filter((dataClass) => classRank(dataClass) >= classRank(key.floor) && classRank(dataClass) <= classRank(key.ceiling)).map((dataClass) => ({
      dataClass,
      otherwise: policy.otherwise[dataClass],
      providers: outside.map((provider) => ({ provider: provider.id, ...accessOf(policy, provider, dataClass, key.id, now) })),
    })),
  }));
}

function accessOf(policy: Policy, provider: ProviderConfig, dataClass: DataClass, keyId: string, now: number): { access: Access; conditions: Conditions[] } {
  const closed = { access: 'no', conditions: [] } as const;
  if (!provider.enabled) return { ...closed, conditions: [] };
  const rank = classRank(dataClass);
  const conditions: Conditions[] = [];
  let open = false;
  let banned = false;
  for (const cell of policy.cells) {
    if (cell.provider !== provider.id) continue;
    const allows = cell.action === 'allow';
    if (allows ? classRank(cell.dataClass) < rank : classRank(cell.dataClass) > rank) continue;
    const { models, tags, clientAddresses, ...fixed } = cell.conditions;
    // What is known without a request decides now; the rest is told.
    if (unmet({ ...cell, conditions: fixed }, { provider: provider.id, model: '' }, provider, { keyId, tags: [], clientAddress: '', now }) !== undefined) continue;
    const depends = { ...(models && { models }), ...(tags && { tags }), ...(clientAddresses && { clientAddresses }) };
    const free = Object.keys(depends).length === 0;
    if (!allows && free) return { ...closed, conditions: [] };
    if (!allows) banned = true;
    else if (free) open = true;
    else conditions.push(depends);
  }
  if (open) return banned ? { access: 'if', conditions: [] } : { access: 'yes', conditions: [] };
  return conditions.length > 0 ? { access: 'if', conditions } : { ...closed, conditions: [] };
}
