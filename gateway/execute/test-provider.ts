import type { Clearance } from '../core/clearance.ts';
import type { Json } from '../core/json.ts';
import { endpointOf } from './send.ts';
import type { ExecuteServices } from './types.ts';

export interface ProviderTest {
  ok: boolean;
  message: string;
  ms: number;
  models?: string[];
}

const TIMEOUT_MS = 10_000;

/** Asks the provider for its list of models: shows that the address and the credential work, and carries none of the office's data. */
export async function testProvider(services: ExecuteServices, clearance: Clearance, id: string): Promise<ProviderTest> {
  const { adapter, config } = endpointOf(services, { provider: id, model: '' });
  const started = services.clock.monotonic();
  const result = (ok: boolean, message: string, models?: string[]): ProviderTest => ({ ok, message, ms: Math.round(services.clock.monotonic() - started), ...(models && { models }) });
  if (!adapter.models) return result(true, 'This kind of provider has no list of models to test with.');
  try {
    const response = await services.egress.send(clearance, {
      url: config.baseUrl.replace(/\/+$/, '') + adapter.models.path,
      method: 'GET',
      headers: { ...config.headers, ...adapter.auth(services.credential(id)) },
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
    });
    const text = await response.body.text();
    if (response.status === 401 || response.status === 403) return result(false, `${config.name} does not accept the credential (${response.status}).`);
    if (response.status !== 200) return result(false, `${config.name} answered ${response.status}.`);
    const models = adapter.models.decode(JSON.parse(text) as Json);
    return result(true, `The connection works; ${models.length} models.`, models);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    return result(false, error instanceof SyntaxError ? `${config.name} answered something that is not JSON.` : `${config.name} cannot be reached${code}.`);
  }
}
