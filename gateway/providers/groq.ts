import { bearer, defineProvider } from './define.ts';
import { shapeHearing, shapeSpeech } from './openai-audio.ts';
import { openaiModels, openaiShape, shapeEmbeddings, shapeError } from './openai-shape.ts';

/** Groq (groq-sdk 1.6): usage and errors of a stream in `x_groq`, thoughts in `reasoning`; it refuses every field of a message that it does not know. */
export const groq = defineProvider({
  kind: 'groq',
  name: 'Groq',
  baseUrl: 'https://api.groq.com/openai/v1',
  region: 'us',
  auth: bearer,
  error: shapeError,
  assume: { chat: true, embeddings: true, tools: true },
  chat: openaiShape({
    kind: 'groq',
    name: 'Groq',
    bound: 'max_completion_tokens',
    usageUnasked: true,
    hints: ['frequency_penalty', 'presence_penalty', 'metadata', 'store', 'prompt_cache_key', 'prompt_cache_retention', 'safety_identifier', 'verbosity', 'prediction'],
    refused: ['n', 'logprobs', 'top_logprobs', 'logit_bias', 'modalities', 'audio'],
    hosted: ['compound_custom', 'search_settings', 'include_domains', 'exclude_domains'],
    // Its `auto` takes the highest tier that the account has.
    tiers: ['on_demand', 'flex'],
    efforts: { minimal: 'low', xhigh: 'high', max: 'high' },
    stops: 4,
    tools: 128,
    functionsOnly: true,
    fields: ['role', 'content', 'name', 'tool_calls', 'tool_call_id'],
    parts: ['text', 'image_url'],
    passthrough: ['reasoning_format', 'include_reasoning'],
  }),
  embeddings: shapeEmbeddings({ name: 'Groq', dimensions: null, textsOnly: true }),
  speech: shapeSpeech({ name: 'Groq', formats: { mp3: 'mp3', wav: 'wav', flac: 'flac', ogg: 'ogg', mulaw: 'mulaw' }, refused: ['instructions'] }),
  ...shapeHearing({ name: 'Groq', formats: ['json', 'text', 'verbose_json'], refused: ['include', 'keywords', 'languages', 'chunking_strategy'] }),
  models: openaiModels,
});
