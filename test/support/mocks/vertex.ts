/** Gemini on Vertex AI (v1beta1) over real sockets: the same answers as google.ts, in the project and location of the key file. It takes JWTs that the account's own key has signed (google.aip.dev/auth/4111). */
import { createPublicKey, verify } from 'node:crypto';
import type { Mock, RecordedRequest } from '../mock-server.ts';
import { PROJECT } from '../service-account.ts';
import { FIELDS, startPlace, vectorOf } from './google.ts';

export const LOCATION = 'europe-west6';
const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
const AUDIENCE = 'https://aiplatform.googleapis.com/';
const HOUR = 3600;

const MODELS = ['gemini-3-flash', 'gemini-embedding-001', 'imagen-4'];
/** On a page. */
const PAGE = 2;

type Claims = Record<'iss' | 'sub' | 'aud' | 'scope', string> & Record<'iat' | 'exp', number>;
interface Instance { content: string }
const sizeOf = (config: unknown) => (config as { outputDimensionality?: number } | undefined)?.outputDimensionality;

export function startVertexMock(options: { port?: number; apiKey?: string } = {}): Promise<Mock> {
  return startPlace(
    {
      path: `/v1beta1/projects/${PROJECT}/locations/${LOCATION}`,
      publisher: '/publishers/google',
      refusal: (record) => (options.apiKey && !signedIn(record, options.apiKey) ? [401, 'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.'] : undefined),
      models: { path: '/v1beta1/publishers/google/models', body: (query) => listed(MODELS, query.get('pageToken')) },
      fields: [...FIELDS, 'instances', 'parameters', 'content', 'embedContentConfig'],
      embeddings: {
        predict: ({ instances, parameters }) => ({ predictions: (instances as Instance[]).map((_, index) => ({ embeddings: { values: vectorOf(index, sizeOf(parameters)), statistics: { truncated: false, token_count: 3 } } })), metadata: { billableCharacterCount: 20 } }),
        embedContent: ({ embedContentConfig: config }) => ({ embedding: { values: vectorOf(0, sizeOf(config)) }, usageMetadata: { promptTokenCount: 3, totalTokenCount: 3 }, truncated: false }),
      },
    },
    options.port,
  );
}

function listed(names: readonly string[], from: string | null): object {
  const start = Number(from ?? 0);
  const publisherModels = names.slice(start, start + PAGE).map((name) => ({ name: `publishers/google/models/${name}`, versionId: 'default', openSourceCategory: 'PROPRIETARY', launchStage: 'GA' }));
  return { publisherModels, ...(start + PAGE < names.length && { nextPageToken: String(start + PAGE) }) };
}

function signedIn({ headers }: RecordedRequest, keyFile: string): boolean {
  const file = JSON.parse(keyFile) as Record<'private_key' | 'private_key_id' | 'client_email', string>;
  const [, head = '', body = '', signature = ''] = /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(String(headers['authorization'])) ?? [];
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString() || '{}') as unknown;
  const { alg, kid } = read(head) as { alg?: string; kid?: string };
  const { iss, sub, aud, scope, iat, exp } = read(body) as Claims;
  const now = Date.now() / 1000;
  const meant = aud === AUDIENCE || scope?.split(' ').includes(SCOPE);
  const inTime = iat <= now + 1 && exp > now && exp - iat <= HOUR;
  return alg === 'RS256' && kid === file.private_key_id && iss === file.client_email && sub === iss && meant && inTime && verify('sha256', Buffer.from(`${head}.${body}`), createPublicKey(file.private_key), Buffer.from(signature, 'base64url'));
}
