import { diffPolicies } from '../config/policy-change.ts';
import { differences } from '../config/policy-draft.ts';
import type { PolicyChange } from '../config/office-types.ts';
import { isAddress } from '../core/address.ts';
import { GatehouseError } from '../core/errors.ts';
import { type Cell, LOCAL_PROVIDER, type Policy, type VirtualKey } from '../core/model.ts';
import { leavesBuilding } from '../policy/lockdown.ts';
import { hostedToolsOf } from '../providers/registry.ts';
import { type Reach, reachOf } from '../policy/reach.ts';
import type { Output } from './contract.ts';
import type { Handlers } from './handler.ts';
import type { AdminServices } from './services.ts';

type Part = Pick<
  Handlers,
  | 'policy.get' | 'policy.versions' | 'policy.version' | 'policy.cell' | 'policy.otherwise' | 'policy.localModels' | 'policy.route' | 'policy.routeRemove'
  | 'policy.subjects' | 'policy.simulate' | 'policy.preview' | 'policy.apply' | 'policy.restore' | 'policy.reach'
>;

const told = ({ policy, differences }: PolicyChange): Output<'policy.cell'> => ({ version: policy.version, differences });

export function policyHandlers({ office, local, simulate, clock }: AdminServices): Part {
  const usable = (key: VirtualKey): boolean => !key.disabled && (key.expiresAt === null || key.expiresAt > clock.now());
  const reach = (policy: Policy): Reach[] => reachOf(policy, office.providers(), office.keys().filter(usable), clock.now());

  /** Attack: a name that is mistyped allows nothing today, and perhaps something else tomorrow. Throws `invalid_request`. */
  function checkHostedTools(cells: readonly (Pick<Cell, 'provider'> & Partial<Pick<Cell, 'conditions'>>)[]): void {
    for (const { provider, conditions } of cells) {
      const known = hostedToolsOf(office.provider(provider)?.kind ?? '');
      const unknown = conditions?.hostedTools?.find((tool) => !known.includes(tool));
      if (unknown === undefined) continue;
      throw new GatehouseError('invalid_request', `${provider} has no tool "${unknown}" that can be allowed here.`, { param: 'hostedTools', hint: known.length > 0 ? `It has: ${known.join(', ')}.` : 'Providers of this kind run none for clients of their own API.' });
    }
  }

  /** A draft may hold what has ended meanwhile; what is entered by itself is a slip. */
  function checkEnd(until: number | undefined): void {
    if (until !== undefined && until <= clock.now()) throw new GatehouseError('invalid_request', 'The end lies in the past: this would never hold.', { param: 'until', hint: 'Give a later end, or none.' });
  }

  return {
    'policy.get': () => office.policy(),
    'policy.versions': () => ({ versions: office.policyVersions() }),
    'policy.version': ({ params }) => {
      const version = Number(params.version);
      const policy = office.policyVersion(version);
      if (!policy) throw new GatehouseError('not_found', `There is no policy version ${version}.`, { hint: `The newest is ${office.policy().version}.` });
      const before = office.policyVersion(version - 1);
      return { policy, differences: before ? diffPolicies(before, policy) : [], changes: before ? differences(before, policy) : [] };
    },
    'policy.subjects': () => ({
      providers: office
        .providers()
        .filter(({ id }) => id !== LOCAL_PROVIDER)
        .map((provider) => {
          const { id, name, region, enabled, contract, models } = provider;
          return { id, name, region, enabled, models, hostedTools: hostedToolsOf(provider.kind), leaves: leavesBuilding(provider), contract: { ...(contract.id !== undefined && { id: contract.id }), ...(contract.expiresAt !== undefined && { expiresAt: contract.expiresAt }) } };
        }),
      keys: office.keys().filter(({ purpose }) => purpose === 'tool').map((key) => ({ id: key.id, name: key.name, usable: usable(key) })),
      aliases: office.aliases().map(({ name }) => name),
      localModels: local.models().map(({ name }) => name),
    }),
    'policy.reach': () => ({ reach: reach(office.policy()) }),
    'policy.preview': ({ body }) => {
      const [before, policy] = [office.policy(), office.draftPolicy(body)];
      checkHostedTools(body.cells ?? []);
      return { baseVersion: before.version, policy, differences: differences(before, policy, body.cells), reach: reach(policy) };
    },
    'policy.apply': ({ body: { baseVersion, comment, ...draft } }, { principal }) => {
      const before = office.policy();
      checkHostedTools(draft.cells ?? []);
      const { policy } = office.applyPolicyDraft(draft, baseVersion, principal.name, comment);
      return { version: policy.version, differences: differences(before, policy, draft.cells) };
    },
    'policy.restore': ({ params, body }, { principal }) => {
      const before = office.policy();
      const { policy, dropped } = office.restorePolicy(Number(params.version), body.baseVersion, principal.name, body.comment);
      return { version: policy.version, differences: differences(before, policy, policy.cells), dropped };
    },
    'policy.cell': ({ body: { comment, ...cell } }, { principal }) => {
      checkHostedTools([cell]);
      checkEnd(cell.conditions?.until);
      return told(office.setCell(cell, principal.name, comment));
    },
    'policy.otherwise': ({ body }, { principal }) => told(office.setOtherwise(body.dataClass, body.otherwise, principal.name, body.comment)),
    'policy.localModels': ({ body }, { principal }) => told(office.setLocalModels(body.dataClass, body.models, principal.name, body.comment)),
    'policy.route': ({ params, body }, { principal }) => {
      checkEnd(body.when.until);
      return told(office.setRoute({ name: params.name, when: body.when, alias: body.alias }, principal.name, body.comment));
    },
    'policy.routeRemove': ({ params }, { principal }) => told(office.removeRoute(params.name, principal.name)),
    'policy.simulate': ({ body: { draft, ...body } }) => {
      if (body.keyId !== undefined && !office.key(body.keyId)) {
        throw new GatehouseError('not_found', `There is no key "${body.keyId}".`, { param: 'keyId', hint: 'See: gatehouse keys list' });
      }
      if (body.clientAddress !== undefined && !isAddress(body.clientAddress)) throw new GatehouseError('invalid_request', `"${body.clientAddress}" is not an address.`, { param: 'clientAddress', hint: 'Write it as 192.168.1.7.' });
      return simulate(body, draft && office.draftPolicy(draft));
    },
  };
}
