import { diffPolicies } from '../config/policy-change.ts';
import type { PolicyChange } from '../config/office-types.ts';
import { GatehouseError } from '../core/errors.ts';
import type { Output } from './contract.ts';
import type { Handlers } from './handler.ts';
import type { AdminServices } from './services.ts';

type Part = Pick<
  Handlers,
  | 'policy.get' | 'policy.versions' | 'policy.version' | 'policy.cell' | 'policy.otherwise' | 'policy.localModels' | 'policy.route' | 'policy.routeRemove'
  | 'policy.simulate'
>;

const told = ({ policy, differences }: PolicyChange): Output<'policy.cell'> => ({ version: policy.version, differences });

export function policyHandlers({ office, simulate }: AdminServices): Part {
  return {
    'policy.get': () => office.policy(),
    'policy.versions': () => ({ versions: office.policyVersions() }),
    'policy.version': ({ params }) => {
      const version = Number(params.version);
      const policy = office.policyVersion(version);
      if (!policy) throw new GatehouseError('not_found', `There is no policy version ${version}.`, { hint: `The newest is ${office.policy().version}.` });
      const before = office.policyVersion(version - 1);
      return { policy, differences: before ? diffPolicies(before, policy) : [] };
    },
    'policy.cell': ({ body: { comment, ...cell } }, { principal }) => told(office.setCell(cell, principal.name, comment)),
    'policy.otherwise': ({ body }, { principal }) => told(office.setOtherwise(body.dataClass, body.otherwise, principal.name, body.comment)),
    'policy.localModels': ({ body }, { principal }) => told(office.setLocalModels(body.dataClass, body.models, principal.name, body.comment)),
    'policy.route': ({ params, body }, { principal }) =>
      told(office.setRoute({ name: params.name, when: body.when, alias: body.alias }, principal.name, body.comment)),
    'policy.routeRemove': ({ params }, { principal }) => told(office.removeRoute(params.name, principal.name)),
    'policy.simulate': ({ body }) => {
      if (body.keyId !== undefined && !office.key(body.keyId)) {
        throw new GatehouseError('not_found', `There is no key "${body.keyId}".`, { param: 'keyId', hint: 'See: gatehouse keys list' });
      }
      return simulate(body);
    },
  };
}
