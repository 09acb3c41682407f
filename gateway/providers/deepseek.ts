import { bearer, defineProvider } from './define.ts';
import { openaiModels, openaiShape, shapeError } from './openai-shape.ts';

/** DeepSeek (api-docs.deepseek.com, no SDK of its own: openai-node 7.55). What a model thought before it called tools must come back to it with the calls. */
export const deepseek = defineProvider({
  kind: 'deepseek',
  name: 'DeepSeek',
  baseUrl: 'https://api.deepseek.com',
  region: 'cn',
  auth: bearer,
  error: shapeError,
  assume: { chat: true, tools: true, jsonSchema: false },
  chat: openaiShape({
    kind: 'deepseek',
    name: 'DeepSeek',
    bound: 'max_tokens',
    hints: ['user', 'seed', 'metadata', 'store', 'prompt_cache_key', 'prompt_cache_retention', 'safety_identifier', 'verbosity', 'prediction'],
    refused: ['n', 'logit_bias', 'modalities', 'audio'],
    tiers: [],
    stops: 16,
    tools: 128,
    manyCalls: true,
    functionsOnly: true,
    jsonSchema: false,
    roles: { developer: 'system' },
    fields: ['role', 'content', 'name', 'tool_calls', 'tool_call_id', 'reasoning_content'],
    parts: ['text', 'image_url'],
    flat: true,
    ownIds: true,
    unthinking: { thinking: { type: 'disabled' } },
    passthrough: ['thinking', 'user_id'],
  }),
  models: openaiModels,
});
