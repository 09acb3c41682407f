import { Cancellation } from '../core/cancellation.ts';
import type { Clearance } from '../core/clearance.ts';
import { GatehouseError } from '../core/errors.ts';
import { isObject, isTooMuchJson, parseJson } from '../core/json.ts';
import type { ProviderConfig } from '../core/model.ts';
import { addressOf } from '../providers/define.ts';
import { providerOfKind } from '../providers/registry.ts';
import type { ExecuteServices } from './types.ts';

export interface ProviderTest {
  ok: boolean;
  /** `untested`: this kind has no question to test with. `key-unusable`, `address-unusable`: nothing was asked. `rejected`: it answered with another `status`. */
  outcome: 'works' | 'untested' | 'key-unusable' | 'address-unusable' | 'key-refused' | 'rejected' | 'unreadable' | 'unreachable';
  status?: number;
  message: string;
  /** Milliseconds. */
  ms: number;
  models?: string[];
}

/** Milliseconds until the next piece of an answer, and until its end. Attack, or a mistyped address: a server that sends a byte now and then. */
const PATIENCE = { next: 10_000, whole: 30_000 };
/** Attack: a list without an end, in one answer or in many. */
const MAX_BYTES = 16 * 1024 * 1024;
const MAX_PAGES = 20;

/** Asks the provider for its list of models: shows that the address and the credential work, and carries none of the office's data. */
export async function testProvider(services: Pick<ExecuteServices, 'clock' | 'egress'>, clearance: Clearance, config: ProviderConfig, credential: string | undefined, patience = PATIENCE): Promise<ProviderTest> {
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
  const { models: list } = adapter;
  if (!list) return result('untested', 'This kind of provider has no list of models to test with.');
  const models: string[] = [];
  for (let path: string | undefined = list.path, page = 0; path !== undefined && page < MAX_PAGES; page++) {
    let question: { url: string; headers: Record<string, string> };
    try {
      const url = addressOf(adapter, { baseUrl: config.baseUrl, credential }, path);
      question = { url, headers: { ...adapter.headers, ...config.headers, ...(await adapter.auth(credential, { method: 'GET', url, body: '' })) } };
    } catch (error) {
      if (!(error instanceof GatehouseError)) throw error;
      const { hint, param } = error.details;
      return result(param === 'baseUrl' ? 'address-unusable' : 'key-unusable', [error.message, hint].filter(Boolean).join(' '));
    }
    let text: string | undefined;
    const cancellation = new Cancellation();
    const timer = setTimeout(() => cancellation.abort(), patience.whole);
    try {
      const { status, ...answer } = await services.egress.exchange(clearance, { ...question, method: 'GET', headersTimeout: patience.next, bodyTimeout: patience.next, signal: cancellation, limit: () => MAX_BYTES });
      text = answer.text;
      if (status === 401 || status === 403) return result('key-refused', `${config.name} does not accept the credential (${status}).`, { status });
      if (status !== 200) return result('rejected', `${config.name} answered ${status}.`, { status });
    } catch (error) {
      if (cancellation.aborted) return result('unreadable', `${config.name} did not come to the end of its answer within ${patience.whole / 1000} s.`);
      const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
      return result('unreachable', `${config.name} cannot be reached${code}.`);
    } finally {
      clearTimeout(timer);
    }
    const body = text === undefined || isTooMuchJson(text) ? undefined : parseJson(text);
    // A list comes as a list or as an object that holds one; what else a server may say is no sign that the address is right.
    if (!(Array.isArray(body) || isObject(body)) || (isObject(body) && body.error !== undefined)) return result('unreadable', `${config.name} answered something that is not a list of models.`);
    models.push(...list.decode(body));
    path = list.next?.(body);
  }
  return result('works', models.length === 0 ? 'The connection works.' : `The connection works; ${models.length} models.`, { models });
}
