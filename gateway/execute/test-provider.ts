import type { Clearance } from '../core/clearance.ts';
import { GatehouseError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import type { ProviderConfig } from '../core/model.ts';
import { addressOf } from '../providers/define.ts';
import { providerOfKind } from '../providers/registry.ts';
import type { ExecuteServices } from './types.ts';

export interface ProviderTest {
  ok: boolean;
  /** `untested`: this kind has no question to test with. `key-unusable`: nothing was asked. `rejected`: it answered with another `status`. */
  outcome: 'works' | 'untested' | 'key-unusable' | 'key-refused' | 'rejected' | 'unreadable' | 'unreachable';
  status?: number;
  message: string;
  /** Milliseconds. */
  ms: number;
  models?: string[];
}

const TIMEOUT_MS = 10_000;

/** Asks the provider for its list of models: shows that the address and the credential work, and carries none of the office's data. */
export async function testProvider(services: Pick<ExecuteServices, 'clock' | 'egress'>, clearance: Clearance, config: ProviderConfig, credential: string | undefined): Promise<ProviderTest> {
  const adapter = providerOfKind(config.kind);
  if (!adapter) throw new GatehouseError('invalid_request', `"${config.kind}" is no kind of provider.`, { param: 'kind' });
  const started = services.clock.monotonic();
  const result = (outcome: ProviderTest['outcome'], message: string, more: Pick<ProviderTest, 'status' | 'models'> = {}): ProviderTest => ({
    ok: outcome === 'works' || outcome === 'untested',
    outcome,
    message,
    ms: Math.round(services.clock.monotonic() - started),
    ...more,
  });
  if (!adapter.models) return result('untested', 'This kind of provider has no list of models to test with.');
  let question: { url: string; headers: Record<string, string> };
  try {
    const url = addressOf(adapter, { baseUrl: config.baseUrl, credential }, adapter.models.path);
    question = { url, headers: { ...adapter.headers, ...config.headers, ...(await adapter.auth(credential, { method: 'GET', url, body: '' })) } };
  } catch (error) {
    if (error instanceof GatehouseError) return result('key-unusable', [error.message, error.details.hint].filter(Boolean).join(' '));
    throw error;
  }
  let text: string;
  try {
    const response = await services.egress.send(clearance, { ...question, method: 'GET', headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });
    text = await response.body.text();
    const { status } = response;
    if (status === 401 || status === 403) return result('key-refused', `${config.name} does not accept the credential (${status}).`, { status });
    if (status !== 200) return result('rejected', `${config.name} answered ${status}.`, { status });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    return result('unreachable', `${config.name} cannot be reached${code}.`);
  }
  try {
    const models = adapter.models.decode(JSON.parse(text) as Json);
    return result('works', models.length === 0 ? 'The connection works.' : `The connection works; ${models.length} models.`, { models });
  } catch {
    return result('unreadable', `${config.name} answered something that is not a list of models.`);
  }
}
