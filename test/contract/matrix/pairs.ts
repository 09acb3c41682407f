import type { ClientCase } from './clients/client.ts';
import type { Feature } from './features.ts';
import type { ProviderCase } from './providers.ts';

/** Why this pair cannot do that; undefined: it can. */
export function lacking(client: ClientCase, provider: ProviderCase, feature: Feature): string | undefined {
  return provider.lacks[feature] ?? client.lacks[feature] ?? client.lacksAt?.[provider.id]?.[feature];
}

export function meets({ dialect }: Pick<ClientCase, 'dialect'>, { dialects }: ProviderCase): boolean {
  return dialects === undefined || ('only' in dialects ? dialects.only === dialect : dialects.but !== dialect);
}
