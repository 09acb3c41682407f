import type { Store } from '../store/open.ts';
import { QUARTER_MS } from './rows.ts';
import { type SpanOfBudget, usedReader } from './used.ts';
import { traceIdAt } from '../core/ids.ts';

const DAY = 86_400_000;
/** So many traces are read at once. */
const WINDOW = 2_000;

/** By what usage can be added up. */
export const USAGE_DIMENSIONS = ['key', 'team', 'owner', 'provider', 'model', 'class', 'outcome'] as const;
export type UsageDimension = (typeof USAGE_DIMENSIONS)[number];

const COLUMNS: Record<UsageDimension, string> = { key: 'key_id', team: 'team', owner: 'owner', provider: 'provider', model: 'model', class: 'data_class', outcome: 'outcome' };

/** Sums over requests; money in nano-dollars, times in milliseconds. */
export interface UsageSums {
  requests: number;
  promptTokens: number;
  completionTokens: number;
  cachedTokens: number;
  countedTokens: number;
  cost: number;
  /** Requests whose numbers are estimates. */
  estimated: number;
  /** Requests that no price is known for. */
  unpriced: number;
  totalMs: number;
  firstTokenMs: number;
  /** Requests that `firstTokenMs` is of. */
  firstTokens: number;
}

export type UsageFilter = Partial<Record<UsageDimension, string>>;
export type UsageGroup = Partial<Record<UsageDimension | 'tag', string>> & UsageSums;

const SUMS = `sum(requests) AS requests, sum(prompt_tokens) AS promptTokens, sum(completion_tokens) AS completionTokens, sum(cached_tokens) AS cachedTokens, sum(counted_tokens) AS countedTokens,
  sum(cost) AS cost, sum(estimated) AS estimated, sum(unpriced) AS unpriced, sum(total_ms) AS totalMs, sum(first_token_ms) AS firstTokenMs, sum(first_tokens) AS firstTokens`;

export interface UsageReader {
  /** What each budget counts of its span, in its own unit. */
  usedIn(asked: readonly SpanOfBudget[]): number[];
  /** When the newest entry began, in UTC milliseconds; 0 without any. */
  newest(): number;
  /** The same of the oldest. */
  oldest(): number;
  /** Sums from `from` until before `to`, by the dimensions given. */
  groups(from: number, to: number, by: readonly UsageDimension[], filter: UsageFilter): UsageGroup[];
  /** Sums by tag, of the traces that are still kept: a request with two tags is in both. In pieces of some milliseconds, which the caller adds up. */
  tags(from: number, to: number): Iterable<UsageGroup[]>;
}

export function usageReader(store: Store): UsageReader {
  const { db } = store;
  const newest = db.prepare<[], number | null>('SELECT max(quarter) FROM usage').pluck();
  const oldest = db.prepare<[], number | null>('SELECT min(quarter) FROM usage').pluck();
  const prepare = (sql: string) => db.prepare<[Record<string, string | number>], UsageGroup>(sql);
  /** By their text, of which there are a few hundred: a report asks the same for each of its steps. */
  const statements = new Map<string, ReturnType<typeof prepare>>();
  const tags = db.prepare<[string, string, number, number], UsageGroup>(
    `SELECT coalesce(label.value, '') AS tag, count(*) AS requests, sum(coalesce(prompt_tokens, 0)) AS promptTokens, sum(coalesce(completion_tokens, 0)) AS completionTokens,
       sum(coalesce(cached_tokens, 0)) AS cachedTokens, sum(coalesce(counted_tokens, coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0))) AS countedTokens, sum(coalesce(cost, 0)) AS cost, sum(coalesce(usage_estimated, 0)) AS estimated,
       sum(cost IS NULL AND outcome <> 'refused' AND coalesce(provider, decision) <> 'local') AS unpriced, sum(CAST(coalesce(total_ms, 0) AS INTEGER)) AS totalMs, sum(CAST(coalesce(first_token_ms, 0) AS INTEGER)) AS firstTokenMs, count(first_token_ms) AS firstTokens
     FROM traces LEFT JOIN json_each(coalesce(traces.tags, '[]')) AS label WHERE traces.id >= ? AND traces.id < ? AND quarter >= ? AND quarter < ? AND outcome IS NOT NULL GROUP BY 1`,
  );
  const nextWindow = db.prepare<[string, string], string>(`SELECT id FROM traces WHERE id >= ? AND id < ? ORDER BY id LIMIT 1 OFFSET ${WINDOW}`).pluck();

  return {
    usedIn: usedReader(store),
    newest: () => (newest.get() ?? 0) * QUARTER_MS,
    oldest: () => (oldest.get() ?? 0) * QUARTER_MS,
    groups(from, to, by, filter) {
      const columns = by.map((dimension) => `${COLUMNS[dimension]} AS "${dimension}"`);
      const given = USAGE_DIMENSIONS.filter((dimension) => filter[dimension] !== undefined);
      const where = given.map((dimension) => `AND ${COLUMNS[dimension]} = @${dimension}`).join(' ');
      const sql = `SELECT ${[...columns, SUMS].join(', ')} FROM usage WHERE quarter >= @from AND quarter < @to ${where} ${by.length > 0 ? `GROUP BY ${by.map((dimension) => COLUMNS[dimension]).join(', ')}` : ''}`;
      let statement = statements.get(sql);
      if (!statement) statements.set(sql, (statement = prepare(sql)));
      const rows = statement.all({ from: Math.floor(from / QUARTER_MS), to: Math.ceil(to / QUARTER_MS), ...Object.fromEntries(given.map((dimension) => [dimension, filter[dimension]!])) });
      return rows.filter(({ requests }) => requests !== null);
    },
    *tags(from, to) {
      // A request may be charged to a quarter after the one it began in.
      const end = traceIdAt(to + DAY);
      for (let first: string | undefined = traceIdAt(from - DAY); first !== undefined; ) {
        const next: string | undefined = nextWindow.get(first, end);
        yield tags.all(first, next ?? end, Math.floor(from / QUARTER_MS), Math.ceil(to / QUARTER_MS));
        first = next;
      }
    },
  };
}
