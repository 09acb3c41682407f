import { bearer, defineProvider, errorMessage } from './define.ts';
import { openaiChat, openaiEmbeddings, openaiModels } from './openai-shape.ts';

/** Any server that speaks OpenAI's chat completions (vLLM, TGI, LM Studio, llama.cpp …). */
export const openaiCompatible = defineProvider({
  kind: 'openai-compatible',
  name: 'OpenAI-compatible server',
  auth: bearer,
  error: errorMessage,
  assume: { chat: true, embeddings: true, tools: true, images: true, jsonSchema: true },
  chat: openaiChat,
  embeddings: openaiEmbeddings,
  models: openaiModels,
});
