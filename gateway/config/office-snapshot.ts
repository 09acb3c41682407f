import type { Json, JsonObject } from '../core/json.ts';
import { LOCAL_ORIGIN, LOCAL_PROVIDER, type ModelAlias, type Policy, type ProviderConfig } from '../core/model.ts';
import type { OfficeProblem, OfficeStorage, OfficeVault, StoredKey } from './office-types.ts';
import { starterPolicy } from './policy-change.ts';

/** Everything that the hot path reads, in memory; exchanged as a whole. */
export interface Snapshot {
  keys: Map<string, StoredKey>;
  keysByHash: Map<string, StoredKey>;
  providers: Map<string, ProviderConfig>;
  /** Encrypted; by provider, then by name. */
  credentials: Map<string, Map<string, Uint8Array>>;
  /** In clear, filled when first asked for. */
  opened: Map<string, string>;
  aliases: Map<string, ModelAlias>;
  policy: Policy;
  settings: Map<string, Json>;
  problems: OfficeProblem[];
}

const LOCAL: ProviderConfig = {
  id: LOCAL_PROVIDER,
  kind: 'ollama',
  name: 'Bundled Ollama',
  baseUrl: LOCAL_ORIGIN,
  region: 'local',
  headers: {},
  hasCredential: false,
  contract: {},
  models: [],
  enabled: true,
};

/** Names the place of a secret, so that encrypted rows cannot be exchanged for each other. */
export const headersContext = (provider: string): string => `headers of ${provider}`;
export const credentialContext = (provider: string, name: string): string => `credential ${provider}@${name}`;

export function readSnapshot(storage: OfficeStorage, vault: OfficeVault, now: number): Snapshot {
  const credentials = new Map<string, Map<string, Uint8Array>>();
  for (const { provider, name, sealed } of storage.credentials()) {
    if (!credentials.has(provider)) credentials.set(provider, new Map());
    credentials.get(provider)!.set(name, sealed);
  }
  const problems: OfficeProblem[] = [];
  const providers = new Map<string, ProviderConfig>([[LOCAL.id, LOCAL]]);
  for (const { headers: sealed, ...stored } of storage.providers()) {
    let headers: Record<string, string> = {};
    let enabled = stored.enabled;
    try {
      if (sealed) headers = JSON.parse(vault.open(sealed, headersContext(stored.id))) as Record<string, string>;
    } catch {
      // Without its headers a request might go out under the wrong account: the provider is off, and the rest works.
      enabled = false;
      problems.push({ code: 'provider-headers', provider: stored.id, message: `The headers of provider "${stored.id}" cannot be opened; enter them again.` });
    }
    providers.set(stored.id, { ...stored, headers, enabled, hasCredential: credentials.get(stored.id)?.has('') ?? false });
  }
  const keys = storage.keys();
  return {
    keys: new Map(keys.map(({ key }) => [key.id, key])),
    keysByHash: new Map(keys.map(({ key, hash }) => [hash, key])),
    providers,
    credentials,
    opened: new Map(),
    aliases: new Map(storage.aliases().map((alias) => [alias.name, alias])),
    policy: storage.newestPolicy() ?? starterPolicy(now),
    settings: storage.settings(),
    problems,
  };
}

/** What the audit log says of a provider: names of headers, never their values. */
export function providerRecord(provider: ProviderConfig): JsonObject {
  const { headers, contract, ...rest } = provider;
  return { ...rest, headers: Object.keys(headers), contract: { ...contract } };
}
