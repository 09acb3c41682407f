import { Cancellation } from '../core/cancellation.ts';
import type { Clearance } from '../core/clearance.ts';
import { GatehouseError } from '../core/errors.ts';
import { isObject, isTooMuchJson, parseJson } from '../core/json.ts';
import type { ProviderConfig } from '../core/model.ts';
import { addressOf, type Provider } from '../providers/define.ts';
import { providerOfKind } from '../providers/registry.ts';
import { withoutSecrets } from './secrets.ts';
import type { ExecuteServices } from './types.ts';

export interface ProviderTest {
  ok: boolean;
  /**
   * `untested`: this kind has no question to test with. `key-unusable`, `address-unusable`: nothing was asked. `list-refused`: it knows the key, which may not
   * list models. `untrusted`: its certificate does not hold. `failing`: it answered with a `status` of 500 or more, `rejected`: with another one.
   */
  outcome: 'works' | 'untested' | 'key-unusable' | 'address-unusable' | 'key-refused' | 'list-refused' | 'no-credit' | 'rate-limited' | 'failing' | 'rejected' | 'unreadable' | 'unreachable' | 'untrusted';
  status?: number;
  /** In the provider's own words, without the key. */
  said?: string;
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
  const result = (outcome: ProviderTest['outcome'], message: string, more: Pick<ProviderTest, 'status' | 'models' | 'said'> = {}): ProviderTest => ({
    ok: outcome === 'works' || outcome === 'untested',
    outcome,
    message,
    ms: Math.round(services.clock.monotonic() - started),
    ...more,
  });
  const { models: list } = adapter;
  const models: string[] = [];
  for (let path: string | undefined = list?.path ?? '', page = 0; path !== undefined && page < MAX_PAGES; page++) {
    let question: { url: string; headers: Record<string, string> };
    try {
      const url = addressOf(adapter, { baseUrl: config.baseUrl, credential }, path);
      question = { url, headers: { ...adapter.headers, ...config.headers, ...(await adapter.auth(credential, { method: 'GET', url, body: '' })) } };
    } catch (error) {
      if (!(error instanceof GatehouseError)) throw error;
      const { hint, param } = error.details;
      return result(param === 'baseUrl' ? 'address-unusable' : 'key-unusable', [error.message, hint].filter(Boolean).join(' '));
    }
    if (!list) return result('untested', 'This kind of provider has no list of models to test with.');
    let text: string | undefined;
    const cancellation = new Cancellation();
    const timer = setTimeout(() => cancellation.abort(), patience.whole);
    try {
      const { status, ...answer } = await services.egress.exchange(clearance, { ...question, method: 'GET', headersTimeout: patience.next, bodyTimeout: patience.next, signal: cancellation, limit: () => MAX_BYTES });
      text = answer.text;
      if (status !== 200) {
        const { outcome, message, said } = refusal(adapter, config.name, status, text, Object.values(question.headers));
        return result(outcome, said === undefined ? message : `${message} It says: ${said}`, { status, ...(said !== undefined && { said }) });
      }
    } catch (error) {
      if (cancellation.aborted) return result('unreadable', `${config.name} did not come to the end of its answer within ${patience.whole / 1000} s.`);
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (CERTIFICATE.test(code)) return result('untrusted', `The certificate of ${config.name} does not hold (${code}): it must be made for this address by an authority that this machine knows.`);
      if (code.startsWith('ERR_SSL_')) return result('unreadable', `${config.name} does not speak TLS as it is spoken today (${code}). An address on the office's own network may begin with http: instead of https:.`);
      return result('unreachable', `${config.name} cannot be reached${code === '' ? '' : ` (${code})`}.`);
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

/** Faults of a certificate, as OpenSSL and Node name them. */
const CERTIFICATE = /^(CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_(VERIFY|GET_ISSUER)|ERR_TLS_CERT_)/;
/** Of a restricted key that may ask models but not list them: OpenAI tells it as a 401 or a 403. */
const LACKS_RIGHTS = /missing scopes|insufficient permissions/i;

function refusal(adapter: Provider, name: string, status: number, text: string | undefined, headers: readonly string[]): Pick<ProviderTest, 'outcome' | 'message' | 'said'> {
  const body = (text === undefined || isTooMuchJson(text) ? undefined : parseJson(text)) ?? null;
  const reason = adapter.error(body);
  const said = reason === undefined ? {} : { said: withoutSecrets(reason, headers) };
  const meant = adapter.means?.(body) ?? status;
  if (meant === 403 || (meant === 401 && reason !== undefined && LACKS_RIGHTS.test(reason))) return { outcome: 'list-refused', message: `${name} does not let this key list its models (${status}).`, ...said };
  if (meant === 401) return { outcome: 'key-refused', message: `${name} does not accept the credential (${status}).`, ...said };
  if (meant === 402) return { outcome: 'no-credit', message: `The account at ${name} has no credit left (${status}).`, ...said };
  if (meant === 429) return { outcome: 'rate-limited', message: `${name} takes no more requests for the moment (${status}).`, ...said };
  return { outcome: status >= 500 ? 'failing' : 'rejected', message: `${name} answered ${status}.`, ...said };
}
