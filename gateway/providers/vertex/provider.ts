import { unsupported } from '../../core/errors.ts';
import { isObject } from '../../core/json.ts';
import { type Base, bearer, defineProvider, type EmbeddingsEndpoint, type Target, unusableAddress } from '../define.ts';
import { geminiImages } from '../gemini-images.ts';
import { googleChat, googleErrors, modelPath, textsOf, vectorsOf } from '../google/provider.ts';
import { isCount } from '../values.ts';
import { serviceAccount, tokenOf } from './service-account.ts';

const HOST = /^(?:([a-z]+-[a-z]+\d+)-)?aiplatform\.(?:(eu|us)\.rep\.)?googleapis\.com$/;
const GLOBAL = 'global';
const PLACE = /^(.*)\/projects\/[^/]+\/locations\/[^/]+$/;
const PUBLISHER = '/publishers/google';
const SAME_EVERYWHERE = /^(gemini-[12]\.|text-|gemini-embedding-001$)/;
const LIST = `${PUBLISHER}/models?pageSize=100`;
/** Of the publisher's models, those that the adapter can ask. */
const ASKED = /^publishers\/google\/models\/((?:gemini|text-embedding|text-multilingual-embedding)-.+)$/;

const host = (location: string) => `https://${location}-aiplatform.googleapis.com`;
const multiRegion = (location: string) => `https://aiplatform.${location}.rep.googleapis.com`;

/**
 * The key file names the project, the host the location; an address that names both already (of a proxy, say) stays as it is. The list of models is the
 * publisher's, and stands beside the projects.
 */
function address({ baseUrl, credential, model }: Base, path: string): string {
  const { origin, hostname, pathname } = new URL(baseUrl);
  const named = PLACE.exec(pathname);
  const location = pathname === '/' ? locationOf(hostname) : undefined;
  if (!named && location === undefined) throw unusableAddress('The provider’s address names no location.', `An administrator can enter one such as ${host('europe-west6')}.`);
  // Whatever the address: without a key file nothing is asked.
  const { project } = serviceAccount(credential);
  const version = named ? origin + named[1]! : `${origin}/v1beta1`;
  if (model === undefined) return version + path;
  return `${named ? baseUrl : `${version}/projects/${project}/locations/${location!}`}${path}`;
}

/** Undefined for a host that is not Google's own. */
function locationOf(hostname: string): string | undefined {
  const found = HOST.exec(hostname);
  return found ? (found[1] ?? found[2] ?? GLOBAL) : undefined;
}

/** Models that are asked by `embedContent`, one text at a time; the others by `predict` (@google/genai 3.1, `tIsVertexEmbedContentModel`). */
const takesOne = ({ model }: Target) => model.includes('gemini') && model !== 'gemini-embedding-001';

const embeddings: EmbeddingsEndpoint = {
  path: (target) => PUBLISHER + modelPath(target, takesOne(target) ? 'embedContent' : 'predict'),
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
    const vectors = vectorsOf(rows, 'Vertex AI');
    const counts = isObject(answer.usageMetadata) ? [answer.usageMetadata.promptTokenCount] : rows.map((row) => (isObject(row) && isObject(row.statistics) ? row.statistics.token_count : undefined));
    const tokens = counts.every(isCount) ? counts.reduce((sum, count) => sum + count, 0) : 0;
    return { vectors, promptTokens: tokens > 0 ? tokens : undefined };
  },
};

/**
 * Google's Gemini models on Vertex AI (Gemini Enterprise Agent Platform), v1beta1 as @google/genai 3.1 speaks it: in a
 * location of the office's choice, with the key file of a service account.
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
  // The lists give the global host's prices; of newer models others cost a tenth more.
  listed: (baseUrl, model) => locationOf(new URL(baseUrl).hostname) === GLOBAL || SAME_EVERYWHERE.test(model),
  auth: (credential) => bearer(credential && tokenOf(credential)),
  ...googleErrors,
  assume: { chat: true, embeddings: true, tools: true, images: true, jsonSchema: true },
  chat: googleChat(PUBLISHER),
  ...geminiImages((target) => PUBLISHER + modelPath(target, 'generateContent')),
  embeddings,
  models: {
    path: LIST,
    decode(body) {
      const rows = isObject(body) && Array.isArray(body.publisherModels) ? body.publisherModels : [];
      return rows.flatMap((row) => (isObject(row) && typeof row.name === 'string' ? (ASKED.exec(row.name)?.[1] ?? []) : []));
    },
    next: (body) => (isObject(body) && typeof body.nextPageToken === 'string' && body.nextPageToken !== '' ? `${LIST}&pageToken=${encodeURIComponent(body.nextPageToken)}` : undefined),
  },
});
