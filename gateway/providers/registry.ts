import type { Provider } from './define.ts';
import { ollama } from './ollama/provider.ts';
import { openaiCompatible } from './openai-compatible.ts';

/** Every adapter, one line each. */
const PROVIDERS: readonly Provider[] = [ollama, openaiCompatible];

const byKind = new Map(PROVIDERS.map((provider) => [provider.kind, provider]));

export function providerOfKind(kind: string): Provider | undefined {
  return byKind.get(kind);
}

export function providerKinds(): string[] {
  return [...byKind.keys()];
}
