import type { DataClass } from '../core/data-class.ts';
import type { Contract, DeploymentRef, ModelAlias, Otherwise, OwnerKind, Policy, ProviderConfig, RouteRule, VirtualKey } from '../core/model.ts';
import type { Json, JsonObject } from '../core/json.ts';
import type { Lockdown, OfficeSettings, SettingName } from './settings.ts';
import type { PolicyDifference } from './policy-change.ts';
import type { CellChange, PolicyDraft } from './policy-draft.ts';

export interface StoredKey extends VirtualKey {
  /** All that is kept of the plaintext, for telling keys apart. */
  last4: string;
  /** The hash of the admin session that an `ask` key ends with. */
  session?: string;
}

/** Something that needs a person. */
export interface OfficeProblem {
  code: 'provider-headers';
  provider: string;
  message: string;
}

export interface StoredProvider extends Omit<ProviderConfig, 'headers' | 'hasCredential'> {
  /** Encrypted JSON. */
  headers: Uint8Array | null;
}

export interface StoredCredential {
  provider: string;
  name: string;
  sealed: Uint8Array;
}

/** What the office needs of the store; `store/office-storage.ts` has it on SQLite. */
export interface OfficeStorage {
  /** All or nothing; faults come out as `storage_unavailable`. */
  transaction<T>(work: () => T): T;
  /** Drops what was deleted from the log too. */
  scrub(): void;
  keys(): { key: StoredKey; hash: string }[];
  insertKey(key: StoredKey, hash: string): void;
  updateKey(key: StoredKey): void;
  deleteKey(id: string): void;
  touchKeys(lastUsed: ReadonlyMap<string, number>): void;
  providers(): StoredProvider[];
  saveProvider(provider: StoredProvider, now: number): void;
  deleteProvider(id: string): void;
  credentials(): StoredCredential[];
  saveCredential(credential: StoredCredential, now: number): void;
  deleteCredential(provider: string, name: string): void;
  aliases(): ModelAlias[];
  saveAlias(alias: ModelAlias): void;
  /** They come in this order from now on. */
  orderAliases(names: readonly string[]): void;
  deleteAlias(name: string): void;
  newestPolicy(): Policy | undefined;
  policyVersion(version: number): Policy | undefined;
  policyVersions(): Omit<Policy, 'cells' | 'otherwise' | 'localModels' | 'routes'>[];
  insertPolicy(policy: Policy): void;
  settings(): Map<string, Json>;
  saveSetting(name: string, value: Json): void;
}

/** What the office needs of the encryption; `store/vault.ts` has it. */
export interface OfficeVault {
  seal(plaintext: string, context: string): Uint8Array;
  open(sealed: Uint8Array, context: string): string;
  keyedHash(secret: string): string;
}

/** Writes one record into the audit log, within the caller's transaction. */
export type AuditAppend = (actor: string, action: string, detail: JsonObject) => void;

export interface KeyInput {
  name: string;
  owner?: string;
  /** Default `application`. */
  ownerKind?: OwnerKind;
  /** The id of its department; null: none. */
  team?: string | null;
  /** Default `public`. */
  floor?: DataClass;
  /** Default `secret`. */
  ceiling?: DataClass;
  /** Of images, audio and files; null: the ceiling. */
  mediaClass?: DataClass | null;
  models?: string[] | null;
  origins?: string[];
  /** UTC milliseconds. */
  expiresAt?: number | null;
}

/** A key for one session of the UI. */
export interface AskKeyInput {
  name: string;
  owner: string;
  floor: DataClass;
  /** The UI's own origin. */
  origin: string;
  /** UTC milliseconds. */
  expiresAt: number;
  /** The session's hash. */
  session: string;
}

export interface KeyChange extends Partial<KeyInput> {
  disabled?: boolean;
}

export interface ProviderInput {
  /** `a-z 0-9 . _ -`; it stands before the slash of a deployment. */
  id: string;
  kind: string;
  name?: string;
  baseUrl: string;
  region: string;
  headers?: Record<string, string>;
  contract?: Contract;
  models?: string[];
  enabled?: boolean;
  /** The default credential; empty or absent: none. */
  credential?: string;
}

export interface ProviderChange extends Partial<Omit<ProviderInput, 'id' | 'credential'>> {
  /** null takes it away. */
  credential?: string | null;
  /** Which one `credential` is, as in `provider@name/model`; absent: the default one. */
  credentialName?: string;
}

export interface PolicyChange {
  policy: Policy;
  differences: PolicyDifference[];
}

