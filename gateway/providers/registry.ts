import { anthropic } from './anthropic/provider.ts';
import { bedrock } from './bedrock/provider.ts';
import { azureOpenai } from './azure-openai.ts';
import { deepseek } from './deepseek.ts';
import type { Dialect, HostedTool, Provider } from './define.ts';
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

/** A tool that some provider runs for clients of this dialect. */
export function hostedToolOf(dialect: Dialect, is: (tool: HostedTool) => boolean): HostedTool | undefined {
  for (const { native } of PROVIDERS) {
    const found = native?.[dialect]?.hosted?.find(is);
    if (found) return found;
  }
  return undefined;
}

/** Names of the tools that a kind of provider runs; in one dialect, or in any. */
export function hostedToolsOf(kind: string, dialect?: Dialect): string[] {
  const native = byKind.get(kind)?.native ?? {};
  const endpoints = dialect === undefined ? Object.values(native) : [native[dialect]];
  return [...new Set(endpoints.flatMap((endpoint) => endpoint?.hosted?.map(({ name }) => name) ?? []))];
}
