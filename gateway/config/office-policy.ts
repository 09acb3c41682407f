import { GatehouseError } from '../core/errors.ts';
import { normaliseModelName } from '../core/model-name.ts';
import { LOCAL_PROVIDER, type Policy } from '../core/model.ts';
import { checkCellProvider, checkPolicy, invalid } from './office-checks.ts';
import type { OfficeCore } from './office-core.ts';
import type { OfficeState, PolicyChange } from './office-types.ts';
import { diffPolicies, withCell } from './policy-change.ts';
import { applyDraft, type PolicyDraft, present } from './policy-draft.ts';

type PolicyPart = Pick<
  OfficeState,
  'changePolicy' | 'draftPolicy' | 'applyPolicyDraft' | 'restorePolicy' | 'setCell' | 'setOtherwise' | 'setLocalModels' | 'setRoute' | 'removeRoute' | 'policyVersion' | 'policyVersions'
>;

/** Stores the next version with its audit record; nothing happens where nothing changed. */
export function savePolicy(core: OfficeCore, author: string, comment: string, mutate: (policy: Policy) => Policy): PolicyChange {
  const before = core.snapshot().policy;
  const next: Policy = { ...mutate(structuredClone(before)), version: before.version + 1, author, createdAt: core.clock.now(), comment };
  const differences = diffPolicies(before, next);
  if (differences.length === 0) return { policy: before, differences };
  checkPolicy(core.snapshot(), next);
  const detail = { version: next.version, comment, differences: differences.map((row) => ({ ...row })) };
  core.change(author, 'policy.change', detail, { kind: 'policy-changed', version: next.version }, () => core.storage.insertPolicy(next));
  return { policy: next, differences };
}

export function policyChanges(core: OfficeCore): PolicyPart {
  const save = (author: string, comment: string, mutate: (policy: Policy) => Policy): PolicyChange => savePolicy(core, author, comment, mutate);
  function drafted(policy: Policy, draft: PolicyDraft): Policy {
    for (const { provider } of draft.cells ?? []) checkCellProvider(core.snapshot(), provider);
    const missing = draft.removedRoutes?.find((name) => !policy.routes.some((route) => route.name === name));
    if (missing !== undefined) throw invalid('removedRoutes', `There is no route "${missing}".`);
    return applyDraft(policy, draft);
  }
  function checkBase(base: number): void {
    const { version, author } = core.snapshot().policy;
    if (base !== version) throw new GatehouseError('conflict', `The rules have changed meanwhile: version ${version} by ${author}.`, { param: 'baseVersion', hint: 'Look at the new rules and make the change again.' });
  }

  return {
    changePolicy: save,
    draftPolicy(draft) {
      const next = drafted(core.snapshot().policy, draft);
      checkPolicy(core.snapshot(), next);
      return next;
    },
    applyPolicyDraft(draft, baseVersion, author, comment = '') {
      checkBase(baseVersion);
      return save(author, comment, (policy) => drafted(policy, draft));
    },
    restorePolicy(version, baseVersion, author, comment) {
      checkBase(baseVersion);
      const old = core.storage.policyVersion(version);
      if (!old) throw new GatehouseError('not_found', `There is no policy version ${version}.`, { hint: `The newest is ${core.snapshot().policy.version}.` });
      // Providers and aliases that are gone meanwhile take their rules with them.
      const { providers, aliases } = core.snapshot();
      const { cells, otherwise, localModels, routes } = old;
      const known = { cells: cells.filter(({ provider }) => providers.has(provider)), routes: routes.filter(({ alias }) => alias === LOCAL_PROVIDER || aliases.has(alias)) };
      const change = save(author, comment || `Version ${version} again.`, (policy) => ({ ...policy, otherwise, localModels, ...known }));
      return { ...change, dropped: cells.length - known.cells.length + routes.length - known.routes.length };
    },
    setCell: ({ dataClass, provider, action, conditions = {} }, author, comment = '') => {
      checkCellProvider(core.snapshot(), provider);
      const cell = { dataClass, provider, action, conditions: action === 'deny' ? {} : present(conditions) };
      return save(author, comment || `${action} ${dataClass} × ${provider}`, (policy) => withCell(policy, cell));
    },
    setOtherwise: (dataClass, otherwise, author, comment = '') =>
      save(author, comment || `otherwise ${dataClass}: ${otherwise}`, (policy) => ({ ...policy, otherwise: { ...policy.otherwise, [dataClass]: otherwise } })),
    setLocalModels(dataClass, names, author, comment = '') {
      const models = names.map(installedName);
      return save(author, comment || `local models ${dataClass}: ${models.join(', ') || 'any'}`, (policy) => ({ ...policy, localModels: { ...policy.localModels, [dataClass]: models } }));
    },
    setRoute: (rule, author, comment = '') =>
      save(author, comment || `route ${rule.name} → ${rule.alias}`, (policy) => {
        const index = policy.routes.findIndex((route) => route.name === rule.name);
        const routes = index < 0 ? [...policy.routes, rule] : policy.routes.with(index, rule);
        return { ...policy, routes };
      }),
    removeRoute(name, author) {
      if (!core.snapshot().policy.routes.some((route) => route.name === name)) throw new GatehouseError('not_found', `There is no route "${name}".`);
      return save(author, `route ${name} removed`, (policy) => ({ ...policy, routes: policy.routes.filter((route) => route.name !== name) }));
    },
    policyVersion: (version) => core.storage.policyVersion(version),
    policyVersions: () => core.storage.policyVersions(),
  };
}

/** As Ollama lists it: `qwen3` is `qwen3:latest`, and a list that names it otherwise finds nothing. Throws `invalid_request`. */
function installedName(name: string): string {
  return normaliseModelName(name.startsWith(`${LOCAL_PROVIDER}/`) ? name.slice(LOCAL_PROVIDER.length + 1) : name);
}
