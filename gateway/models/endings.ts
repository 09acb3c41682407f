import type { ModelAlias, ProviderConfig } from '../core/model.ts';
import type { ModelRegistry } from './registry.ts';

/** A model that its maker switches off some day while aliases of the office lead to it. */
export interface Ending {
  provider: string;
  model: string;
  /** The day, as `2027-01-14`; it may have passed. */
  retires: string;
  /** The aliases. */
  names: string[];
}

/** What ends first comes first. Models of which no day is known are not in it, nor are those of providers that are switched off. */
export function endingsOf(aliases: readonly ModelAlias[], provider: (id: string) => ProviderConfig | undefined, registry: ModelRegistry): Ending[] {
  const found = new Map<string, Ending>();
  for (const { name, deployments } of aliases) {
    for (const { provider: id, model } of deployments) {
      const config = provider(id);
      const retires = config?.enabled ? registry.find(config.kind, model)?.retires : undefined;
      if (retires === undefined) continue;
      const known = found.get(`${id}/${model}`);
      if (!known) found.set(`${id}/${model}`, { provider: id, model, retires, names: [name] });
      else if (!known.names.includes(name)) known.names.push(name);
    }
  }
  return [...found.values()].sort((a, b) => (a.retires < b.retires ? -1 : 1));
}
