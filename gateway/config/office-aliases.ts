import { formatDeployment } from '../core/deployment.ts';
import { GatehouseError } from '../core/errors.ts';
import { checkAliasName, checkDeployments } from './office-checks.ts';
import type { OfficeCore } from './office-core.ts';
import type { OfficeState } from './office-types.ts';

export function aliasChanges(core: OfficeCore): Pick<OfficeState, 'setAlias' | 'removeAlias' | 'orderAliases'> {
  return {
    setAlias(name, deployments, author) {
      checkAliasName(name);
      checkDeployments(core.snapshot(), deployments);
      const alias = { name, deployments };
      const before = core.snapshot().aliases.get(name);
      core.change(author, 'alias.set', { name, deployments: deployments.map(formatDeployment), before: before ? before.deployments.map(formatDeployment) : null }, { kind: 'aliases-changed' }, () => core.storage.saveAlias(alias));
      return alias;
    },
    orderAliases(names, author) {
      const { aliases } = core.snapshot();
      const unknown = names.find((name) => !aliases.has(name));
      if (unknown !== undefined) throw new GatehouseError('not_found', `There is no alias "${unknown}".`, { param: 'names' });
      const order = [...new Set([...names, ...aliases.keys()])];
      core.change(author, 'alias.order', { names: order, before: [...aliases.keys()] }, { kind: 'aliases-changed' }, () => core.storage.orderAliases(order));
      return [...core.snapshot().aliases.values()];
    },
    removeAlias(name, author) {
      const alias = core.snapshot().aliases.get(name);
      if (!alias) throw new GatehouseError('not_found', `There is no alias "${name}".`, { hint: 'See: gatehouse models aliases' });
      const users = core.snapshot().policy.routes.filter((route) => route.alias === name);
      if (users.length > 0) {
        throw new GatehouseError('conflict', `Alias "${name}" is used by the policy's route ${users.map((route) => `"${route.name}"`).join(', ')}.`, { hint: 'Change or remove the route first.' });
      }
      core.change(author, 'alias.remove', { name, deployments: alias.deployments.map(formatDeployment) }, { kind: 'aliases-changed' }, () => core.storage.deleteAlias(name));
    },
  };
}
