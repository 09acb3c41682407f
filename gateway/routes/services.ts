import type { Cancellation } from '../core/cancellation.ts';
import type { OfficeState } from '../config/office.ts';
import type { ExecuteServices } from '../execute/types.ts';
import type { LocalEngine } from '../local/types.ts';
import type { Catalogue } from '../policy/resolve.ts';
import type { Conversations } from '../store/conversations.ts';
import type { Recorder } from '../trace/recorder.ts';

/** What the data API's routes are given by `app.ts`. */
export interface DataServices {
  office: OfficeState;
  catalogue: Catalogue;
  engine: LocalEngine;
  recorder: Recorder;
  execute: ExecuteServices;
  conversations: Conversations;
  /** The requests that run, so that a revoked key ends them. */
  running: Running;
}

export interface Running {
  /** Registers a request under its key; the returned function takes it off again. */
  add(keyId: string, cancellation: Cancellation): () => void;
}
