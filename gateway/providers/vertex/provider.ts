import { GatehouseError, unsupported } from '../../core/errors.ts';
import { isObject } from '../../core/json.ts';
import { type Base, bearer, defineProvider, type EmbeddingsEndpoint, type Target } from '../define.ts';
import { googleChat, googleErrors, textsOf } from '../google/provider.ts';
import { isCount } from '../values.ts';
import { serviceAccount, tokenOf } from './service-account.ts';

const HOST = /^(?:([a-z]+-[a-z]+\d+)-)?aiplatform\.(?:(eu|us)\.rep\.)?googleapis\.com$/;
const PUBLISHER = '/publishers/google';

const host = (location: string) => `https://${location}-aiplatform.googleapis.com`;
const multiRegion = (location: string) => `https://aiplatform.${location}.rep.googleapis.com`;

/** The key file names the project, the host the location; an address that names both already (of a proxy, say) stays as it is. */
function address({ baseUrl, credential }: Base, path: string): string {
  const { hostname, pathname } = new URL(baseUrl);
  if (pathname.includes('/locations/')) return baseUrl + path;
  const found = HOST.exec(hostname);
  if (!found) throw new GatehouseError('provider_error', 'The provider’s address names no location.', { hint: `An administrator can enter one such as ${host('europe-west6')}.` });
  return `${baseUrl}/v1beta1/projects/${serviceAccount(credential).project}/locations/${found[1] ?? found[2] ?? 'global'}${path}`;
}

/** Models that are asked by `embedContent`, one text at a time; the others by `predict` (@google/genai 3.1, `tIsVertexEmbedContentModel`). */
const takesOne = ({ model }: Target) => model.includes('gemini') && model !== 'gemini-embedding-001';

const embeddings: EmbeddingsEndpoint = {
  path: (target) => `${PUBLISHER}/models/${encodeURIComponent(target.model)}:${takesOne(target) ? 'embedContent' : 'predict'}`,
  encode(request, target) {
    const texts = textsOf(request);
    const warnings = request.user == null ? [] : ['user is ignored by Vertex AI'];
    // A text that is too long is refused, never cut.
    const parameters = { autoTruncate: false, ...(request.dimensions && { outputDimensionality: request.dimensions }) };
    if (!takesOne(target)) return { body: { instances: texts.map((content) => ({ content })), parameters }, warnings };
    if (texts.length > 1) throw unsupported('input', `${target.model} takes one text at a time.`);
    return { body: { content: { parts: [{ text: texts[0]! }], role: 'user' }, embedContentConfig: parameters }, warnings };
  },
  decode(body) {
    const answer = isObject(body) ? body : {};
    const rows = isObject(answer.embedding) ? [answer.embedding] : Array.isArray(answer.predictions) ? answer.predictions.map((row) => (isObject(row) ? row.embeddings : undefined)) : [];
    const vectors = rows.map((row) => (isObject(row) ? row.values : undefined));
    if (vectors.length === 0 || !vectors.every((values) => Array.isArray(values) && values.every((value) => typeof value === 'number'))) {
      throw new GatehouseError('provider_error', 'Vertex AI sent something that is not a list of embeddings.');
    }
    const counts = isObject(answer.usageMetadata) ? [answer.usageMetadata.promptTokenCount] : rows.map((row) => (isObject(row) && isObject(row.statistics) ? row.statistics.token_count : undefined));
    const tokens = counts.every(isCount) ? counts.reduce((sum, count) => sum + count, 0) : 0;
    return { vectors, promptTokens: tokens > 0 ? tokens : undefined };
  },
};

/**
 * Google's Gemini models on Vertex AI (Gemini Enterprise Agent Platform), v1beta1 as @google/genai 3.1 speaks it: in a region of the office's choice, with the key file of a service account. The list
 * that is asked for is of the project's own models: it shows that address, project and key work, no more.
 */
export const vertex = defineProvider({
  kind: 'vertex',
  name: 'Google Vertex AI',
  region: 'eu',
  baseUrl: multiRegion('eu'),
  regions: {
    ch: host('europe-west6'),
    ...Object.fromEntries(['europe-west1', 'europe-west2', 'europe-west3', 'europe-west4', 'europe-west8', 'europe-west9', 'europe-north1', 'europe-southwest1', 'europe-central2', 'us-central1', 'us-east4', 'northamerica-northeast1'].map((location) => [location, host(location)])),
    us: multiRegion('us'),
    global: 'https://aiplatform.googleapis.com',
  },
  address,
  auth: (credential) => bearer(credential && tokenOf(credential)),
  ...googleErrors,
  assume: { chat: true, embeddings: true, tools: true, images: true, jsonSchema: true },
  chat: googleChat(PUBLISHER),
  embeddings,
  models: { path: '/models?pageSize=1&filter=labels.tune-type%3A*', decode: () => [] },
});
