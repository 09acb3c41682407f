import type { DataClass } from '../core/data-class.ts';
import type { ErrorCode } from '../core/errors.ts';
import type { Evidence } from '../core/evidence.ts';
import type { Reason } from '../core/reason.ts';

/** What is known before anything is sent. Never holds content. */
export interface TraceIntent {
  id: string;
  /** UTC milliseconds. */
  time: number;
  keyId?: string | null;
  keyName?: string | null;
  /** The id of the key's department. */
  team?: string | null;
  /** `person:Anna`, `application:CRM`. */
  owner?: string | null;
  /** `chat.completions`, `embeddings` … */
  endpoint: string;
  dataClass: DataClass;
  /** `allow`, `pseudonymise`, `local` or `refuse`. */
  decision: string;
  /** The policy rule that decided. */
  why?: Reason | null;
  /** Why the class is above the key's own; absent where nothing raised it. */
  evidence?: readonly Evidence[];
  /** How many values were replaced by stand-ins, by kind. */
  standIns?: Readonly<Record<string, number>>;
  policyVersion: number;
  requestedModel: string;
  session?: string | null;
  tags?: readonly string[];
  streamed: boolean;
  /** The deployments to be tried, in order. */
  plan?: readonly string[];
  /** W3C trace context, as the client sent it. */
  traceparent?: string;
  /** Nano-dollars set aside before anything is sent; what a killed process leaves is settled so. Absent where there is a plan: no price is known. */
  reserved?: number;
  reservedTokens?: number;
  /** UTC milliseconds, by the ledger's clock, which never goes back: the quarter of an hour that it is charged to. Absent: `time`. */
  chargedAt?: number;
}

export interface TraceAttempt {
  /** `provider[@credential]/model`. */
  deployment: string;
  /** HTTP status of the provider's answer; absent where there was none. */
  status?: number;
  /** UTC milliseconds. */
  startedAt: number;
  /** Milliseconds. */
  ms: number;
  error?: string;
  /** Of the provider, at that time. */
  region?: string;
  /** Nano-dollars: of the attempt that has answered what it cost, of another one what it counts for though no numbers came. */
  cost?: number;
  /** Of the attempt that has answered, as far as they are known. */
  promptTokens?: number;
  completionTokens?: number;
  cachedTokens?: number;
  cacheWriteTokens?: number;
  reasoningTokens?: number;
}

export type Outcome = 'ok' | 'refused' | 'error' | 'aborted' | 'interrupted';

/** Where a request was answered: on this machine or by a cloud provider; an answer that the client broke off counts too. */
export type TracePlace = 'here' | 'cloud' | 'refused' | 'failed' | 'running';

/** How a request ended; absent numbers are unknown. */
export interface TraceEnding {
  outcome: Outcome;
  provider?: string | null;
  model?: string | null;
  attempts?: readonly TraceAttempt[];
  promptTokens?: number | null;
  completionTokens?: number | null;
  cachedTokens?: number | null;
  cacheWriteTokens?: number | null;
  reasoningTokens?: number | null;
  usageEstimated?: boolean;
  /** Nano-dollars; null or absent: no price is known. */
  cost?: number | null;
  /** Which price it was settled by. */
  price?: string | null;
  /** What token budgets count, where that is not prompt and completion. */
  countedTokens?: number;
  /** The provider that the usage is entered under, where that is not the one that has answered. */
  charged?: string;
  /** Milliseconds from the request's arrival. */
  firstTokenMs?: number | null;
  totalMs?: number | null;
  errorCode?: ErrorCode | null;
  httpStatus?: number | null;
}

/** A request's one row; `outcome` is null while it runs. */
export interface Trace {
  id: string;
  time: number;
  keyId: string | null;
  keyName: string | null;
  team: string | null;
  owner: string | null;
  endpoint: string;
  dataClass: DataClass;
  decision: string;
  /** `why` in words. */
  rule: string | null;
  why: Reason | null;
  evidence: Evidence[];
  standIns: Record<string, number> | null;
  policyVersion: number;
  requestedModel: string;
  session: string | null;
  tags: string[];
  streamed: boolean;
  plan: string[];
  traceparent: string | null;
  reserved: number | null;
  reservedTokens: number | null;
  provider: string | null;
  model: string | null;
  attempts: TraceAttempt[];
  promptTokens: number | null;
  completionTokens: number | null;
  cachedTokens: number | null;
  cacheWriteTokens: number | null;
  reasoningTokens: number | null;
  usageEstimated: boolean | null;
  cost: number | null;
  price: string | null;
  firstTokenMs: number | null;
  totalMs: number | null;
  outcome: Outcome | null;
  errorCode: string | null;
  httpStatus: number | null;
}

/** Newest first. */
export interface TracePage {
  traces: Trace[];
  /** Older ones may follow, also where the page is not full: ask again with this as `before`. */
  next?: string;
}

export interface TraceFilter {
  /** At most 1,000; default 100. */
  limit?: number;
  /** Older than this id. */
  before?: string;
  keyId?: string | null;
  team?: string | null;
  owner?: string | null;
  dataClass?: DataClass | null;
  outcome?: Outcome | null;
  provider?: string | null;
  /** That answered, or that was asked for. */
  model?: string | null;
  session?: string | null;
  place?: TracePlace | null;
  decision?: string | null;
  /** In the name of the key or of a model, whatever its case. */
  text?: string;
  /** UTC milliseconds, from this time on. */
  since?: number;
  /** UTC milliseconds, before this time. */
  until?: number;
  /** At least, in nano-dollars. */
  minCost?: number;
  /** At least, in milliseconds. */
  minMs?: number;
}
