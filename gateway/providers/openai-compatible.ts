import { bearer, defineProvider } from './define.ts';
import { shapeHearing, shapeSpeech } from './openai-audio.ts';
import { shapeEdits, shapeImages } from './openai-images.ts';
import { openaiModerations } from './openai-moderations.ts';
import { openaiEmbeddings, openaiModels, openaiShape, shapeError } from './openai-shape.ts';
import { developersAsSystem } from './values.ts';

/**
 * Any server that speaks OpenAI's chat completions (vLLM, TGI, LM Studio, llama.cpp …). What a client of this dialect sends beside OpenAI's own
 * parameters goes there as it is; `passthrough` lists what such servers know, for clients of other dialects. Thoughts go back in the field they came in.
 */
export const openaiCompatible = defineProvider({
  kind: 'openai-compatible',
  name: 'OpenAI-compatible server',
  auth: bearer,
  error: shapeError,
  assume: { chat: true, embeddings: true, tools: true, images: true, jsonSchema: true },
  chat: openaiShape({
    kind: 'openai-compatible',
    name: 'this server',
    keeps: ['reasoning_content', 'extra_content'],
    resultImages: true,
    messages: developersAsSystem,
    passthrough: (
      'top_k min_p top_a typical_p tfs_z repetition_penalty length_penalty min_tokens ignore_eos stop_token_ids skip_special_tokens spaces_between_special_tokens ' +
      'include_stop_str_in_output chat_template_kwargs structured_outputs guided_json guided_regex guided_choice guided_grammar grammar mirostat mirostat_tau mirostat_eta ' +
      'dynatemp_range dynatemp_exponent xtc_probability xtc_threshold dry_multiplier dry_base enable_thinking thinking reasoning verbosity'
    ).split(' '),
  }),
  embeddings: openaiEmbeddings,
  speech: shapeSpeech({ name: 'this server' }),
  ...shapeHearing({ name: 'this server', events: 'chunks' }),
  moderations: openaiModerations,
  images: shapeImages({ name: 'this server', told: /^(?!.*gpt-image)/ }),
  edits: shapeEdits({ told: /^(?!.*gpt-image)/ }),
  models: openaiModels,
});
