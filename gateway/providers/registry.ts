import { anthropic } from './anthropic/provider.ts';
import { bedrock } from './bedrock/provider.ts';
import { azureOpenai } from './azure-openai.ts';
import { deepseek } from './deepseek.ts';
import type { Provider } from './define.ts';
import { cohere } from './cohere/provider.ts';
import { google } from './google/provider.ts';
import { ollama } from './ollama/provider.ts';
import { groq } from './groq.ts';
import { mistral } from './mistral/provider.ts';
import { openai } from './openai.ts';
import { openaiCompatible } from './openai-compatible.ts';
import { together } from './together.ts';
import { vertex } from './vertex/provider.ts';

/** Every adapter, one line each. */
const PROVIDERS: readonly Provider[] = [anthropic, azureOpenai, bedrock, cohere, deepseek, google, groq, mistral, ollama, openai, openaiCompatible, together, vertex];

const byKind = new Map(PROVIDERS.map((provider) => [provider.kind, provider]));

export function providerOfKind(kind: string): Provider | undefined {
  return byKind.get(kind);
}

export function providerKinds(): string[] {
  return [...byKind.keys()];
}
