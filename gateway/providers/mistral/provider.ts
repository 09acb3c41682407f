import { bearer, defineProvider } from '../define.ts';
import { openaiModels, openaiShape, shapeEmbeddings, shapeError } from '../openai-shape.ts';
import { mistralMessages } from './messages.ts';
import { continuing } from './prefix.ts';
import { mistralSpeech } from './speech.ts';
import { mistralTranscripts } from './transcripts.ts';

/** Mistral AI, and its hosts by region (@mistralai/mistralai 2.7): it refuses every field that it does not know. */
export const mistral = defineProvider({
  kind: 'mistral',
  name: 'Mistral AI',
  baseUrl: 'https://api.mistral.ai/v1',
  region: 'eu',
  regions: { eu: 'https://api.eu.mistral.ai/v1', us: 'https://api.us.mistral.ai/v1' },
  auth: bearer,
  error: shapeError,
  assume: { chat: true, embeddings: true, tools: true, jsonSchema: true },
  chat: continuing(openaiShape({
    kind: 'mistral',
    name: 'Mistral AI',
    bound: 'max_tokens',
    usageUnasked: true,
    renames: [['seed', 'random_seed']],
    hints: ['user', 'store', 'prompt_cache_retention', 'safety_identifier', 'verbosity'],
    refused: ['logprobs', 'top_logprobs', 'logit_bias', 'modalities', 'audio'],
    // Its `auto` may take capacity of another price.
    tiers: ['standard_only'],
    efforts: { max: 'xhigh' },
    functionsOnly: true,
    parameters: true,
    toolChoice: { required: 'any' },
    roles: { developer: 'system' },
    fields: ['role', 'content', 'tool_calls', 'tool_call_id', 'name', 'prefix'],
    parts: ['text', 'image_url', 'input_audio', 'thinking'],
    resultImages: true,
    messages: mistralMessages,
    ownIds: true,
    thinking: true,
    passthrough: ['safe_prompt', 'prompt_mode', 'prompt_cache_key', 'random_seed'],
  })),
  embeddings: shapeEmbeddings({ name: 'Mistral AI', dimensions: 'output_dimension', textsOnly: true, hints: ['user'] }),
  speech: mistralSpeech,
  transcriptions: mistralTranscripts,
  models: openaiModels,
});
