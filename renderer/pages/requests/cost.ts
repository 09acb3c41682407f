import type { Output } from '../../../gateway/admin/contract.ts';
import { LOCAL_PROVIDER } from '../../../gateway/core/model.ts';
import { parseDecimal } from '../../../gateway/core/money.ts';
import type { Trace } from '../../api/trace-stream.ts';

export type PriceDetail = Output<'prices.show'>;
type Tiers = PriceDetail['now']['tiers'];
type Rates = Tiers[number]['rates'];

export const PARTS = ['input', 'cached', 'cacheWrite', 'output', 'reasoning', 'request'] as const;
export type Part = (typeof PARTS)[number];

/** It has ended, a provider was asked, and nobody knows what that costs. */
export function isUnpriced({ outcome, cost, attempts, provider }: Pick<Trace, 'outcome' | 'cost' | 'attempts' | 'provider'>): boolean {
  return outcome !== null && cost === null && attempts.length > 0 && provider !== LOCAL_PROVIDER;
}

export interface CostLine {
  part: Part;
  /** Absent for the fee of the request itself. */
  tokens?: number;
  /** Dollars, decimal: per million tokens, or for the request. */
  rate: string;
  /** Nano-dollars, exact down to a billionth of one. */
  cost: number;
}

const MILLION = 1_000_000;

export type TokenPart = Exclude<Part, 'request'>;
export type Tokens = { [kind in 'promptTokens' | 'completionTokens' | 'cachedTokens' | 'cacheWriteTokens' | 'reasoningTokens']?: number | null };

/** Each token once, under the kind that it is billed as. */
export function tokensByPart({ promptTokens, completionTokens, cachedTokens, cacheWriteTokens, reasoningTokens }: Tokens): Record<TokenPart, number> {
  const [cached, written, thought] = [cachedTokens ?? 0, cacheWriteTokens ?? 0, reasoningTokens ?? 0];
  return {
    input: Math.max(0, (promptTokens ?? 0) - cached - written),
    cached,
    cacheWrite: written,
    output: Math.max(0, (completionTokens ?? 0) - thought),
    reasoning: thought,
  };
}

/** The price that the request was settled by, as far as it is still known. */
export function tiersAt({ time, price }: Pick<Trace, 'time' | 'price'>, { now, history }: PriceDetail): Tiers {
  if (price === null) return [];
  return price === now.id ? now.tiers : (history.findLast(({ from }) => from <= time)?.tiers ?? []);
}

/** Which tokens cost what. Sound is not told apart in a trace, so the sum may be another one than what was charged. */
export function costLines(trace: Tokens, tiers: Tiers): CostLine[] {
  const prompt = trace.promptTokens ?? 0;
  const rates = tiers.findLast(({ above }) => prompt > above || above === 0)?.rates;
  if (!rates) return [];
  const tokens = tokensByPart(trace);
  const lines: CostLine[] = [];
  for (const part of PARTS) {
    if (part === 'request') {
      if (rates.request !== undefined) lines.push({ part, rate: rates.request, cost: Number(parseDecimal(rates.request, part)) });
    } else if (tokens[part] > 0) {
      const rate = rateOf(part, rates);
      lines.push({ part, tokens: tokens[part], rate, cost: (tokens[part] * Number(parseDecimal(rate, part))) / MILLION });
    }
  }
  return lines;
}

/** Whether the lines make up what was charged, which was rounded up once. */
export function addsUp(lines: readonly CostLine[], cost: number): boolean {
  return lines.length > 0 && Math.abs(lines.reduce((sum, line) => sum + line.cost, 0) - cost) <= 1;
}

/** Kinds without a rate of their own cost as the kind that they are part of. */
function rateOf(part: TokenPart, rates: Rates): string {
  const output = rates.output ?? rates.input;
  return { input: rates.input, cached: rates.cached ?? rates.input, cacheWrite: rates.cacheWrite ?? rates.input, output, reasoning: rates.reasoning ?? output }[part];
}
