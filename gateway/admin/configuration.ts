import type { OfficeState } from '../config/office-types.ts';
import { formatDeployment, parseDeployment } from '../core/deployment.ts';
import { LOCAL_PROVIDER } from '../core/model.ts';
import type { Output } from './contract.ts';
import { checkKind } from './handlers-providers.ts';
import type { Configuration } from './schemas.ts';

/** The configuration for another machine or for keeping, without any secret. */
export function exportConfiguration(office: OfficeState): Configuration {
  const { cells, otherwise, localModels, routes } = office.policy();
  return {
    format: 'gatehouse-configuration',
    version: 1,
    providers: office
      .providers()
      .filter(({ id }) => id !== LOCAL_PROVIDER)
      .map(({ id, kind, name, baseUrl, region, contract, models, enabled, headers }) => ({ id, kind, name, baseUrl, region, contract, models, enabled, headers: Object.keys(headers) })),
    aliases: office.aliases().map(({ name, deployments }) => ({ name, deployments: deployments.map(formatDeployment) })),
    policy: { cells, otherwise, localModels, routes },
  };
}

/** Adds and changes what the file holds, all or nothing; what it does not hold stays, but the policy becomes exactly the file's. */
export function importConfiguration(office: OfficeState, kinds: readonly string[], file: Configuration, author: string): Output<'import'> {
  const added: string[] = [];
  const changed: string[] = [];
  const toDo: string[] = [];
  office.together(() => {
    for (const { headers, ...provider } of file.providers) {
      checkKind(kinds, provider.kind);
      const known = office.provider(provider.id);
      if (known) {
        const { id, ...change } = provider;
        office.updateProvider(id, change, author);
        changed.push(id);
      } else {
        office.addProvider(provider, author);
        added.push(provider.id);
        toDo.push(`Enter the key of provider "${provider.id}", if it has one: gatehouse providers update ${provider.id} --key-stdin`);
      }
      const missing = headers.filter((name) => known?.headers[name] === undefined);
      if (missing.length > 0) toDo.push(`Enter the headers of provider "${provider.id}": ${missing.join(', ')}`);
    }
    for (const { name, deployments } of file.aliases) office.setAlias(name, deployments.map(parseDeployment), author);
    office.changePolicy(author, 'Imported.', (policy) => ({ ...policy, ...file.policy }));
  });
  return { providersAdded: added, providersChanged: changed, aliases: file.aliases.length, policyVersion: office.policy().version, toDo };
}
