import { GatehouseError } from './errors.ts';
import type { DeploymentRef } from './model.ts';

/** Reads `provider[@credential]/model`, split at the first slash, so that a model's own slashes survive. */
export function parseDeployment(text: string): DeploymentRef {
  const slash = text.indexOf('/');
  if (slash < 1 || slash === text.length - 1) {
    throw new GatehouseError('invalid_request', `"${text}" is not a deployment`, { hint: 'Write it as provider/model or provider@credential/model.' });
  }
  const [provider = '', credential] = text.slice(0, slash).split('@');
  const model = text.slice(slash + 1);
  return credential ? { provider, credential, model } : { provider, model };
}

export function formatDeployment(ref: DeploymentRef): string {
  return `${ref.provider}${ref.credential ? `@${ref.credential}` : ''}/${ref.model}`;
}
