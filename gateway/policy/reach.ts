import { classRank, DATA_CLASSES, type DataClass } from '../core/data-class.ts';
import { type Conditions, LOCAL_PROVIDER, type Otherwise, type Policy, type ProviderConfig, type VirtualKey } from '../core/model.ts';
import { unmet } from './conditions.ts';

/** `pseudonymised`: with stand-ins only. `if`: it depends on the request (its model, tags or client address). */
export type Access = 'yes' | 'pseudonymised' | 'if' | 'no';

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

/** Of one provider, for one class and key. */
export function accessOf(policy: Policy, provider: ProviderConfig, dataClass: DataClass, keyId: string, now: number): { access: Access; conditions: Conditions[] } {
  const closed = { access: 'no', conditions: [] } as const;
  if (!provider.enabled) return { ...closed, conditions: [] };
  const rank = classRank(dataClass);
  const conditions: Conditions[] = [];
  let open = false;
  let openWithStandIns = false;
  let veiled = false;
  let depending = false;
  for (const cell of policy.cells) {
    if (cell.provider !== provider.id) continue;
    const { action } = cell;
    const cellRank = classRank(cell.dataClass);
    if (action === 'allow' ? cellRank < rank : action === 'deny' && cellRank > rank) continue;
    const { models, tags, clientAddresses, ...fixed } = cell.conditions;
    // What is known without a request decides now; the rest is told.
    if (unmet({ ...cell, conditions: fixed }, { provider: provider.id, model: '' }, provider, { keyId, tags: [], clientAddress: '', now }) !== undefined) continue;
    const depends = { ...(models && { models }), ...(tags && { tags }), ...(clientAddresses && { clientAddresses }) };
    const free = Object.keys(depends).length === 0;
    if (action === 'deny' && free) return { ...closed, conditions: [] };
    // As in decide(): it closes its class and the higher ones to the request as it is, and opens its class and the lower ones to stand-ins.
    if (action !== 'allow' && cellRank <= rank) {
      if (!free) depending = true;
      else if (action === 'pseudonymise') veiled = true;
    }
    if (action === 'deny' || cellRank < rank) continue;
    if (!free) conditions.push(depends);
    else if (action === 'allow') open = true;
    else openWithStandIns = true;
  }
  if (open || openWithStandIns) {
    const certain = !depending && (open || veiled || conditions.length === 0);
    return { access: !certain ? 'if' : open && !veiled ? 'yes' : 'pseudonymised', conditions: [] };
  }
  return conditions.length > 0 ? { access: 'if', conditions } : { ...closed, conditions: [] };
}
