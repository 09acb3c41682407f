import { checkBaseUrl, checkCredential } from '../config/office-checks.ts';
import { formatDeployment, parseDeployment } from '../core/deployment.ts';
import { GatehouseError } from '../core/errors.ts';
import type { ModelAlias, ProviderConfig } from '../core/model.ts';
import { originOf } from '../core/origin.ts';
import { leavesBuilding } from '../policy/lockdown.ts';
import { providerOfKind } from '../providers/registry.ts';
import type { Input, Output } from './contract.ts';
import { checkElsewhere } from './elsewhere.ts';
import type { Handlers } from './handler.ts';
import { healthOf, noteTest } from './provider-health.ts';
import type { ProviderTest } from './schemas.ts';
import type { AdminServices } from './services.ts';

type Part = Pick<
  Handlers,
  'providers.list' | 'providers.add' | 'providers.update' | 'providers.remove' | 'providers.test' | 'providers.try' | 'aliases.list' | 'aliases.order' | 'aliases.set' | 'aliases.remove'
>;

export function providerHandlers(services: AdminServices): Part {
  const { office } = services;

  function shown(provider: ProviderConfig): Output<'providers.add'> {
    const credentials = office.credentialNames(provider.id).filter((name) => name !== '');
    return { ...provider, headers: Object.keys(provider.headers), credentials, health: healthOf(services, provider.id) };
  }

  function saved(id: string): ProviderConfig {
    const provider = office.provider(id);
    if (!provider) throw new GatehouseError('not_found', `There is no provider "${id}".`, { hint: 'See: gatehouse providers list' });
    return provider;
  }

  async function ask(provider: ProviderConfig, credential: string | undefined, by: string): Promise<ProviderTest> {
    if (office.lockdown().on && leavesBuilding(provider)) throw new GatehouseError('lockdown', '"Nothing leaves the building" is on: this provider is not asked.', { hint: 'Switch it off first.' });
    services.audit.append(by, 'provider.test', { id: provider.id, name: provider.name, origin: originOf(provider.baseUrl), withKey: credential !== undefined });
    const result = await services.testProvider(provider, credential);
    const { clock, models, prices } = services;
    const offered = result.models?.map((name) => {
      const model = models.find(provider.kind, name);
      const { knowledge, retires } = model ?? {};
      return { name, known: model !== undefined, priced: prices.find(provider, name, clock.now()) !== undefined, ...(knowledge !== undefined && { knowledge }), ...(retires !== undefined && { retires }) };
    });
    return { ...result, ...(offered && { offered }) };
  }

  return {
    'providers.list': () => ({ providers: office.providers().map(shown), kinds: services.providerKinds().map(factsOf) }),
    'providers.add': ({ body }, { principal }) => {
      checkKind(services.providerKinds(), body.kind);
      const place = placeOf(body);
      checkElsewhere(services, place.baseUrl);
      return shown(office.addProvider({ ...body, ...place }, principal.name));
    },
    'providers.update': ({ params, body }, { principal }) => {
      if (body.kind !== undefined) checkKind(services.providerKinds(), body.kind);
      if (body.baseUrl !== undefined) checkElsewhere(services, body.baseUrl);
      return shown(office.updateProvider(params.id, body, principal.name));
    },
    'providers.remove': ({ params }, { principal }) => {
      office.removeProvider(params.id, principal.name);
      return { ok: true };
    },
    'providers.test': async ({ params }, { principal }) => {
      const result = await ask(saved(params.id), office.credential(params.id), principal.name);
      noteTest(services, params.id, result.outcome);
      return result;
    },
    'providers.try': ({ body }, { principal }) => {
      checkKind(services.providerKinds(), body.kind);
      const { id, kind, region } = body;
      const credential = body.credential === undefined ? undefined : checkCredential(body.credential);
      const baseUrl = checkBaseUrl(body.baseUrl);
      checkElsewhere(services, baseUrl);
      const known = id === undefined ? undefined : saved(id);
      // Attack: a stored key that a "test" sends to an address of the caller's choice.
      const sameServer = known !== undefined && originOf(known.baseUrl) === originOf(baseUrl);
      const provider: ProviderConfig = { id: id ?? '', kind, name: known?.name ?? new URL(baseUrl).host, baseUrl, region, headers: sameServer ? known.headers : {}, hasCredential: false, contract: {}, models: [], enabled: true };
      return ask(provider, credential ?? (sameServer ? office.credential(known.id) : undefined), principal.name);
    },
    'aliases.list': () => ({ aliases: office.aliases().map(shownAlias) }),
    'aliases.order': ({ body }, { principal }) => ({ aliases: office.orderAliases(body.names, principal.name).map(shownAlias) }),
    'aliases.set': ({ params, body }, { principal }) => shownAlias(office.setAlias(params.name, body.deployments.map(parseDeployment), principal.name)),
    'aliases.remove': ({ params }, { principal }) => {
      office.removeAlias(params.name, principal.name);
      return { ok: true };
    },
  };
}

function factsOf(kind: string): Output<'providers.list'>['kinds'][number] {
  const { name = kind, baseUrl, region, regions = {} } = providerOfKind(kind) ?? {};
  return { kind, name, ...(baseUrl !== undefined && { baseUrl }), ...(region !== undefined && { region }), regions };
}

/** What the office has entered; else the kind's own host, in the region that was asked for. A region is never claimed for a host of another one. */
function placeOf({ kind, baseUrl: entered, region: wanted }: Pick<Input<'providers.add'>['body'], 'kind' | 'baseUrl' | 'region'>): Pick<ProviderConfig, 'baseUrl' | 'region'> {
  const { name, baseUrl: own, region: ownRegion, regions } = factsOf(kind);
  const baseUrl = entered ?? (wanted === undefined ? own : (regions[wanted] ?? (wanted === ownRegion ? own : undefined)));
  if (baseUrl === undefined) {
    const known = Object.keys(regions);
    throw new GatehouseError('invalid_request', `Where ${name} is reached ${wanted === undefined ? '' : `in the region "${wanted}" `}is not known here: its address is missing.`, { param: 'baseUrl', ...(known.length > 0 && { hint: `Regions with a known host: ${known.join(', ')}.` }) });
  }
  const region = wanted ?? (baseUrl === own ? ownRegion : Object.keys(regions).find((one) => regions[one] === baseUrl));
  if (region === undefined) throw new GatehouseError('invalid_request', 'The region is missing: where the servers stand.', { param: 'region' });
  return { baseUrl, region };
}

export function checkKind(kinds: readonly string[], kind: string): void {
  if (!kinds.includes(kind)) throw new GatehouseError('invalid_request', `"${kind}" is no kind of provider.`, { param: 'kind', hint: `Known: ${kinds.join(', ')}.` });
}

const shownAlias = ({ name, deployments }: ModelAlias): Output<'aliases.set'> => ({ name, deployments: deployments.map(formatDeployment) });
