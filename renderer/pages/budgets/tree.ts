import type { Output } from '../../../gateway/admin/contract.ts';
import { ORGANISATION, ownerScope, type ScopeKind, scopeKind } from '../../../gateway/core/spending.ts';

export type Spending = Output<'spending.get'>;
export type Standing = Spending['budgets'][number];
export type Team = Spending['teams'][number];
export type RateLimit = Spending['limits'][number];
type Payer = Spending['keys'][number];

/** Somebody who has a budget or a limit, or a department. */
export interface Holder {
  scope: string;
  kind: ScopeKind;
  /** Empty for the office. */
  name: string;
  budgets: Standing[];
  limit: RateLimit | undefined;
  team?: Team;
  /** Keys that it falls to. */
  keys: readonly Payer[];
  /** Those within it that have budgets or limits of their own. */
  within: Holder[];
}

export interface Tree {
  office: Holder;
  departments: Holder[];
  /** Of no department, or of several. */
  elsewhere: Holder[];
}

const byName = (a: { name: string }, b: { name: string }): number => a.name.localeCompare(b.name);

/** Keys by the scopes that they fall under. */
function payersOf(scope: string, { keys }: Spending): Payer[] {
  const rest = scope.slice(scope.indexOf(':') + 1);
  return keys.filter((key) => {
    if (scope === ORGANISATION) return true;
    if (scope.startsWith('team:')) return key.team === rest;
    return scope === `key:${key.id}` || scope === ownerScope({ keyId: key.id, ...key });
  });
}

/** What people call it; of what is gone, its id. */
export function nameOf(scope: string, { teams, keys }: Pick<Spending, 'teams' | 'keys'>): string {
  const rest = scope.slice(scope.indexOf(':') + 1);
  if (scope === ORGANISATION) return '';
  if (scope.startsWith('team:')) return teams.find(({ id }) => id === rest)?.name ?? rest;
  return scope.startsWith('key:') ? (keys.find(({ id }) => id === rest)?.name ?? rest) : rest;
}

/** Office → department → person or application → key; below the departments only those that have something of their own. */
export function treeOf(spending: Spending): Tree {
  const { teams, budgets, limits } = spending;
  const holder = (scope: string): Holder => ({
    scope,
    kind: scopeKind(scope) ?? 'key',
    name: nameOf(scope, spending),
    budgets: budgets.filter(({ budget }) => budget.scope === scope),
    limit: limits.find((limit) => limit.scope === scope),
    keys: payersOf(scope, spending),
    within: [],
  });
  const departments = teams.map((team) => ({ ...holder(`team:${team.id}`), team })).sort(byName);
  const elsewhere: Holder[] = [];
  const own = [...new Set([...budgets.map(({ budget }) => budget.scope), ...limits.map(({ scope }) => scope)])].map(holder);
  const owners = own.filter(({ kind }) => kind === 'person' || kind === 'application').sort(byName);
  const place = ({ keys }: Holder): Holder[] => departments.find(({ team }) => keys.length > 0 && keys.every((key) => key.team === team.id))?.within ?? elsewhere;
  for (const owner of owners) place(owner).push(owner);
  for (const key of own.filter(({ kind }) => kind === 'key').sort(byName)) (owners.find(({ keys }) => keys.some(({ id }) => key.scope === `key:${id}`))?.within ?? place(key)).push(key);
  return { office: holder(ORGANISATION), departments, elsewhere };
}

/** Whose budgets there can be: all scopes that requests fall under now. */
export function possibleScopes({ teams, keys }: Spending): Record<'team' | 'owner' | 'key', string[]> {
  return {
    team: [...teams].sort(byName).map(({ id }) => `team:${id}`),
    owner: [...new Set(keys.map((key) => ownerScope({ keyId: key.id, ...key })))].filter((scope) => scope !== '').sort(),
    key: [...keys].sort(byName).map(({ id }) => `key:${id}`),
  };
}

/** The office's own rate, or that of a budget in another currency. */
export function rateOf({ budget }: Pick<Standing, 'budget'>, { currency }: Pick<Spending, 'currency'>): Pick<Spending['currency'], 'code' | 'perUsd'> {
  return budget.currency === undefined || budget.currency === currency.code ? currency : { code: budget.currency, perUsd: budget.perUsd ?? '1' };
}
