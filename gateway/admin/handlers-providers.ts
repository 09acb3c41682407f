import { formatDeployment, parseDeployment } from '../core/deployment.ts';
import { GatehouseError } from '../core/errors.ts';
import type { ModelAlias, ProviderConfig } from '../core/model.ts';
import { leavesBuilding } from '../policy/lockdown.ts';
import type { Output } from './contract.ts';
import type { Handlers } from './handler.ts';
import type { AdminServices } from './services.ts';

type Part = Pick<
  Handlers,
  'providers.list' | 'providers.add' | 'providers.update' | 'providers.remove' | 'providers.test' | 'aliases.list' | 'aliases.order' | 'aliases.set' | 'aliases.remove'
>;

export function providerHandlers(services: AdminServices): Part {
  const { office } = services;

  function shown(provider: ProviderConfig): Output<'providers.add'> {
    const credentials = office.credentialNames(provider.id).filter((name) => name !== '');
    return { ...provider, headers: Object.keys(provider.headers), credentials };
  }

  return {
    'providers.list': () => ({ providers: office.providers().map(shown), kinds: services.providerKinds() }),
    'providers.add': ({ body }, { principal }) => {
      checkKind(services.providerKinds(), body.kind);
      return shown(office.addProvider(body, principal.name));
    },
    'providers.update': ({ params, body }, { principal }) => {
      if (body.kind !== undefined) checkKind(services.providerKinds(), body.kind);
      return shown(office.updateProvider(params.id, body, principal.name));
    },
    'providers.remove': ({ params }, { principal }) => {
      office.removeProvider(params.id, principal.name);
      return { ok: true };
    },
    'providers.test': ({ params }) => {
      const provider = office.provider(params.id);
      if (!provider) throw new GatehouseError('not_found', `There is no provider "${params.id}".`, { hint: 'See: gatehouse providers list' });
      if (office.lockdown().on && leavesBuilding(provider)) throw new GatehouseError('lockdown', '"Nothing leaves the building" is on: this provider is not asked.', { hint: 'Switch it off first.' });
      return services.testProvider(params.id);
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

export function checkKind(kinds: readonly string[], kind: string): void {
  if (!kinds.includes(kind)) throw new GatehouseError('invalid_request', `"${kind}" is no kind of provider.`, { param: 'kind', hint: `Known: ${kinds.join(', ')}.` });
}

const shownAlias = ({ name, deployments }: ModelAlias): Output<'aliases.set'> => ({ name, deployments: deployments.map(formatDeployment) });
