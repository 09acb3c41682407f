import { bearer, defineProvider } from './define.ts';
import { shapeHearing, shapeSpeech } from './openai-audio.ts';
import { shapeImages } from './openai-images.ts';
import { openaiModels, openaiShape, shapeEmbeddings, shapeError } from './openai-shape.ts';

/** Together AI (together-ai 0.52): log probabilities as numbers, thoughts in `reasoning` or `reasoning_content`, `eos` as a finish reason, a bare list of models. */
export const together = defineProvider({
  kind: 'together',
  name: 'Together AI',
  baseUrl: 'https://api.together.ai/v1',
  region: 'us',
  auth: bearer,
  error: shapeError,
  assume: { chat: true, embeddings: true, tools: true },
  chat: openaiShape({
    kind: 'together',
    name: 'Together AI',
    bound: 'max_tokens',
    hints: ['user', 'metadata', 'store', 'prompt_cache_key', 'prompt_cache_retention', 'safety_identifier', 'verbosity', 'prediction'],
    refused: ['modalities', 'audio'],
    hosted: ['safety_model'],
    tiers: [],
    efforts: { minimal: 'low', xhigh: 'high', max: 'high' },
    stopList: true,
    manyCalls: true,
    functionsOnly: true,
    countedLogprobs: true,
    roles: { developer: 'system' },
    fields: ['role', 'content', 'name', 'tool_calls', 'tool_call_id'],
    parts: ['text', 'image_url', 'input_audio'],
    flat: true,
    ownIds: true,
    passthrough: ['top_k', 'min_p', 'repetition_penalty', 'chat_template_kwargs', 'reasoning'],
  }),
  embeddings: shapeEmbeddings({ name: 'Together AI', dimensions: null, textsOnly: true, hints: ['user'] }),
  // Its client does not say what comes where no format is named; OpenAI's clients expect mp3. OpenAI's pcm has 16 bits and 24 kHz.
  speech: shapeSpeech({ name: 'Together AI', formats: { mp3: 'mp3', wav: 'wav', pcm: { response_format: 'raw', response_encoding: 'pcm_s16le', sample_rate: 24_000 } }, mp3: false, refused: ['instructions', 'speed'] }),
  ...shapeHearing({ name: 'Together AI', formats: ['json', 'verbose_json'], language: 'auto', refused: ['include', 'keywords', 'languages', 'chunking_strategy'] }),
  images: shapeImages({ name: 'Together AI', told: /./, format: 'base64', sides: true, refused: ['quality', 'style', 'background', 'output_compression', 'complexity', 'frame_count', 'frame_duration_ms'], hints: ['user', 'moderation', 'safety_identifier'] }),
  models: openaiModels,
});
