import { classRank, type DataClass } from '../core/data-class.ts';
import { formatDeployment } from '../core/deployment.ts';
import { LOCAL_ORIGIN, type VirtualKey } from '../core/model.ts';
import { reasonText } from '../core/reason-text.ts';
import type { Reason } from '../core/reason.ts';
import { decide, type Access, type Decision } from './decide.ts';
import { type Catalogue, resolveModel } from './resolve.ts';

export interface Simulation {
  decision: Decision['kind'];
  /** What the request counts as. */
  dataClass: DataClass;
  reason: string;
  rule: string;
  /** `reason` as data. */
  why: Reason;
  /** The exception that put another model in the place of the asked-for one, and that model. */
  route?: { name: string; alias: string };
  /** `allowed`: it may see the request, as it is or (`access`) with stand-ins. */
  deployments: { deployment: string; allowed: boolean; access: Access; reason: string; why: Reason }[];
  policyVersion: number;
}

/** What would happen to a request, without one: the very functions that decide real ones. Throws `model_not_found`. */
export function simulate(
  catalogue: Catalogue,
  input: { dataClass: DataClass; key: VirtualKey; model: string; tags?: string[]; clientAddress?: string; hostedTools?: string[]; now: number },
): Simulation {
  const no = refusedBy(input);
  if (no) return { decision: 'refuse', dataClass: input.dataClass, reason: reasonText(no), rule: reasonText(no), why: no, deployments: [], policyVersion: catalogue.policy().version };
  const at = { keyId: input.key.id, tags: input.tags ?? [], clientAddress: input.clientAddress ?? '127.0.0.1', now: input.now };
  const resolved = resolveModel(catalogue, input.key, input.model, at);
  const policy = catalogue.policy();
  const decision = decide(policy, (id) => catalogue.provider(id), LOCAL_ORIGIN, { ...at, dataClass: input.dataClass, candidates: resolved.deployments, lockdown: catalogue.lockdown(), pseudonymisable: true, hostedTools: input.hostedTools ?? [] });
  const rule = reasonText(decision.why);
  return {
    decision: decision.kind,
    dataClass: input.dataClass,
    reason: decision.kind === 'refuse' ? reasonText(decision.refusal) : rule,
    rule: resolved.route ? `route "${resolved.route}": ${rule}` : rule,
    why: decision.kind === 'refuse' ? decision.refusal : decision.why,
    ...(resolved.route !== undefined && { route: { name: resolved.route, alias: resolved.name } }),
    deployments: decision.verdicts.map(({ deployment, access, why }) => ({ deployment: formatDeployment(deployment), allowed: access !== 'no', access, reason: reasonText(why), why })),
    policyVersion: policy.version,
  };
}

/** What stands before every rule: a key that is none any more, and one that may not carry the class. */
function refusedBy({ key, dataClass, now }: { key: VirtualKey; dataClass: DataClass; now: number }): Reason | undefined {
  if (key.disabled || (key.expiresAt !== null && key.expiresAt <= now)) return { code: 'key-off' };
  return classRank(dataClass) > classRank(key.ceiling) ? { code: 'above-ceiling', dataClass: key.ceiling } : undefined;
}
