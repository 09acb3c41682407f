import { type Cell, csvRows } from '../../core/csv.ts';
import { NANO } from '../../core/money.ts';
import type { Recorder } from '../recorder.ts';
import type { Trace, TraceFilter } from '../types.ts';

export const TABLE_FORMATS = ['csv', 'jsonl'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

/** Read at once; the next ones follow once these have been taken. */
const PAGE = 200;

const COLUMNS: Record<string, (trace: Trace) => Cell> = {
  id: ({ id }) => id,
  time: ({ time }) => new Date(time).toISOString(),
  key_id: ({ keyId }) => keyId,
  key_name: ({ keyName }) => keyName,
  team: ({ team }) => team,
  owner: ({ owner }) => owner,
  endpoint: ({ endpoint }) => endpoint,
  class: ({ dataClass }) => dataClass,
  decision: ({ decision }) => decision,
  rule: ({ rule }) => rule,
  policy_version: ({ policyVersion }) => policyVersion,
  requested_model: ({ requestedModel }) => requestedModel,
  session: ({ session }) => session,
  tags: ({ tags }) => tags.join(' '),
  streamed: ({ streamed }) => Number(streamed),
  provider: ({ provider }) => provider,
  model: ({ model }) => model,
  attempts: ({ attempts }) => attempts.length,
  prompt_tokens: ({ promptTokens }) => promptTokens,
  completion_tokens: ({ completionTokens }) => completionTokens,
  cached_tokens: ({ cachedTokens }) => cachedTokens,
  cache_write_tokens: ({ cacheWriteTokens }) => cacheWriteTokens,
  reasoning_tokens: ({ reasoningTokens }) => reasoningTokens,
  usage_estimated: ({ usageEstimated }) => (usageEstimated === null ? null : Number(usageEstimated)),
  cost_usd: ({ cost }) => (cost === null ? null : dollars(cost)),
  first_token_ms: ({ firstTokenMs }) => firstTokenMs,
  total_ms: ({ totalMs }) => totalMs,
  outcome: ({ outcome }) => outcome,
  error_code: ({ errorCode }) => errorCode,
  http_status: ({ httpStatus }) => httpStatus,
};

/** Traces, never contents, newest first, a page at a time: the memory it takes does not grow with their number. A part is empty where some 50 ms of looking have found nothing. */
export function* tableOf(recorder: Pick<Recorder, 'search'>, filter: TraceFilter, format: TableFormat): Generator<string> {
  // Without the mark a spreadsheet takes “Zürich” for “ZÃ¼rich”.
  if (format === 'csv') yield `\uFEFF${csvRows([Object.keys(COLUMNS)])}`;
  for (let before = filter.before; ; ) {
    const { traces, next } = recorder.search({ ...filter, limit: PAGE, ...(before !== undefined && { before }) });
    yield format === 'csv' ? csvRows(traces.map((trace) => Object.values(COLUMNS).map((value) => value(trace)))) : traces.map((trace) => `${JSON.stringify(trace)}\n`).join('');
    if (next === undefined) return;
    before = next;
  }
}

/** To the nano-dollar, without rounding. */
function dollars(nano: number): string {
  return `${Math.floor(nano / NANO)}.${String(nano % NANO).padStart(9, '0')}`;
}