export type OfficeEvent =
  | { kind: 'key-created' | 'key-updated'; keyId: string }
  /** Also where a key was disabled: its running streams must end. */
  | { kind: 'key-revoked'; keyId: string }
  /** `anew`: it is reached in another way, or with another key, than before. */
  | { kind: 'provider-changed'; providerId: string; anew: boolean }
  | { kind: 'provider-removed'; providerId: string }
  | { kind: 'aliases-changed' }
  | { kind: 'lockdown-changed'; on: boolean }
  | { kind: 'setting-changed'; name: SettingName }
  | { kind: 'policy-changed'; version: number };

/**
 * The office's providers, aliases, keys and policy. Getters are synchronous and read a snapshot in memory (hot path); what changes it is
 * written in one transaction with its audit record, and then the snapshot is exchanged. Changes throw `invalid_request`, `not_found`,
 * `conflict` or `storage_unavailable`; `author` is the name for the audit log.
 */
export interface OfficeState {
  /** The key, if it is known, not disabled and not expired. */
  findKey(plaintext: string): VirtualKey | undefined;
  key(id: string): StoredKey | undefined;
  /** Those of applications, people and teams; the ones that the UI makes for itself are found by `key` alone. */
  keys(): StoredKey[];
  provider(id: string): ProviderConfig | undefined;
  /** The local one first. */
  providers(): ProviderConfig[];
  /** In clear, for egress only. */
  credential(providerId: string, name?: string): string | undefined;
  credentialNames(providerId: string): string[];
  alias(name: string): ModelAlias | undefined;
  aliases(): ModelAlias[];
  policy(): Policy;
  /** "Nothing leaves the building". */
  lockdown(): Lockdown;
  setting<N extends SettingName>(name: N): OfficeSettings[N];
  /** Providers whose stored secrets cannot be opened; they are off until they are entered again. */
  problems(): OfficeProblem[];

  createKey(input: KeyInput, author: string): { key: StoredKey; plaintext: string };
  updateKey(id: string, change: KeyChange, author: string): StoredKey;
  revokeKey(id: string, author: string): void;
  /** Takes the place of the session's former one. */
  createAskKey(input: AskKeyInput, author: string): { key: StoredKey; plaintext: string };
  /** Revokes the keys that the UI has made for itself, where `which` holds. */
  revokeAskKeys(which: (key: StoredKey) => boolean, author: string): void;

  addProvider(input: ProviderInput, author: string): ProviderConfig;
  updateProvider(id: string, change: ProviderChange, author: string): ProviderConfig;
  /** Takes its cells out of the policy too; `conflict` while an alias names it. */
  removeProvider(id: string, author: string): void;

  /** An alias of that name is replaced. */
  setAlias(name: string, deployments: DeploymentRef[], author: string): ModelAlias;
  removeAlias(name: string, author: string): void;
  /** `names` come first, in this order. Throws `not_found` for one that is none. */
  orderAliases(names: readonly string[], author: string): ModelAlias[];

  /** A new version, unless nothing changed. `mutate` gets the newest policy and returns the next one. */
  changePolicy(author: string, comment: string, mutate: (policy: Policy) => Policy): PolicyChange;
  /** What the policy would be; nothing is stored. */
  draftPolicy(draft: PolicyDraft): Policy;
  /** The draft as one version. Throws `conflict` where the newest version is not `baseVersion`. */
  applyPolicyDraft(draft: PolicyDraft, baseVersion: number, author: string, comment?: string): PolicyChange;
  /** An old version as a new one; `dropped` rules named providers or aliases that are gone. Throws `conflict` as above. */
  restorePolicy(version: number, baseVersion: number, author: string, comment?: string): PolicyChange & { dropped: number };
  setCell(change: CellChange, author: string, comment?: string): PolicyChange;
  setOtherwise(dataClass: DataClass, otherwise: Otherwise, author: string, comment?: string): PolicyChange;
  setLocalModels(dataClass: DataClass, models: string[], author: string, comment?: string): PolicyChange;
  /** A rule of that name is replaced. */
  setRoute(rule: RouteRule, author: string, comment?: string): PolicyChange;
  removeRoute(name: string, author: string): PolicyChange;
  policyVersion(version: number): Policy | undefined;
  /** Newest first. */
  policyVersions(): Omit<Policy, 'cells' | 'otherwise' | 'localModels' | 'routes'>[];

  setLockdown(on: boolean, author: string): Lockdown;
  setSetting<N extends SettingName>(name: N, value: OfficeSettings[N], author: string): void;

  /** Several changes as one: all or nothing. */
  together<T>(work: () => T): T;
  onChange(listener: (event: OfficeEvent) => void): () => void;
  /** Writes the times of last use; call before the store is closed. */
  close(): void;
}
