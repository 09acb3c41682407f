import type { CurrencyCode } from './money.ts';
import type { OwnerKind } from './model.ts';

/** A department. */
export interface Team {
  id: string;
  name: string;
  /** The office's own number for it; may be empty. */
  costCentre: string;
  /** UTC milliseconds. */
  createdAt: number;
}

export const MEASURES = ['money', 'tokens', 'requests'] as const;
export type Measure = (typeof MEASURES)[number];
export const PERIODS = ['day', 'week', 'month', 'total'] as const;
export type Period = (typeof PERIODS)[number];

/** What may be used within a period by everybody under its scope. */
export interface Budget {
  id: string;
  /** Whose it is, see `scopesOf`. */
  scope: string;
  measure: Measure;
  /** As it was entered: "100.00", or a count. */
  amount: string;
  /** Of money only. */
  currency?: CurrencyCode;
  /** The rate that its limit is counted by. */
  perUsd?: string;
  /** In nano-dollars, tokens or requests. */
  limit: number;
  /** Of the office's time zone; weeks begin on Monday. */
  period: Period;
  /** True: what does not fit is not sent. False: it only warns. */
  hard: boolean;
  /** Percents of the limit at which somebody is told, once per period. */
  alertAt: number[];
  /** Money is only spent outside; tokens and requests may be counted of the bundled model too. */
  covers: 'cloud' | 'all';
  /** UTC milliseconds. */
  createdAt: number;
  updatedAt: number;
}

export interface BudgetInput {
  /** Absent: a new one. */
  id?: string;
  scope: string;
  measure: Measure;
  amount: string;
  /** Default: the office's. */
  currency?: CurrencyCode;
  period: Period;
  /** Default true. */
  hard?: boolean;
  /** Default 80. */
  alertAt?: number[];
  /** Default `cloud`. */
  covers?: 'cloud' | 'all';
}

/** How fast a scope may ask; null: no limit. */
export interface RateLimit {
  scope: string;
  requestsPerMinute: number | null;
  tokensPerMinute: number | null;
  concurrent: number | null;
}

/** What the office has decided about money beside its budgets. */
export interface SpendingRules {
  /** What becomes of a request that no longer fits. */
  overBudget: 'refuse' | 'local';
  /** Of models without a known price, where a money budget applies. */
  unpriced: 'refuse' | 'allow';
  /** The bound of an answer where the client set none. Tokens. */
  outputTokens: number;
}

/** Who is behind a request, as its key says. */
export interface Payer {
  keyId: string;
  team: string | null;
  ownerKind: OwnerKind;
  owner: string;
}

export const ORGANISATION = 'organisation';

export type ScopeKind = 'organisation' | 'team' | 'person' | 'application' | 'key';

/** `person:Anna`; empty where the key names nobody, or a whole department. */
export function ownerScope({ ownerKind, owner }: Payer): string {
  return owner === '' || ownerKind === 'team' ? '' : `${ownerKind}:${owner}`;
}

/** All the scopes that a request falls under at once, the widest first. */
export function scopesOf(payer: Payer): string[] {
  const owner = ownerScope(payer);
  return [ORGANISATION, ...(payer.team === null ? [] : [`team:${payer.team}`]), ...(owner === '' ? [] : [owner]), `key:${payer.keyId}`];
}

/** Undefined where the text is no scope. */
export function scopeKind(scope: string): ScopeKind | undefined {
  if (scope === ORGANISATION) return 'organisation';
  return /^(team|person|application|key):./.exec(scope)?.[1] as ScopeKind | undefined;
}
