import type { Clearance } from '../core/clearance.ts';
import { classRank, type DataClass } from '../core/data-class.ts';
import { type DeploymentRef, LOCAL_PROVIDER, type Policy, type ProviderConfig } from '../core/model.ts';
import { originOf } from '../core/origin.ts';
import type { Reason } from '../core/reason.ts';
import { type Circumstances, unmet } from './conditions.ts';
import { leavesBuilding } from './lockdown.ts';
import { clearRequest } from './mint.ts';

export interface Question extends Circumstances {
  dataClass: DataClass;
  /** What the asked-for model stands for, in the order of the alias; empty for the alias `local`. */
  candidates: readonly DeploymentRef[];
  /** While it is on, only what stays in the building is cleared, whatever the cells say. */
  lockdown: boolean;
  /** It may cost more than a budget has left: no candidate is given, and the local model answers. */
  overBudget?: boolean;
  /** False where this request cannot be given stand-ins: then a cell that asks for them is a ban. */
  pseudonymisable: boolean;
  /** What the provider is asked to run itself. A cell that does not name all of it does not let the request through. */
  hostedTools?: readonly string[];
}

/** What of a request a deployment may see. */
export type Access = 'clear' | 'pseudonymised' | 'no';

export interface Verdict {
  deployment: DeploymentRef;
  access: Access;
  why: Reason;
}

interface Decided {
  why: Reason;
  verdicts: Verdict[];
}

export type Decision =
  | ({ kind: 'allow' | 'pseudonymise'; clearance: Clearance; deployments: DeploymentRef[] } & Decided)
  | ({ kind: 'local'; clearance: Clearance; models: readonly string[] } & Decided)
  | ({ kind: 'refuse'; refusal: Reason } & Decided);

/**
 * The policy's answer for one request: which of the candidates may see it, and how; or that it is answered locally, or refused. The first candidate
 * that may see anything says how the request is sent to all of them. Pure; whatever is not allowed by a cell that holds is denied.
 */
export function decide(policy: Policy, provider: (id: string) => ProviderConfig | undefined, localOrigin: string, question: Question): Decision {
  const { dataClass } = question;
  const verdicts = question.candidates.map((deployment) => judge(policy, provider(deployment.provider), deployment, question));
  const clear = (origins: string[], pseudonymised?: true) => clearRequest({ dataClass, origins, policyVersion: policy.version, ...(pseudonymised && { pseudonymised }) });
  const first = verdicts.find(({ access }) => access !== 'no');
  if (first) {
    const pseudonymised = first.access === 'pseudonymised';
    // Whoever may see a request as it is may see it with stand-ins too, never the other way round.
    const deployments = verdicts.filter(({ access }) => access === 'clear' || (pseudonymised && access === 'pseudonymised')).map(({ deployment }) => deployment);
    const origins = deployments.map((d) => (d.provider === LOCAL_PROVIDER ? localOrigin : originOf(provider(d.provider)!.baseUrl)));
    return { kind: pseudonymised ? 'pseudonymise' : 'allow', clearance: pseudonymised ? clear(origins, true) : clear(origins), deployments, why: first.why, verdicts };
  }
  const lockdown = verdicts.find(({ why }) => why.code === 'lockdown')?.why;
  const tools = question.hostedTools ?? [];
  if (tools.length > 0) {
    // No answer is made without the tool that it was to be made with.
    const why = lockdown ?? verdicts[0]?.why ?? { code: 'tools-local', values: [...tools] };
    return { kind: 'refuse', refusal: why, why, verdicts };
  }
  const local = (why: Reason): Decision => ({ kind: 'local', clearance: clear([localOrigin]), models: policy.localModels[dataClass], why, verdicts });
  if (question.candidates.length === 0) return local({ code: question.overBudget ? 'over-budget' : 'local-asked' });
  if (policy.otherwise[dataClass] === 'local') return local(lockdown ?? { code: 'otherwise-local', dataClass });
  return { kind: 'refuse', refusal: lockdown ?? verdicts[0]!.why, why: lockdown ?? { code: 'otherwise-refuse', dataClass }, verdicts };
}

/** Allowing a class allows the lower ones and denying it denies the higher ones, whatever order the cells were written in. */
function judge(policy: Policy, provider: ProviderConfig | undefined, deployment: DeploymentRef, question: Question): Verdict {
  const verdict = (access: Access, why: Reason): Verdict => ({ deployment, access, why });
  const tools = question.hostedTools ?? [];
  if (deployment.provider === LOCAL_PROVIDER) return tools.length > 0 ? verdict('no', { code: 'tools-local', values: [...tools] }) : verdict('clear', { code: 'local-model' });
  if (!provider) return verdict('no', { code: 'unknown-provider', provider: deployment.provider });
  if (question.lockdown && leavesBuilding(provider)) return verdict('no', { code: 'lockdown' });
  const { name } = provider;
  if (!provider.enabled) return verdict('no', { code: 'provider-off', provider: name });
  const rank = classRank(question.dataClass);
  let reason: Reason = { code: 'no-rule', provider: name, dataClass: question.dataClass };
  let inClear: Reason | undefined;
  let withStandIns: Reason | undefined;
  /** A cell that asks for stand-ins closes its class, and the higher ones, to the request as it is. */
  let veiled: DataClass | undefined;
  for (const cell of policy.cells) {
    if (cell.provider !== provider.id) continue;
    const { dataClass, action } = cell;
    const cellRank = classRank(dataClass);
    if (action === 'allow' ? cellRank < rank : action === 'deny' && cellRank > rank) continue;
    const gap = unmet(cell, deployment, provider, question);
    // A ban holds wherever one of its conditions cannot be shown to fail.
    if (action === 'deny') {
      if (gap === undefined) return verdict('no', { code: 'denied', provider: name, dataClass });
      continue;
    }
    if (gap !== undefined) {
      if (cellRank >= rank) reason = gap;
      continue;
    }
    if (action === 'allow') {
      const unnamed = tools.filter((tool) => !cell.conditions.hostedTools?.includes(tool));
      if (unnamed.length > 0) reason = { code: 'tools', provider: name, dataClass: question.dataClass, values: unnamed };
      else inClear ??= tools.length > 0 ? { code: 'allowed-tools', provider: name, dataClass, values: [...tools] } : { code: 'allowed', provider: name, dataClass };
    } else {
      if (cellRank <= rank) veiled ??= dataClass;
      if (cellRank >= rank) withStandIns ??= { code: 'pseudonymised', provider: name, dataClass };
    }
  }
  if (inClear && veiled === undefined) return verdict('clear', inClear);
  const permitted = withStandIns ?? (inClear && { code: 'pseudonymised', provider: name, dataClass: veiled! });
  // A stand-in would be looked for outside, and what is found would be of somebody else.
  if (permitted && question.pseudonymisable && tools.length === 0) return verdict('pseudonymised', permitted);
  return verdict('no', permitted ? { ...permitted, code: 'pseudonymised-only' } : reason);
}
