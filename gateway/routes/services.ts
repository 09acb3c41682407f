import type { Budgets } from '../budget/budgets.ts';
import type { Cancellation } from '../core/cancellation.ts';
import type { OfficeState } from '../config/office.ts';
import type { Classifier } from '../classify/classifier.ts';
import type { MemoryBudget } from '../core/memory-budget.ts';
import type { ExecuteServices } from '../execute/types.ts';
import type { LocalEngine } from '../local/types.ts';
import type { Catalogue } from '../policy/resolve.ts';
import type { Conversations } from '../store/conversations.ts';
import type { Pseudonyms } from '../store/pseudonyms.ts';
import type { Contents } from '../trace/contents/contents.ts';
import type { Recorder } from '../trace/recorder.ts';
import type { ResponseStates } from '../core/kept-response.ts';
import type { Seals } from '../core/sealed.ts';
import type { ModelRegistry } from '../models/registry.ts';

/** What the data API's routes are given by `app.ts`. */
export interface DataServices {
  office: OfficeState;
  catalogue: Catalogue;
  engine: LocalEngine;
  /** What is known of providers' models. */
  models: ModelRegistry;
  recorder: Recorder;
  execute: ExecuteServices;
  conversations: Conversations;
  classifier: Classifier;
  pseudonyms: Pseudonyms;
  budgets: Pick<Budgets, 'admit'>;
  /** The memory that large answers of providers may hold at once. */
  answerBudget: MemoryBudget;
  contents: Pick<Contents, 'wanted' | 'keep' | 'erased'>;
  /** Keyed hash of a body, for the audit log. */
  bodyMark(body: string | Buffer): string;
  responses: ResponseStates;
  /** Around opaque values of providers, so that they are known again. */
  seals: Seals;
  /** The requests that run, so that a revoked key or a lockdown ends them. */
  running: Running;
}

export interface Running {
  /** True while more have been added than may run at once: the last one is refused. */
  readonly tooMany: boolean;
  /** Registers a request; the returned function takes it off again. */
  add(entry: RunningEntry, cancellation: Cancellation): () => void;
}

export interface RunningEntry {
  traceId: string;
  keyId: string;
  /** Its plan names a deployment outside the building. */
  leaves: boolean;
}
