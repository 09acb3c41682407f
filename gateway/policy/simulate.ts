import type { DataClass } from '../core/data-class.ts';
import { formatDeployment } from '../core/deployment.ts';
import { LOCAL_ORIGIN, type VirtualKey } from '../core/model.ts';
import { decide } from './decide.ts';
import { type Catalogue, resolveModel } from './resolve.ts';

export interface Simulation {
  decision: 'allow' | 'local' | 'refuse';
  reason: string;
  rule: string;
  deployments: { deployment: string; allowed: boolean; reason: string }[];
  policyVersion: number;
}

/** What would happen to a request, without one: the very functions that decide real ones. Throws `model_not_found`. */
export function simulate(
  catalogue: Catalogue,
  input: { dataClass: DataClass; key: VirtualKey; model: string; tags?: string[]; clientAddress?: string; now: number },
): Simulation {
  const at = { keyId: input.key.id, tags: input.tags ?? [], clientAddress: input.clientAddress ?? '127.0.0.1', now: input.now };
  const resolved = resolveModel(catalogue, input.key, input.model, at);
  const policy = catalogue.policy();
  const decision = decide(policy, (id) => catalogue.provider(id), LOCAL_ORIGIN, { ...at, dataClass: input.dataClass, candidates: resolved.deployments, lockdown: catalogue.lockdown() });
  return {
    decision: decision.kind,
    reason: decision.kind === 'refuse' ? decision.reason : decision.rule,
    rule: resolved.route ? `route "${resolved.route}": ${decision.rule}` : decision.rule,
    deployments: decision.verdicts.map((verdict) => ({ deployment: formatDeployment(verdict.deployment), allowed: verdict.allowed, reason: verdict.reason })),
    policyVersion: policy.version,
  };
}
