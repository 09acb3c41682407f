import type { DialectName } from './dialects.ts';
import type { Cell, Conditions, DeploymentRef, RouteRule } from '../../../gateway/core/model.ts';

export const CLASSES = ['public', 'internal', 'confidential', 'secret'] as const;
export type Class = (typeof CLASSES)[number];
export const rankOf = (dataClass: Class): number => CLASSES.indexOf(dataClass);

/** What stands on the internet, or in the office, and pretends to be a provider. */
export interface Place {
  /** Provider id, or `elsewhere`. */
  id: string;
  kind: 'openai-compatible' | 'ollama' | 'anthropic' | 'openai';
  /** Absent: reached by its address, without TLS. */
  host?: string;
  address: string;
  region: string;
  credential: string;
}

export interface KeyModel {
  id: string;
  plaintext: string;
  floor: Class;
  ceiling: Class;
  mediaClass: Class | null;
  models: string[] | null;
}

/** All that the administrator has said, as the oracle knows it. Replaced as a whole, never changed in place. */
export interface OfficeModel {
  cells: readonly Cell[];
  routes: readonly RouteRule[];
  aliases: ReadonlyMap<string, readonly DeploymentRef[]>;
  /** By provider: what conditions ask about, whether it is on, and the place that its address leads to. */
  providers: ReadonlyMap<string, { region: string; contract: { id?: string; expiresAt?: number }; enabled: boolean; place: string }>;
  lockdown: boolean;
  keys: ReadonlyMap<string, KeyModel>;
}

/** A value that must not be seen where its class is not allowed, and never under stand-ins. */
export interface Plant {
  recogniser: string;
  /** The class that this value makes a request at the least. */
  rank: number;
  value: string;
  /** As it stands in the request: mutated, or cut in two. */
  written: string | [string, string];
  label: string;
}

/** Paths under `/v1/`, but for a chat, whose path is its dialect's. */
export const ENDPOINTS = ['chat', 'embeddings', 'completions', 'moderations', 'images/generations', 'images/edits', 'audio/speech', 'audio/transcriptions', 'audio/translations'] as const;
export type Endpoint = (typeof ENDPOINTS)[number];

export interface Case {
  number: number;
  /** In every request; tells whose bytes they are. */
  marker: string;
  key: string;
  keyInPath: boolean;
  prefix: Class | undefined;
  header: Class | undefined;
  headerTags: string[];
  bodyTags: string[];
  session: string | undefined;
  endpoint: Endpoint;
  /** In which a chat is asked. */
  dialect: DialectName;
  model: string;
  plants: Plant[];
  /** Holds a part that nothing can read: a picture or sound, or what could be anything. */
  unreadable: false | 'media' | 'unknown';
  /** Holds no text but the names of models and formats, which may be known: a recogniser that fails may not be asked at all. */
  nothingNew?: boolean;
  /** Goes to nobody, whatever the rules say. */
  unsent?: string;
  body: Record<string, unknown>;
  /** Milliseconds until the client goes away; undefined: it stays. */
  abortAfter: number | undefined;
}

/** What was in force while a case ran. */
export interface Circumstances {
  states: OfficeModel[];
  /** A recogniser throws, or the office's words cannot be opened. */
  blind: boolean;
  /** What its conversation had reached for certain. */
  reached: number;
}

export type Access = 'no' | 'stand-ins' | 'clear';
export type { Cell, Conditions, DeploymentRef };
