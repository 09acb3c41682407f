import { DateTime } from 'luxon';
import { GatehouseError } from '../core/errors.ts';
import { enteredText, moneyText } from '../core/money.ts';
import type { Budget } from '../core/spending.ts';
import type { Shortage } from './accounts.ts';
import type { Refused } from './rates.ts';

const PERIOD_WORDS: Record<Budget['period'], string> = { day: 'for today', week: 'for this week', month: 'for this month', total: 'in total' };
const RATE_WORDS: Record<Refused['what'], string> = { requestsPerMinute: 'requests per minute', tokensPerMinute: 'tokens per minute', concurrent: 'requests at once' };

/** The documented 429: which budget, limit, used, reserved, when it begins anew, and what would fit. */
export function shortageError({ shortage, name, timeZone, outputTokens }: { shortage: Shortage; name: string; timeZone: string; outputTokens?: number }): GatehouseError {
  const { budget, used, reserved, needed, resetsAt } = shortage;
  const amount = (value: number): string => (budget.measure === 'money' ? moneyText(value, budget.currency ?? 'USD', budget.perUsd ?? '1') : `${value} ${budget.measure}`);
  const limit = budget.measure === 'money' ? enteredText(budget.amount, budget.currency ?? 'USD') : amount(budget.limit);
  const reset = Number.isFinite(resetsAt) ? DateTime.fromMillis(resetsAt, { zone: timeZone }) : undefined;
  const instead = budget.covers === 'cloud' ? 'Ask for the model "local", which this budget does not count, or let' : 'Let';
  const again = reset ? `It begins anew on ${reset.toFormat('yyyy-MM-dd HH:mm')} (${timeZone}).` : 'It does not begin anew.';
  return new GatehouseError('budget_exceeded', `This request does not fit the budget of ${name} ${PERIOD_WORDS[budget.period]}: limit ${limit}, used ${amount(used)}, reserved ${amount(reserved)}, needed for this request at the most ${amount(needed)}. ${again}`, {
    hint: outputTokens === undefined ? `${instead} an administrator raise the budget.` : `With max_tokens of ${outputTokens} or less it would fit.`,
    budget: { id: budget.id, scope: budget.scope, measure: budget.measure, period: budget.period, limit: budget.limit, used, reserved, needed, resets_at: reset ? reset.toUTC().toISO() : null, ...(outputTokens !== undefined && { max_tokens: outputTokens }) },
  });
}

export function rateRefusal({ limit, what, retryAfterSeconds }: Refused, name: string): GatehouseError {
  return new GatehouseError('rate_limit_exceeded', `${name} may make ${limit[what]} ${RATE_WORDS[what]}.`, { hint: `Try again in ${retryAfterSeconds} s.`, retryAfterSeconds });
}
