import { bearer, defineProvider } from './define.ts';
import { shapeHearing, shapeSpeech } from './openai-audio.ts';
import { shapeEdits, shapeImages } from './openai-images.ts';
import { openaiModerations } from './openai-moderations.ts';
import { responsesEndpoint } from './openai-responses.ts';
import { openaiEmbeddings, openaiModels, openaiShape, outOfCredit, shapeError } from './openai-shape.ts';

/** OpenAI's chat completions, embeddings, speech and list of models, and its hosts by region (openai-node 7.55). Nothing is stored there: new projects would otherwise keep what they answer. */
export const openai = defineProvider({
  kind: 'openai',
  name: 'OpenAI',
  baseUrl: 'https://api.openai.com/v1',
  region: 'us',
  regions: Object.fromEntries(['us', 'eu', 'ae', 'au', 'in', 'jp'].map((region) => [region, `https://${region}.api.openai.com/v1`])),
  auth: bearer,
  error: shapeError,
  means: outOfCredit,
  hidesThoughts: true,
  assume: { chat: true, embeddings: true, tools: true, images: true, jsonSchema: true },
  chat: openaiShape({
    kind: 'openai',
    name: 'OpenAI',
    bound: 'max_completion_tokens',
    forced: { store: false },
    // `metadata` is refused without `store`; a cache that lasts a day is a copy that nobody here has allowed.
    hints: ['metadata', 'prompt_cache_retention'],
    tiers: ['auto', 'default', 'flex'],
    stops: 4,
    tools: 128, callId: 40,
    passthrough: ['verbosity', 'prompt_cache_key', 'safety_identifier'],
  }),
  native: { 'openai-responses': responsesEndpoint },
  embeddings: openaiEmbeddings,
  speech: shapeSpeech({ name: 'OpenAI', events: true }),
  ...shapeHearing({ name: 'OpenAI', events: true }),
  moderations: openaiModerations,
  images: shapeImages({ name: 'OpenAI', told: /^dall-e/ }),
  edits: shapeEdits({ told: /^dall-e/ }),
  models: openaiModels,
});
