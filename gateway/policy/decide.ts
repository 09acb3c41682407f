import type { Clearance } from '../core/clearance.ts';
import { classRank, type DataClass } from '../core/data-class.ts';
import { type DeploymentRef, LOCAL_PROVIDER, type Policy, type ProviderConfig } from '../core/model.ts';
import { originOf } from '../core/origin.ts';
import type { Reason } from '../core/reason.ts';
import { type Circumstances, unmet } from './conditions.ts';
import { leavesBuilding } from './lockdown.ts';
import { clearRequest } from './mint.ts';
import { reasonText } from './reason-text.ts';

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
  /** The same as data. */
  why: Reason;
}

interface Decided {
  rule: string;
  /** The same as data. */
  why: Reason;
  verdicts: Verdict[];
}

export type Decision =
  | ({ kind: 'allow'; clearance: Clearance; deployments: DeploymentRef[] } & Decided)
  | ({ kind: 'local'; clearance: Clearance; models: readonly string[] } & Decided)
  | ({ kind: 'refuse'; reason: string } & Decided);

/**
 * The policy's answer for one request: which of the candidates may see it, or that it is answered locally, or refused. Pure; whatever is
 * not allowed by a cell that holds is denied.
 */
export function decide(policy: Policy, provider: (id: string) => ProviderConfig | undefined, localOrigin: string, question: Question): Decision {
  const verdicts = question.candidates.map((deployment) => judge(policy, provider(deployment.provider), deployment, question));
  const allowed = verdicts.filter((verdict) => verdict.allowed);
  const clear = (origins: string[]) => clearRequest({ dataClass: question.dataClass, origins, policyVersion: policy.version });
  const decided = (why: Reason): Decided => ({ rule: reasonText(why), why, verdicts });
  if (allowed.length > 0) {
    const deployments = allowed.map((verdict) => verdict.deployment);
    const origins = deployments.map((d) => (d.provider === LOCAL_PROVIDER ? localOrigin : originOf(provider(d.provider)!.baseUrl)));
    return { kind: 'allow', clearance: clear(origins), deployments, ...decided(allowed[0]!.why) };
  }
  const { dataClass } = question;
  const models = policy.localModels[dataClass];
  const lockdown = verdicts.find((verdict) => verdict.why.code === 'lockdown')?.why;
  if (question.candidates.length === 0) return { kind: 'local', clearance: clear([localOrigin]), models, ...decided({ code: 'local-asked' }) };
  if (policy.otherwise[dataClass] === 'local') return { kind: 'local', clearance: clear([localOrigin]), models, ...decided(lockdown ?? { code: 'otherwise-local', dataClass }) };
  return { kind: 'refuse', reason: lockdown ? reasonText(lockdown) : verdicts[0]!.reason, ...decided(lockdown ?? { code: 'otherwise-refuse', dataClass }) };
}

/** Allowing a class allows the lower ones and denying it denies the higher ones, whatever order the cells were written in. */
function judge(policy: Policy, provider: ProviderConfig | undefined, deployment: DeploymentRef, question: Question): Verdict {
  const verdict = (allowed: boolean, why: Reason): Verdict => ({ deployment, allowed, reason: reasonText(why), why });
  if (deployment.provider === LOCAL_PROVIDER) return verdict(true, { code: 'local-model' });
  if (!provider) return verdict(false, { code: 'unknown-provider', provider: deployment.provider });
  if (question.lockdown && leavesBuilding(provider)) return verdict(false, { code: 'lockdown' });
  const { name } = provider;
  if (!provider.enabled) return verdict(false, { code: 'provider-off', provider: name });
  const rank = classRank(question.dataClass);
  let reason: Reason = { code: 'no-rule', provider: name, dataClass: question.dataClass };
  let rule: Reason | undefined;
  for (const cell of policy.cells) {
    if (cell.provider !== provider.id) continue;
    const { dataClass } = cell;
    const cellRank = classRank(dataClass);
    if (cell.action !== 'allow') {
      if (cellRank > rank) continue;
      // A ban holds wherever one of its conditions cannot be shown to fail; `pseudonymise` counts as a ban until it exists.
      if (unmet(cell, deployment, provider, question) === undefined) return verdict(false, { code: cell.action === 'deny' ? 'denied' : 'pseudonymised-only', provider: name, dataClass });
    } else if (cellRank >= rank) {
      const gap = unmet(cell, deployment, provider, question);
      if (gap === undefined) rule ??= { code: 'allowed', provider: name, dataClass };
      else reason = gap;
    }
  }
  return rule === undefined ? verdict(false, reason) : verdict(true, rule);
}
