import type { Clearance } from '../core/clearance.ts';
import { classRank, type DataClass } from '../core/data-class.ts';
import { type DeploymentRef, LOCAL_PROVIDER, type Policy, type ProviderConfig } from '../core/model.ts';
import { originOf } from '../core/origin.ts';
import { type Circumstances, unmet } from './conditions.ts';
import { leavesBuilding, LOCKDOWN_RULE } from './lockdown.ts';
import { clearRequest } from './mint.ts';

export interface Question extends Circumstances {
  dataClass: DataClass;
  /** What the asked-for model stands for, in the order of the alias; empty for the alias `local`. */
  candidates: readonly DeploymentRef[];
  /** While it is on, only what stays in the building is cleared, whatever the cells say. */
  lockdown: boolean;
}

export interface Verdict {
  deployment: DeploymentRef;
  allowed: boolean;
  reason: string;
}

export type Decision =
  | { kind: 'allow'; clearance: Clearance; deployments: DeploymentRef[]; rule: string; verdicts: Verdict[] }
  | { kind: 'local'; clearance: Clearance; models: readonly string[]; rule: string; verdicts: Verdict[] }
  | { kind: 'refuse'; reason: string; rule: string; verdicts: Verdict[] };

/**
 * The policy's answer for one request: which of the candidates may see it, or that it is answered locally, or refused. Pure; whatever is
 * not allowed by a cell that holds is denied.
 */
export function decide(policy: Policy, provider: (id: string) => ProviderConfig | undefined, localOrigin: string, question: Question): Decision {
  const verdicts = question.candidates.map((deployment) => judge(policy, provider(deployment.provider), deployment, question));
  const allowed = verdicts.filter((verdict) => verdict.allowed);
  const clear = (origins: string[]) => clearRequest({ dataClass: question.dataClass, origins, policyVersion: policy.version });
  if (allowed.length > 0) {
    const deployments = allowed.map((verdict) => verdict.deployment);
    const origins = deployments.map((d) => (d.provider === LOCAL_PROVIDER ? localOrigin : originOf(provider(d.provider)!.baseUrl)));
    return { kind: 'allow', clearance: clear(origins), deployments, rule: allowed[0]!.reason, verdicts };
  }
  const models = policy.localModels[question.dataClass];
  const lockdown = verdicts.some((verdict) => verdict.reason === LOCKDOWN_RULE);
  if (question.candidates.length === 0) return { kind: 'local', clearance: clear([localOrigin]), models, rule: 'the local model was asked for', verdicts };
  if (policy.otherwise[question.dataClass] === 'local') {
    return { kind: 'local', clearance: clear([localOrigin]), models, rule: lockdown ? LOCKDOWN_RULE : `${question.dataClass} data that no asked-for provider may see is answered locally`, verdicts };
  }
  if (lockdown) return { kind: 'refuse', reason: LOCKDOWN_RULE, rule: LOCKDOWN_RULE, verdicts };
  return { kind: 'refuse', reason: verdicts[0]!.reason, rule: `${question.dataClass} data that no asked-for provider may see is refused`, verdicts };
}

/** Allowing a class allows the lower ones and denying it denies the higher ones, whatever order the cells were written in. */
function judge(policy: Policy, provider: ProviderConfig | undefined, deployment: DeploymentRef, question: Question): Verdict {
  const verdict = (allowed: boolean, reason: string): Verdict => ({ deployment, allowed, reason });
  if (deployment.provider === LOCAL_PROVIDER) return verdict(true, 'the local model may see every class');
  if (!provider) return verdict(false, `there is no provider named ${deployment.provider}`);
  if (question.lockdown && leavesBuilding(provider)) return verdict(false, LOCKDOWN_RULE);
  if (!provider.enabled) return verdict(false, `${provider.name} is switched off`);
  const rank = classRank(question.dataClass);
  let reason = `no rule lets ${provider.name} see ${question.dataClass} data`;
  let rule: string | undefined;
  for (const cell of policy.cells) {
    if (cell.provider !== provider.id) continue;
    const cellRank = classRank(cell.dataClass);
    if (cell.action !== 'allow') {
      if (cellRank > rank) continue;
      // A ban holds wherever one of its conditions cannot be shown to fail; `pseudonymise` counts as a ban until it exists.
      if (unmet(cell, deployment, provider, question) === undefined) return verdict(false, `${provider.name} is ${cell.action === 'deny' ? 'denied' : 'only open to pseudonymised'} ${cell.dataClass} data`);
    } else if (cellRank >= rank) {
      const gap = unmet(cell, deployment, provider, question);
      if (gap === undefined) rule ??= `${provider.name} may see ${cell.dataClass} data`;
      else reason = gap;
    }
  }
  return rule === undefined ? verdict(false, reason) : verdict(true, rule);
}
