import type { DataClass } from './data-class.ts';

/** Where a provider's machines stand, in words an office uses: `eu`, `ch`, `us`, `on-prem`, `local` … */
export type Region = string;

/** The id of the bundled Ollama among the providers. */
export const LOCAL_PROVIDER = 'local';

/** The bundled Ollama's origin inside the process; egress carries it to a Unix socket (or to a loopback port). */
export const LOCAL_ORIGIN = 'http://bundled-ollama.localhost';

export interface Contract {
  id?: string;
  /** UTC milliseconds. */
  expiresAt?: number;
  transferBasis?: string;
  secrecyApproved?: boolean;
  retention?: string;
  trainsOnData?: boolean;
}

/** A configured provider. Its secret stays in the store: `credential` is a handle, never the value. */
export interface ProviderConfig {
  id: string;
  /** Which adapter of `providers/` speaks for it. */
  kind: string;
  name: string;
  baseUrl: string;
  region: Region;
  /** Sent beside the credential; values may be secret and are stored encrypted. */
  headers: Record<string, string>;
  hasCredential: boolean;
  contract: Contract;
  /** Models that may be asked for by name; empty: any. */
  models: string[];
  enabled: boolean;
}

/** `provider[@credential]/model`, split at the first slash. */
export interface DeploymentRef {
  provider: string;
  credential?: string;
  model: string;
}

export interface ModelAlias {
  name: string;
  /** In the order in which they are tried. */
  deployments: DeploymentRef[];
}

/** Days before a model is switched off from which it wants attention. */
/** Days before a contract ends from which it wants attention. */
export const CONTRACT_NOTICE_DAYS = 30;
export const RETIREMENT_NOTICE_DAYS = 90;

/** Whom a key stands for. */
export type OwnerKind = 'application' | 'person' | 'team';

export interface VirtualKey {
  id: string;
  name: string;
  owner: string;
  ownerKind: OwnerKind;
  /** The id of its department; null: none. */
  team: string | null;
  /** `ask`: made for one session of the UI, for its own pages only. */
  purpose: 'tool' | 'ask';
  floor: DataClass;
  ceiling: DataClass;
  /** The class of images, audio and files, which nothing here reads; null: the ceiling. */
  mediaClass: DataClass | null;
  /** Aliases and `provider/model` names it may ask for; null: all that are cleared. */
  models: string[] | null;
  /** Browser origins that may use it (CORS). */
  origins: string[];
  createdAt: number;
  expiresAt: number | null;
  disabled: boolean;
  lastUsedAt: number | null;
}

export type CellAction = 'allow' | 'pseudonymise' | 'deny';
export type Otherwise = 'local' | 'refuse';

/** When a cell holds; an absent condition is met. */
export interface Conditions {
  models?: string[];
  regions?: Region[];
  /** The provider's contract must have been signed and not have run out. */
  contractValid?: boolean;
  keys?: string[];
  tags?: string[];
  /** CIDR ranges of client addresses. */
  clientAddresses?: string[];
  /** UTC milliseconds; from then on the cell counts as `deny`. */
  until?: number;
  /** Tools that the provider may run itself for such a request (a web search), as its adapter names them. Unlike the others, absent means none. */
  hostedTools?: string[];
}

export interface Cell {
  dataClass: DataClass;
  provider: string;
  action: CellAction;
  conditions: Conditions;
}

/** Sends matching requests to another alias; it only narrows what the class allows. All given matchers must match. */
export interface RouteRule {
  name: string;
  when: {
    tags?: string[];
    keys?: string[];
    clientAddresses?: string[];
    /** UTC milliseconds; from then on the rule is over. */
    until?: number;
  };
  alias: string;
}

export interface Policy {
  version: number;
  author: string;
  createdAt: number;
  comment: string;
  cells: Cell[];
  otherwise: Record<DataClass, Otherwise>;
  /** Per class: the local models to try, in order; an empty list means any that is installed. */
  localModels: Record<DataClass, string[]>;
  routes: RouteRule[];
}

export interface Usage {
  promptTokens: number;
  completionTokens: number;
  cachedTokens?: number;
  cacheWriteTokens?: number;
  /** Of those, the ones that are kept for an hour. */
  cacheWriteHourTokens?: number;
  reasoningTokens?: number;
  audioInTokens?: number;
  audioOutTokens?: number;
  /** True where the provider gave no numbers and these were made from the text. */
  estimated: boolean;
}

/** What a model can do, as far as it is known; `undefined` is unknown. */
export interface Capabilities {
  chat?: boolean;
  embeddings?: boolean;
  tools?: boolean;
  images?: boolean;
  jsonSchema?: boolean;
  reasoning?: boolean;
  /** Tokens. */
  contextLength?: number;
}
