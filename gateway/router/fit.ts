import { formatDeployment } from '../core/deployment.ts';
import { GatehouseError } from '../core/errors.ts';
import type { Capabilities, DeploymentRef } from '../core/model.ts';
import type { PromptSize, TooLong } from '../tokens/prompt.ts';
import type { Encoding } from '../tokens/vocabulary.ts';
import type { Needs } from './plan.ts';

/** What is known of a remote model. */
export interface Known {
  capabilities: Capabilities;
  encoding?: Encoding;
}

/** A deployment that certainly cannot answer, and why. */
export interface Unfit {
  deployment: DeploymentRef;
  /** What it cannot do; empty: the prompt is too long. */
  missing: string[];
  param: string;
  tooLong?: TooLong & { context: number };
}

/**
 * Undefined where it may answer. Other than for the bundled models, silence is no "no": what is unknown of a provider's model is tried.
 * A promise only where the prompt must be measured.
 */
export function unfit(deployment: DeploymentRef, known: Known | undefined, needs: Needs, prompt: PromptSize): Unfit | undefined | Promise<Unfit | undefined> {
  if (!known || (needs.kind !== 'chat' && needs.kind !== 'embeddings')) return undefined;
  const { chat, embeddings, tools, images, jsonSchema, contextLength: context } = known.capabilities;
  const gaps: [string, string][] = [];
  if (needs.kind === 'chat' && chat === false) gaps.push(['chat', 'model']);
  if (needs.kind === 'embeddings' && embeddings === false) gaps.push(['embeddings', 'model']);
  if (needs.tools && tools === false) gaps.push(['tools', 'tools']);
  if (needs.images && images === false) gaps.push(['images', 'messages']);
  if (needs.jsonSchema && jsonSchema === false) gaps.push(['JSON schema', 'response_format']);
  if (gaps.length > 0) return { deployment, missing: gaps.map(([what]) => what), param: gaps[0]![1] };
  const told = (tooLong: TooLong | undefined): Unfit | undefined => tooLong && { deployment, missing: [], param: 'messages', tooLong: { ...tooLong, context: context! } };
  const tooLong = context === undefined ? undefined : prompt.tooLongFor(context, known.encoding);
  return tooLong instanceof Promise ? tooLong.then(told) : told(tooLong);
}

/** None of them can answer: 400 `context_length_exceeded` with both numbers where the length alone is in the way of one, else `unsupported_parameter`. */
export function unfitError(all: readonly Unfit[]): GatehouseError {
  let longest: Unfit | undefined;
  for (const one of all) if (one.tooLong && one.tooLong.context > (longest?.tooLong?.context ?? 0)) longest = one;
  if (longest?.tooLong) {
    const { tokens, exact, context } = longest.tooLong;
    return new GatehouseError('context_length_exceeded', `The prompt has ${exact ? '' : 'at least '}${tokens} tokens; the context of ${formatDeployment(longest.deployment)} holds ${context}. Nothing was sent.`, { param: 'messages', hint: 'Send less, or ask for a model with a longer context.' });
  }
  const gaps = all.map(({ deployment, missing }) => `${formatDeployment(deployment)} cannot do ${missing.join(', ')}`);
  return new GatehouseError('unsupported_parameter', `No asked-for model can answer this: ${gaps.join('; ')}. Nothing was sent.`, { param: all[0]!.param, hint: 'Ask for a model that can, or leave it out.' });
}
