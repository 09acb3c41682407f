import type { ChatRequest } from '../core/chat.ts';
import type { Cancellation } from '../core/cancellation.ts';
import type { Charge } from '../budget/charge.ts';
import type { Clearance } from '../core/clearance.ts';
import type { Clock } from '../core/clock.ts';
import type { JsonObject } from '../core/json.ts';
import type { MemoryShare } from '../core/memory-budget.ts';
import type { DeploymentRef, ProviderConfig } from '../core/model.ts';
import type { ProviderHealth } from '../breaker/health.ts';
import type { RestingPlaces } from '../breaker/rest.ts';
import type { Egress } from '../egress/types.ts';
import type { LocalEngine } from '../local/types.ts';
import type { ModelFacts } from '../models/registry.ts';
import type { Dialect } from '../providers/define.ts';

export interface ExecuteSettings {
  /** Retries per deployment beside the first attempt. */
  retries: number;
  /** Milliseconds before the first retry; doubled each time up to `maxBackoffMs`, half of it random. */
  backoffMs: number;
  maxBackoffMs: number;
  /** A `retry-after` longer than this, in milliseconds, is not waited for. */
  maxRetryAfterMs: number;
  /** Milliseconds a remote deployment has until the first event of a stream. */
  firstByteMs: number;
  /** Milliseconds a remote deployment has for an answer that is not streamed: it comes only once all of it is made. */
  plainMs: number;
  /** Milliseconds a whole request may take, with all its attempts and its stream; 0: as long as it wants. */
  totalMs: number;
  /** Milliseconds a stream may be silent. */
  idleMs: number;
  /** Milliseconds the local model has until its first token, time in the queue not counted. */
  localFirstByteMs: number;
}

export interface ExecuteServices {
  egress: Egress;
  engine: LocalEngine;
  resting: RestingPlaces;
  health: ProviderHealth;
  clock: Clock;
  settings: ExecuteSettings;
  provider(id: string): ProviderConfig | undefined;
  credential(providerId: string, name?: string): string | undefined;
  /** What is known of a provider's model: what it can do, and tokens of its longest answer. */
  facts(deployment: DeploymentRef): Pick<ModelFacts, 'capabilities' | 'outputLimit'> | undefined;
  /** 0 ≤ x < 1. */
  random(): number;
}

/** One call to one deployment, as the trace shows it. */
export interface Attempt {
  deployment: string;
  /** UTC milliseconds. */
  startedAt: number;
  ms: number;
  status?: number;
  error?: string;
  /** Of the provider, at that time. */
  region?: string;
  /** Nano-dollars that it counts for though no numbers came. */
  cost?: number;
}

export interface Call {
  clearance: Clearance;
  plan: readonly DeploymentRef[];
  /** Who stands in the local queue: the virtual key's id. */
  owner: string;
  /** Aborted when the client goes away or its key is revoked. */
  cancellation: Cancellation;
  /** Filled as the call goes. */
  attempts: Attempt[];
  /** Asked before each attempt, and told of its sending and its end. */
  charge?: Pick<Charge, 'begin' | 'sent' | 'over'>;
  /** What the gateway bounds each answer to; tokens. */
  outputBound?: number;
  /** The same for the bundled model. */
  localBound?: number;
  /** The memory that a large answer takes, until the client has it. */
  memory: Pick<MemoryShare, 'take' | 'giveBack'>;
  /** Told of each body that is handed to egress. */
  onSent?(sent: Sent): void;
}

export interface Sent {
  provider: ProviderConfig;
  /** Where to, in full. */
  url: string;
  body: string | Buffer;
}

/** One chat request on its way to whichever deployment answers it. */
export interface ChatAsk {
  /** Canonical. */
  request: ChatRequest;
  /** As the client sent it, for a provider that speaks the same dialect. */
  native?: { dialect: Dialect; body: JsonObject; headers: Record<string, string> };
  /** Opaque values of providers' in it, and whose they are: nobody else gets them. */
  sealed: ReadonlyMap<string, string>;
  /** Parameters that only `native` can carry. */
  ownOnly: readonly string[];
  /** Hints that only `native` can carry. */
  hints: readonly string[];
}

export interface Answered<T> {
  deployment: DeploymentRef;
  /** The provider speaks the client's own dialect, and `NATIVE` holds its own words. */
  native?: boolean;
  warnings: string[];
  value: T;
}

/** Events as they arrive, in batches of one network read; the first batch has arrived already. Throws on an error in mid-stream, and where it ends before its last event. */
export type Batches<T> = AsyncGenerator<T[], void, void>;
