import { parseDeployment } from '../core/deployment.ts';
import { LOCAL_PROVIDER } from '../core/model.ts';
import type { Trace, TraceAttempt } from './types.ts';

const KINDS = ['promptTokens', 'completionTokens', 'cachedTokens', 'cacheWriteTokens', 'reasoningTokens'] as const;

/** The numbers of a request as its row has them. */
export type Ended = Pick<Trace, 'provider' | 'model' | 'cost' | (typeof KINDS)[number]>;

/**
 * Each attempt with what it counts for. The row has the sums alone, which is no loss: tokens come from the one that has answered, and so does all
 * of the cost that is not booked on an attempt before it.
 */
export function withNumbers(attempts: readonly TraceAttempt[], ended: Ended): TraceAttempt[] {
  const { provider, model } = ended;
  const answered = attempts.findLastIndex(({ deployment, error }) => error === undefined && deployment.endsWith(`/${model}`) && (deployment.startsWith(`${provider}/`) || deployment.startsWith(`${provider}@`)));
  return attempts.map((attempt, index) => {
    if (index !== answered) return attempt;
    const full: TraceAttempt = { ...attempt };
    for (const kind of KINDS) {
      const tokens = ended[kind];
      if (tokens !== null) full[kind] = tokens;
    }
    if (ended.cost !== null) full.cost = attempts.reduce((left, { cost = 0 }, other) => (other === answered ? left : left - cost), ended.cost);
    return full;
  });
}

/** Whose bill the cost is on: of the provider that has answered, else of the first that lost the request and may bill it. As the usage has it. */
export function billedBy({ provider, model, attempts, cost }: Pick<Trace, 'provider' | 'model' | 'attempts' | 'cost'>): Pick<Trace, 'provider' | 'model'> {
  if ((provider !== null && provider !== LOCAL_PROVIDER) || cost === 0) return { provider, model };
  const lost = attempts.find((attempt) => (attempt.cost ?? 0) > 0);
  return lost ? parseDeployment(lost.deployment) : { provider, model };
}
