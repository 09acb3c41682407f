import type { Clock } from '../core/clock.ts';
import { GatehouseError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import type { JsonObject } from '../core/json.ts';
import { countableNanoUsdOf, type Currency, type CurrencyCode, nanoUsdOf } from '../core/money.ts';
import { type Budget, type BudgetInput, type RateLimit, scopeKind, type Team } from '../core/spending.ts';
import { invalid } from './office-checks.ts';
import type { AuditAppend } from './office-types.ts';

/** A budget as it is stored: its limit in nano-dollars follows the office's rate; its own is that of when it was saved. */
export type StoredBudget = Omit<Budget, 'limit'>;

/** What it needs of the store; `store/spending.ts` has it on SQLite. */
export interface SpendingStorage {
  transaction<T>(work: () => T): T;
  teams(): Team[];
  saveTeam(team: Team): void;
  deleteTeam(id: string): void;
  /** Keys that belong to it. */
  keysOf(team: string): number;
  budgets(): StoredBudget[];
  saveBudget(budget: StoredBudget): void;
  deleteBudget(id: string): void;
  limits(): RateLimit[];
  saveLimit(limit: RateLimit): void;
  deleteLimit(scope: string): void;
}

/**
 * Departments, and what they, their people, applications and keys may spend. Getters read a snapshot in memory. Changes are written in one
 * transaction with their audit record and throw `invalid_request`, `not_found`, `conflict` or `storage_unavailable`.
 */
export interface Spending {
  teams(): Team[];
  team(id: string): Team | undefined;
  saveTeam(input: { id?: string; name: string; costCentre?: string }, author: string): Team;
  removeTeam(id: string, author: string): void;
  budgets(): Budget[];
  saveBudget(input: BudgetInput, author: string): Budget;
  removeBudget(id: string, author: string): void;
  limits(): RateLimit[];
  /** One per scope; without any number it is taken away. */
  saveLimit(limit: RateLimit, author: string): void;
  onChange(listener: () => void): () => void;
  /** Before the office's rate changes: budgets of a currency that it leaves keep the last one. Throws `invalid_request` where a budget would be more than can be counted. */
  prepareRate(rate: Currency): void;
  /** Reads the limits anew: the office's rate has changed. */
  reload(): void;
}

export interface SpendingDependencies {
  storage: SpendingStorage;
  audit: AuditAppend;
  clock: Clock;
  currency(): Currency;
}

const MAX_NAME = 200;
const MAX_BUDGETS = 10_000;
const MAX_COUNT = 1e15;

export function createSpending({ storage, audit, clock, currency }: SpendingDependencies): Spending {
  const listeners = new Set<() => void>();
  let teams: Map<string, Team>;
  let budgets: Budget[];
  let limits: RateLimit[];
  read();

  function read(): void {
    teams = new Map(storage.teams().map((team) => [team.id, team]));
    budgets = storage.budgets().map((budget) => inForce(budget, currency()));
    limits = storage.limits();
  }

  function reload(): void {
    read();
    for (const listener of listeners) listener();
  }

  function change(author: string, action: string, detail: JsonObject, work: () => void): void {
    storage.transaction(() => {
      work();
      audit(author, action, detail);
    });
    reload();
  }

  function checkScope(scope: string): void {
    const kind = scopeKind(scope);
    if (kind === undefined) throw invalid('scope', `"${scope.slice(0, 80)}" is nobody who could have a budget.`, 'Write it as organisation, team:ID, person:NAME, application:NAME or key:ID.');
    const name = scope.slice(scope.indexOf(':') + 1);
    if (name !== name.trim()) throw invalid('scope', `"${scope.slice(0, 80)}" has a blank before or after its name, which no key has.`, `Write it as ${scope.slice(0, scope.indexOf(':') + 1)}${name.trim()}.`);
    if (kind === 'team' && !teams.has(scope.slice(5))) throw new GatehouseError('not_found', `There is no department "${scope.slice(5)}".`, { param: 'scope', hint: 'See: gatehouse teams list' });
  }

  return {
    teams: () => [...teams.values()],
    team: (id) => teams.get(id),
    saveTeam(input, author) {
      const name = checkName(input.name);
      const before = input.id === undefined ? undefined : teams.get(input.id);
      if (input.id !== undefined && !before) throw new GatehouseError('not_found', `There is no department "${input.id}".`);
      if ([...teams.values()].some((other) => other.id !== input.id && other.name.toLowerCase() === name.toLowerCase())) throw new GatehouseError('conflict', `There is a department "${name}" already.`, { param: 'name' });
      const team: Team = { id: before?.id ?? newId('team', clock.now()), name, costCentre: (input.costCentre ?? before?.costCentre ?? '').trim().slice(0, MAX_NAME), createdAt: before?.createdAt ?? clock.now() };
      change(author, before ? 'team.update' : 'team.create', { ...team, ...(before && { before: { name: before.name, costCentre: before.costCentre } }) }, () => storage.saveTeam(team));
      return team;
    },
    removeTeam(id, author) {
      const team = teams.get(id);
      if (!team) throw new GatehouseError('not_found', `There is no department "${id}".`);
      const keys = storage.keysOf(id);
      if (keys > 0) throw new GatehouseError('conflict', `${keys} keys belong to "${team.name}".`, { hint: 'Give them to another department, or revoke them, first.' });
      change(author, 'team.remove', { ...team }, () => {
        for (const budget of budgets) {
          if (budget.scope !== `team:${id}`) continue;
          audit(author, 'budget.remove', record(budget));
          storage.deleteBudget(budget.id);
        }
        const limit = limits.find(({ scope }) => scope === `team:${id}`);
        if (limit) audit(author, 'limit.set', { scope: limit.scope, requestsPerMinute: null, tokensPerMinute: null, concurrent: null, before: { ...limit } });
        storage.deleteLimit(`team:${id}`);
        storage.deleteTeam(id);
      });
    },
    budgets: () => budgets,
    saveBudget(input, author) {
      checkScope(input.scope);
      const before = input.id === undefined ? undefined : budgets.find(({ id }) => id === input.id);
      if (input.id !== undefined && !before) throw new GatehouseError('not_found', `There is no budget "${input.id}".`, { hint: 'See: gatehouse budgets list' });
      if (!before && budgets.length >= MAX_BUDGETS) throw invalid('budgets', `There can be ${MAX_BUDGETS} budgets.`);
      const money = input.measure === 'money';
      if (!money && !(/^[1-9]\d*$/.test(input.amount) && Number(input.amount) <= MAX_COUNT)) throw invalid('amount', `"${input.amount.slice(0, 40)}" is not a number of ${input.measure}.`, 'Write it as 1000000.');
      const code: CurrencyCode = input.currency ?? currency().code;
      if (money && code !== 'USD' && code !== currency().code) throw invalid('currency', `The office has no rate for ${code}.`, 'Set it under Settings, or enter dollars.');
      const alertAt = [...new Set(input.alertAt ?? [80])].sort((a, b) => a - b);
      if (alertAt.length > 10 || !alertAt.every((percent) => Number.isInteger(percent) && percent >= 1 && percent <= 100)) throw invalid('alertAt', 'Warnings come at whole percents from 1 to 100, ten of them at the most.');
      const stored: StoredBudget = {
        id: before?.id ?? newId('bud', clock.now()),
        scope: input.scope, measure: input.measure, amount: input.amount, period: input.period, hard: input.hard ?? true, alertAt,
        ...(money && { currency: code, perUsd: code === 'USD' ? '1' : currency().perUsd }),
        covers: money ? 'cloud' : (input.covers ?? 'cloud'),
        createdAt: before?.createdAt ?? clock.now(),
        // Whoever saves names the one that was read: of two within a millisecond, or after a clock that was set back, each has its own.
        updatedAt: Math.max(clock.now(), (before?.updatedAt ?? 0) + 1),
      };
      const budget: Budget = { ...stored, limit: limitOf(stored, currency()) };
      change(author, before ? 'budget.update' : 'budget.create', { ...record(stored), ...(before && { before: record(before) }) }, () => storage.saveBudget(stored));
      return budget;
    },
    removeBudget(id, author) {
      const budget = budgets.find((one) => one.id === id);
      if (!budget) throw new GatehouseError('not_found', `There is no budget "${id}".`, { hint: 'See: gatehouse budgets list' });
      change(author, 'budget.remove', record(budget), () => storage.deleteBudget(id));
    },
    limits: () => limits,
    saveLimit(limit, author) {
      checkScope(limit.scope);
      const numbers = [limit.requestsPerMinute, limit.tokensPerMinute, limit.concurrent];
      for (const value of numbers) if (value !== null && !(Number.isInteger(value) && value >= 1 && value <= 1e12)) throw invalid('limit', 'A limit is a whole number above zero.');
      const empty = numbers.every((value) => value === null);
      const before = limits.find(({ scope }) => scope === limit.scope);
      if (empty && !before) return;
      change(author, 'limit.set', { ...limit, ...(before && { before: { ...before } }) }, () => (empty ? storage.deleteLimit(limit.scope) : storage.saveLimit(limit)));
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    prepareRate(rate) {
      for (const { limit: _, ...budget } of budgets) {
        if (budget.measure !== 'money') continue;
        if (budget.currency === currency().code && budget.currency !== rate.code) storage.saveBudget(budget);
        if (countableLimit(budget, rate) < Number.MAX_SAFE_INTEGER) continue;
        throw invalid('perUsd', `At this rate the budget of ${budget.currency} ${budget.amount} ${budget.period === 'total' ? 'in total' : `per ${budget.period}`} would be more than nine million dollars.`, 'Check the rate: it is what one US dollar is worth. Or lower that budget first.');
      }
    },
    reload,
  };
}

/** In the unit that is counted. Throws `invalid_request` for more than can be. */
function limitOf(budget: StoredBudget, office: Currency): number {
  return budget.measure === 'money' ? nanoUsdOf(budget.amount, rateOf(budget, office)) : Number(budget.amount);
}

/** As it counts now. Its amounts are told by the rate that its limit is counted by: by that of then, a limit of 100 would be told as another. */
function inForce(budget: StoredBudget, office: Currency): Budget {
  const limit = countableLimit(budget, office);
  return budget.measure === 'money' ? { ...budget, perUsd: rateOf(budget, office), limit } : { ...budget, limit };
}

/** The same of one that is stored: whatever the rate became, the office can be opened. */
function countableLimit(budget: StoredBudget, office: Currency): number {
  return budget.measure === 'money' ? countableNanoUsdOf(budget.amount, rateOf(budget, office)) : Number(budget.amount);
}

/** An amount of the office's currency follows the office's rate; of one that it has left, the rate of then. */
function rateOf(budget: StoredBudget, office: Currency): string {
  return budget.currency === office.code ? office.perUsd : (budget.perUsd ?? '1');
}

function record(budget: StoredBudget): JsonObject {
  const { id, scope, measure, amount, currency, period, hard, alertAt, covers } = budget;
  return { id, scope, measure, amount, ...(currency && { currency }), period, hard, alertAt, covers };
}

function checkName(name: string): string {
  const clean = name.replace(/\s+/g, ' ').trim();
  if (clean === '' || clean.length > MAX_NAME) throw invalid('name', `A name has 1 to ${MAX_NAME} letters.`);
  return clean;
}
