import { GatehouseError } from '../core/errors.ts';
import type { ProviderConfig } from '../core/model.ts';
import { checkBaseUrl, checkCredential, checkHeaders, checkProviderId, invalid } from './office-checks.ts';
import { savePolicy } from './office-policy.ts';
import { credentialContext, headersContext, providerRecord } from './office-snapshot.ts';
import type { OfficeCore } from './office-core.ts';
import type { OfficeState } from './office-types.ts';

export function providerChanges(core: OfficeCore): Pick<OfficeState, 'addProvider' | 'updateProvider' | 'removeProvider'> {
  const { storage, vault, clock } = core;

  function existing(id: string): ProviderConfig {
    checkProviderId(id);
    const provider = core.snapshot().providers.get(id);
    if (!provider) throw new GatehouseError('not_found', `There is no provider "${id}".`, { hint: 'See: gatehouse providers list' });
    return provider;
  }

  function save(provider: ProviderConfig): void {
    const sealed = Object.keys(provider.headers).length === 0 ? null : vault.seal(JSON.stringify(provider.headers), headersContext(provider.id));
    storage.saveProvider({ ...provider, headers: sealed }, clock.now());
  }

  function saveCredential(provider: string, name: string, credential: string | null): void {
    if (credential === null || credential === '') storage.deleteCredential(provider, name);
    else storage.saveCredential({ provider, name, sealed: vault.seal(credential, credentialContext(provider, name)) }, clock.now());
  }

  return {
    addProvider(input, author) {
      checkProviderId(input.id);
      if (core.snapshot().providers.has(input.id)) throw new GatehouseError('conflict', `There is already a provider "${input.id}".`, { param: 'id', hint: 'See: gatehouse providers update --help' });
      const provider: ProviderConfig = {
        id: input.id,
        kind: input.kind,
        name: input.name ?? input.id,
        baseUrl: checkBaseUrl(input.baseUrl),
        region: input.region,
        headers: input.headers ?? {},
        hasCredential: Boolean(input.credential),
        contract: input.contract ?? {},
        models: input.models ?? [],
        enabled: input.enabled ?? true,
      };
      checkHeaders(provider.headers);
      const credential = input.credential ? checkCredential(input.credential) : null;
      core.change(author, 'provider.add', providerRecord(provider), { kind: 'provider-changed', providerId: provider.id, anew: true }, () => {
        save(provider);
        saveCredential(provider.id, '', credential);
      });
      return provider;
    },
    updateProvider(id, change, author) {
      const before = existing(id);
      const { credential: entered, credentialName = '', ...fields } = change;
      const credential = entered ? checkCredential(entered) : entered;
      const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
      const provider: ProviderConfig = { ...before, ...given };
      provider.baseUrl = checkBaseUrl(provider.baseUrl);
      checkHeaders(provider.headers);
      if (!/^[A-Za-z0-9._-]{0,64}$/.test(credentialName)) throw invalid('credentialName', `"${credentialName}" cannot be a credential's name.`);
      const detail = { ...providerRecord(provider), before: providerRecord(before), ...(credential === undefined ? {} : { credentialChanged: credentialName === '' ? 'default' : credentialName }) };
      core.change(author, 'provider.update', detail, { kind: 'provider-changed', providerId: id, anew: credential !== undefined || reachedBy(provider) !== reachedBy(before) }, () => {
        save(provider);
        if (credential !== undefined) saveCredential(id, credentialName, credential);
      });
      if (credential !== undefined || change.headers !== undefined) storage.scrub();
      return core.snapshot().providers.get(id)!;
    },
    removeProvider(id, author) {
      const provider = existing(id);
      const users = [...core.snapshot().aliases.values()].filter((alias) => alias.deployments.some((ref) => ref.provider === id));
      if (users.length > 0) {
        throw new GatehouseError('conflict', `Provider "${id}" is used by the alias ${users.map((alias) => `"${alias.name}"`).join(', ')}.`, { hint: 'Change or remove the alias first.' });
      }
      core.change(author, 'provider.remove', providerRecord(provider), { kind: 'provider-removed', providerId: id }, () => {
        if (core.snapshot().policy.cells.some((cell) => cell.provider === id)) {
          savePolicy(core, author, `Provider ${id} removed.`, (policy) => ({ ...policy, cells: policy.cells.filter((cell) => cell.provider !== id) }));
        }
        storage.deleteProvider(id);
      });
      storage.scrub();
    },
  };
}

function reachedBy({ baseUrl, headers, enabled }: ProviderConfig): string {
  return JSON.stringify([baseUrl, headers, enabled]);
}
