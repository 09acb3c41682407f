import { formatDeployment } from '../core/deployment.ts';
import { GatehouseError } from '../core/errors.ts';
import type { Capabilities, DeploymentRef } from '../core/model.ts';

/** What a request needs of the model that answers it. */
export interface Needs {
  kind: 'chat' | 'embeddings' | 'speech' | 'transcription' | 'moderation' | 'image';
  tools: boolean;
  images: boolean;
  jsonSchema: boolean;
  /** Tokens that the prompt has at the least; counted where the bundled model is asked for, as that reads every text once more. */
  minPromptTokens(): number;
}

/** The cleared deployments in the order to try: those that rest come last, so that an office with one provider is not shut out by its own breaker. */
export function planRemote(cleared: readonly DeploymentRef[], rests: (deployment: string) => boolean): DeploymentRef[] {
  const resting = cleared.filter((deployment) => rests(formatDeployment(deployment)));
  return [...cleared.filter((deployment) => !resting.includes(deployment)), ...resting];
}

/** What no model on this machine does. */
const ELSEWHERE = { speech: 'speak a text', transcription: 'write down a recording', moderation: 'moderate', image: 'draw' } as const;

/** Throws 422 `no_local_model` for what no local model does, whichever is installed. */
export function checkLocalKind({ kind }: Needs): void {
  if (kind === 'chat' || kind === 'embeddings') return;
  throw new GatehouseError('no_local_model', `No local model can ${ELSEWHERE[kind]}.`, { hint: 'Ask for a model of a provider that may see this data; an administrator decides which may.' });
}

/**
 * The first local model, in the class's own order, that can do what the request needs.
 * Throws 422 `no_local_model` naming what is missing, or 400 `context_length_exceeded` with both numbers where one could answer but for the prompt's length.
 */
export function chooseLocal(preferred: readonly string[], installed: readonly { name: string; capabilities: Capabilities }[], needs: Needs): string {
  const order = preferred.length > 0 ? preferred.flatMap((name) => installed.filter((model) => model.name === name)) : installed.filter((model) => (needs.kind === 'chat' ? model.capabilities.chat : model.capabilities.embeddings) !== false);
  const gaps: string[] = [];
  let longest: (typeof order)[number] | undefined;
  for (const model of order) {
    const missing = missingFor(model.capabilities, needs);
    if (missing.length === 0) return model.name;
    gaps.push(`${model.name} cannot do ${missing.join(', ')}`);
    const wouldFit = missingFor(model.capabilities, { ...needs, minPromptTokens: () => 0 }).length === 0;
    if (wouldFit && (model.capabilities.contextLength ?? 0) > (longest?.capabilities.contextLength ?? 0)) longest = model;
  }
  // As everywhere where the length alone is in the way of one: clients shorten a conversation that they are told of by this code.
  if (longest) throw new GatehouseError('context_length_exceeded', `The prompt has at least ${needs.minPromptTokens()} tokens; the context of ${longest.name} holds ${longest.capabilities.contextLength}.`, { param: 'messages', hint: 'Send less, or ask for a model with a longer context.' });
  const what = gaps.length > 0 ? gaps.join('; ') : preferred.length > 0 ? `none of ${preferred.join(', ')} is installed` : `no ${needs.kind === 'chat' ? 'chat' : 'embedding'} model is installed`;
  throw new GatehouseError('no_local_model', `No local model can answer this: ${what}.`, { hint: 'Ask an administrator to add a local model that can.' });
}

export function missingFor(capabilities: Capabilities, needs: Needs): string[] {
  const missing: string[] = [];
  if (needs.kind === 'chat' && capabilities.chat === false) missing.push('chat');
  if (needs.kind === 'embeddings' && capabilities.embeddings === false) missing.push('embeddings');
  if (needs.kind !== 'chat' && needs.kind !== 'embeddings') missing.push(needs.kind);
  if (needs.tools && !capabilities.tools) missing.push('tools');
  if (needs.images && !capabilities.images) missing.push('images');
  if (needs.jsonSchema && capabilities.jsonSchema === false) missing.push('JSON schema');
  const leastTokens = capabilities.contextLength === undefined ? 0 : needs.minPromptTokens();
  if (capabilities.contextLength !== undefined && leastTokens > capabilities.contextLength) {
    missing.push(`a prompt of more than ${leastTokens} tokens (its context is ${capabilities.contextLength})`);
  }
  return missing;
}
