import type { Budget, Measure } from '../core/spending.ts';
import type { Store } from '../store/open.ts';
import { QUARTER_MS } from './rows.ts';

export interface SpanOfBudget {
  budget: Budget;
  /** UTC milliseconds; `end` no longer belongs to it. */
  span: { start: number; end: number };
}

const SUMS: Record<Measure, string> = { money: 'cost', tokens: 'counted_tokens', requests: 'requests' };
const WITHIN = "FROM usage WHERE quarter >= @from AND quarter < @to AND outcome <> 'refused'";
/** Of the same kind and span: one pass over the span for all of them is quicker than a pass for each. */
const MANY = 4;

type Bounds = Record<string, string | number>;
interface Group { who: string; cloud: 0 | 1; money: number; tokens: number; requests: number }

/** What each budget counts of its span, in its own unit. */
export function usedReader({ db }: Store): (asked: readonly SpanOfBudget[]) => number[] {
  const prepareOne = (sql: string) => db.prepare<[Bounds], number>(sql).pluck();
  const prepareAll = (sql: string) => db.prepare<[Bounds], Group>(sql);
  const ones = new Map<string, ReturnType<typeof prepareOne>>();
  const alls = new Map<string, ReturnType<typeof prepareAll>>();

  function one({ budget: { scope, measure, covers }, span }: SpanOfBudget): number {
    const { column, who } = placeOf(scope);
    const sql = `SELECT coalesce(sum(${SUMS[measure]}), 0) ${WITHIN} ${column === undefined ? '' : `AND ${column} = @who`} ${covers === 'cloud' ? "AND provider <> 'local'" : ''}`;
    return statement(ones, sql, prepareOne).get({ ...boundsOf(span), ...(column !== undefined && { who }) }) ?? 0;
  }

  function together(asked: readonly SpanOfBudget[]): number[] {
    const [{ budget: first, span }] = asked as [SpanOfBudget];
    const { column = "''" } = placeOf(first.scope);
    const sql = `SELECT ${column} AS who, provider <> 'local' AS cloud, sum(cost) AS money, sum(counted_tokens) AS tokens, sum(requests) AS requests ${WITHIN} GROUP BY 1, 2`;
    const found = Map.groupBy(statement(alls, sql, prepareAll).all(boundsOf(span)), ({ who }) => who);
    return asked.map(({ budget: { scope, measure, covers } }) => {
      const groups = found.get(placeOf(scope).who) ?? [];
      return groups.reduce((sum, group) => (covers === 'cloud' && group.cloud === 0 ? sum : sum + group[measure]), 0);
    });
  }

  return (asked) => {
    const used = new Map<SpanOfBudget, number>();
    for (const alike of Map.groupBy(asked, ({ budget, span }) => `${placeOf(budget.scope).column} ${span.start} ${span.end}`).values()) {
      const sums = alike.length < MANY ? alike.map(one) : together(alike);
      for (const [index, budget] of alike.entries()) used.set(budget, sums[index]!);
    }
    return asked.map((budget) => used.get(budget)!);
  };
}

function placeOf(scope: string): { column?: 'team' | 'key_id' | 'owner'; who: string } {
  if (scope.startsWith('team:')) return { column: 'team', who: scope.slice(5) };
  if (scope.startsWith('key:')) return { column: 'key_id', who: scope.slice(4) };
  return scope.includes(':') ? { column: 'owner', who: scope } : { who: '' };
}

function boundsOf({ start, end }: SpanOfBudget['span']): Bounds {
  return { from: Math.floor(start / QUARTER_MS), to: Math.min(Math.ceil(end / QUARTER_MS), Number.MAX_SAFE_INTEGER) };
}

function statement<T>(known: Map<string, T>, sql: string, prepare: (sql: string) => T): T {
  let found = known.get(sql);
  if (!found) known.set(sql, (found = prepare(sql)));
  return found;
}
