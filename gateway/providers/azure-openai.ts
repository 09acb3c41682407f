import { unsupported } from '../core/errors.ts';
import { type Base, defineProvider } from './define.ts';
import { shapeHearing, shapeSpeech } from './openai-audio.ts';
import { shapeEdits, shapeImages } from './openai-images.ts';
import { openaiEmbeddings, openaiModels, openaiShape, shapeError } from './openai-shape.ts';

/** Of the dated API: the last one that is no preview. */
const API_VERSION = '2024-10-21';

function address({ baseUrl, model }: Base, path: string): string {
  if (!baseUrl.endsWith('/openai')) return baseUrl + path;
  if (path.startsWith('/audio/speech') || path.startsWith('/images/edits')) throw unsupported('model', 'Azure’s dated API neither speaks nor changes images.');
  const deployment = model === undefined ? '' : `/deployments/${encodeURIComponent(model)}`;
  return `${baseUrl}${deployment}${path.split('?')[0]!}?api-version=${API_VERSION}`;
}

/**
 * Azure OpenAI's v1 API, `https://{resource}.openai.azure.com/openai/v1`, and the dated one before it, where the address ends in `/openai`; the model is the name of a deployment.
 * Each customer has a host, in a region of the customer's choice. The list of models is of all that could be deployed: it shows that the connection works, no more.
 */
export const azureOpenai = defineProvider({
  kind: 'azure-openai',
  name: 'Azure OpenAI',
  address,
  auth: (credential): Record<string, string> => (credential ? { 'api-key': credential } : {}),
  error: shapeError,
  hidesThoughts: true,
  assume: { chat: true, embeddings: true, tools: true, images: true, jsonSchema: true },
  chat: openaiShape({
    kind: 'azure-openai', name: 'Azure OpenAI', bound: 'max_completion_tokens',
    hints: ['metadata'], tiers: ['auto', 'default'], stops: 4, tools: 128, callId: 40,
    passthrough: ['verbosity', 'prompt_cache_key', 'safety_identifier'],
  }),
  embeddings: openaiEmbeddings,
  // Its reference has sound in the preview of v1 alone.
  speech: shapeSpeech({ name: 'Azure OpenAI', path: '/audio/speech?api-version=preview', events: true }),
  ...shapeHearing({ name: 'Azure OpenAI', at: '?api-version=preview', events: true }),
  images: shapeImages({ name: 'Azure OpenAI' }), edits: shapeEdits({}),
  models: { path: openaiModels.path, decode: () => [] },
});
