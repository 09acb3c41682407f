import type { DataClass } from '../core/data-class.ts';
import type { Json, JsonObject } from '../core/json.ts';
import type { Reason } from '../core/reason.ts';

/** Whom a request came from and what it held; ids and names, never content. */
export interface RequestFacts {
  trace: string;
  /** Id of the virtual key. */
  key: string | null;
  owner: string | null;
  team: string | null;
  dataClass: DataClass;
  why: Reason | null;
  policyVersion: number;
}

/** One attempt that egress accepted, so that its bytes may have left; also where the provider was never reached. */
export interface SentFacts extends RequestFacts {
  decision: string;
  provider: string;
  /** What egress counts by, as `https://api.example.com`. */
  origin: string;
  region: string;
  /** Id of the contract; null where the office has entered none. */
  contract: string | null;
  /** Of the body, as it was handed to egress. */
  bytes: number;
  /** Keyed hash of that body. */
  hmac: string;
}

export const SENT = 'request.sent';
export const REFUSED = 'request.refused';
export const INTERRUPTED = 'request.interrupted';

// The members stand in the order of canonical JSON, which spares sorting them.

/** The detail of a `request.sent`. */
export function sentDetail(facts: SentFacts): JsonObject {
  return {
    bytes: facts.bytes,
    class: facts.dataClass,
    contract: facts.contract,
    decision: facts.decision,
    hmac: facts.hmac,
    key: facts.key,
    origin: facts.origin,
    owner: facts.owner,
    policy: facts.policyVersion,
    provider: facts.provider,
    region: facts.region,
    team: facts.team,
    trace: facts.trace,
    why: inOrder(facts.why),
  };
}

/** The detail of a `request.refused`; `code` is of the error table. */
export function refusedDetail(facts: RequestFacts & { code: string; model: string }): JsonObject {
  return { class: facts.dataClass, code: facts.code, key: facts.key, model: facts.model, owner: facts.owner, policy: facts.policyVersion, team: facts.team, trace: facts.trace, why: inOrder(facts.why) };
}

/** The detail of a `request.interrupted`: a killed process had begun it, and what of the plan it had sent is not known. */
export function interruptedDetail(facts: RequestFacts & { plan: readonly string[] }): JsonObject {
  return { class: facts.dataClass, key: facts.key, owner: facts.owner, plan: [...facts.plan], policy: facts.policyVersion, team: facts.team, trace: facts.trace, why: inOrder(facts.why) };
}

function inOrder(why: Reason | null): Json {
  if (why === null) return null;
  const { at, code, dataClass, provider, region, values } = why;
  const detail: JsonObject = {};
  if (at !== undefined) detail['at'] = at;
  detail['code'] = code;
  if (dataClass !== undefined) detail['dataClass'] = dataClass;
  if (provider !== undefined) detail['provider'] = provider;
  if (region !== undefined) detail['region'] = region;
  if (values) detail['values'] = values;
  return detail;
}
