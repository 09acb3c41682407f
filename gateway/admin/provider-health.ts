import type { Failure } from '../breaker/health.ts';
import { parseDeployment } from '../core/deployment.ts';
import { LOCAL_PROVIDER } from '../core/model.ts';
import type { Output } from './contract.ts';
import type { ProviderTest } from './schemas.ts';
import type { AdminServices } from './services.ts';

type Shown = Output<'providers.add'>['health'];

export function healthOf({ health, resting }: Pick<AdminServices, 'health' | 'resting'>, id: string): Shown {
  return { ...health.of(id), resting: resting.resting().filter(({ deployment }) => parseDeployment(deployment).provider === id) };
}

/** Those that are switched on and whose last attempt failed; the bundled Ollama has a state of its own. */
export function failingProviders({ health, office }: { health: Pick<AdminServices['health'], 'of'>; office: Pick<AdminServices['office'], 'providers'> }): Output<'status'>['failing'] {
  return office
    .providers()
    .filter(({ id, enabled }) => enabled && id !== LOCAL_PROVIDER)
    .flatMap(({ id: provider, name }) => {
      const { failures, failed, since } = health.of(provider);
      return failures > 0 && failed && since !== null ? [{ provider, name, code: failed.code, failures, since }] : [];
    })
    .sort((a, b) => a.since - b.since);
}

/** A test of a saved provider tells how it is, as a request does; `rejected` and `list-refused` do not: not every server has a list of models, nor every key a right to it. */
const TOLD: Partial<Record<ProviderTest['outcome'], Failure>> = { 'key-refused': 'key-refused', 'key-unusable': 'unusable', 'address-unusable': 'unusable', 'no-credit': 'no-credit', 'rate-limited': 'rate-limited', failing: 'error', unreachable: 'unreachable', untrusted: 'unreachable', unreadable: 'bad-answer' };

export function noteTest({ health }: Pick<AdminServices, 'health'>, id: string, outcome: ProviderTest['outcome']): void {
  const failure = TOLD[outcome];
  if (outcome === 'works') health.reached(id);
  else if (failure !== undefined) health.failed(id, failure);
}
