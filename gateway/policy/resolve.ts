import { parseDeployment } from '../core/deployment.ts';
import { GatehouseError } from '../core/errors.ts';
import { type DeploymentRef, LOCAL_PROVIDER, type ModelAlias, type Policy, type ProviderConfig, type VirtualKey } from '../core/model.ts';
import { type Circumstances, inRanges } from './conditions.ts';
import { accessOf } from './reach.ts';

/** The alias that every appliance has: answered here, by the class's own list of local models. */
export const LOCAL_ALIAS = 'local';

export interface Catalogue {
  alias(name: string): ModelAlias | undefined;
  aliases(): ModelAlias[];
  provider(id: string): ProviderConfig | undefined;
  providers(): ProviderConfig[];
  policy(): Policy;
  /** True while nothing may leave the building. */
  lockdown(): boolean;
  /** True where what this provider is sent leaves the building. */
  leaves(provider: string): boolean;
  /** Names of the installed local models. */
  localModels(): string[];
  /** False while the bundled Ollama is not ready: nobody knows then what is installed. */
  localKnown(): boolean;
}

export interface Resolved {
  /** The alias or `provider/model` that stands after the route rules. */
  name: string;
  /** In order; empty for `local`. */
  deployments: DeploymentRef[];
  /** The route rule that replaced the name. */
  route?: string;
  /** What the replaced name stands for by itself; absent where that is nothing here. */
  asked?: DeploymentRef[];
}

/**
 * What the asked-for name stands for, with the route rules applied. Throws 404 `model_not_found` for a name that is unknown or not this
 * key's; the two cannot be told apart, so that a key learns nothing of the others' models.
 */
export function resolveModel(catalogue: Catalogue, key: VirtualKey, requested: string, at: Circumstances): Resolved {
  if (!mayName(key, requested)) throw unknown(requested);
  const rule = catalogue.policy().routes.find(({ when }) => {
    if (when.until !== undefined && at.now >= when.until) return false;
    if (when.tags && !when.tags.some((tag) => at.tags.includes(tag))) return false;
    if (when.keys && !when.keys.includes(key.id)) return false;
    if (when.clientAddresses && !inRanges(at.clientAddress, when.clientAddresses)) return false;
    return true;
  });
  const name = rule ? rule.alias : requested;
  const deployments = lookUp(catalogue, name);
  if (!deployments) {
    if (rule) throw new GatehouseError('model_not_found', `The route "${rule.name}" names the alias "${name}", which does not exist.`, { hint: 'An administrator must mend the route or make the alias.' });
    throw unknown(requested);
  }
  const asked = rule && lookUp(catalogue, requested);
  return { name, deployments, ...(rule && { route: rule.name }), ...(asked && { asked }) };
}

function lookUp(catalogue: Catalogue, name: string): DeploymentRef[] | undefined {
  if (name === LOCAL_ALIAS) return [];
  const alias = catalogue.alias(name);
  if (alias) return alias.deployments;
  if (catalogue.localModels().includes(name)) return [{ provider: LOCAL_PROVIDER, model: name }];
  // Ollama's way to write a name. While it is being started that is no unknown model, but one that cannot answer yet.
  if (/^[^/]+:[^/]+$/.test(name) && !catalogue.localKnown()) return [{ provider: LOCAL_PROVIDER, model: name }];
  if (!/^[^/]+\/./.test(name)) return undefined;
  const deployment = parseDeployment(name);
  const provider = catalogue.provider(deployment.provider);
  if (!provider || (provider.models.length > 0 && !provider.models.includes(deployment.model))) return undefined;
  if (deployment.provider === LOCAL_PROVIDER && !catalogue.localModels().includes(deployment.model) && catalogue.localKnown()) return undefined;
  return [deployment];
}

function mayName(key: VirtualKey, name: string): boolean {
  return key.models === null || key.models.includes(name);
}

export interface Named {
  name: string;
  owner: string;
}

/** What this key may ask for, as `/v1/models` lists it: `local`, the aliases, the providers' listed models, the local models; of them what may be answered at all. */
export function namesFor(catalogue: Catalogue, key: VirtualKey, now: number): Named[] {
  const all = [
    { name: LOCAL_ALIAS, providers: [LOCAL_PROVIDER] },
    ...catalogue.aliases().map(({ name, deployments }) => ({ name, providers: deployments.map(({ provider }) => provider) })),
    ...catalogue.localModels().map((name) => ({ name: `${LOCAL_PROVIDER}/${name}`, providers: [LOCAL_PROVIDER] })),
    ...catalogue.providers().flatMap(({ id, models }) => models.map((model) => ({ name: `${id}/${model}`, providers: [id] }))),
  ];
  const seen = new Set<string>();
  const reaches = new Map(catalogue.providers().map(({ id }) => [id, mayReach(catalogue, key, id, now)]));
  return all
    .filter(({ name, providers }) => mayName(key, name) && providers.some((id) => reaches.get(id)) && !seen.has(name) && seen.add(name))
    .map(({ name, providers }) => ({ name, owner: providers[0]! }));
}

/** One of them; or what is on no list and may be asked for all the same: a local model by its short name, a model of a provider that names none. */
export function namedFor(catalogue: Catalogue, key: VirtualKey, name: string, now: number): Named | undefined {
  const listed = namesFor(catalogue, key, now).find((one) => one.name === name);
  if (listed || !mayName(key, name)) return listed;
  const [first] = catalogue.alias(name) ? [] : (lookUp(catalogue, name) ?? []);
  if (!first || !mayReach(catalogue, key, first.provider, now)) return undefined;
  return first.provider === LOCAL_PROVIDER && !catalogue.localModels().includes(first.model) ? undefined : { name, owner: first.provider };
}

/** False where not even the lowest class of the key could be answered: no rule lets the provider see it, whatever the request carries, and nobody answers in its place. */
function mayReach(catalogue: Catalogue, key: VirtualKey, id: string, now: number): boolean {
  const policy = catalogue.policy();
  const provider = catalogue.provider(id);
  if (id === LOCAL_PROVIDER || policy.otherwise[key.floor] === 'local') return true;
  return provider !== undefined && !(catalogue.lockdown() && catalogue.leaves(id)) && accessOf(policy, provider, key.floor, key.id, now).access !== 'no';
}

function unknown(requested: string): GatehouseError {
  return new GatehouseError('model_not_found', `There is no model or alias named "${requested.slice(0, 200)}" for this key.`, { param: 'model', hint: 'GET /v1/models lists what this key may ask for; "local" is answered on this machine.' });
}
