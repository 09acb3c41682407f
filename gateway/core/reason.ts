import type { DataClass } from './data-class.ts';

export const REASON_CODES = [
  'allowed', 'allowed-tools', 'local-model', 'no-rule', 'denied', 'pseudonymised', 'pseudonymised-only', 'unknown-provider', 'provider-off', 'lockdown',
  'ended', 'models', 'regions', 'contract-ended', 'no-contract', 'keys', 'tags', 'addresses', 'tools', 'tools-local',
  'local-asked', 'over-budget', 'otherwise-local', 'otherwise-refuse', 'above-ceiling', 'key-off',
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

/** Why a provider may see a request or not, as data: a UI says it in any language. */
export interface Reason {
  code: ReasonCode;
  /** For people: its name, or its id where it is unknown. */
  provider?: string;
  /** The class that the rule speaks of; of a key, its ceiling. */
  dataClass?: DataClass;
  /** The models, regions or tags that the rule asks for; the tools that the request asks the provider to run. */
  values?: string[];
  /** The provider's own region. */
  region?: string;
  /** UTC milliseconds: when the permission or the contract ended. */
  at?: number;
}
