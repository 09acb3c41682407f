import type { ErrorCode } from '../core/errors.ts';
import type { JsonObject } from '../core/json.ts';
import type { Capabilities } from '../core/model.ts';

export { LOCAL_ORIGIN } from '../core/model.ts';

export type Doing = 'downloading' | 'unpacking' | 'building' | 'installing-packages' | 'waiting' | 'checking' | 'importing' | 'retrying' | 'trying-next';

export interface StepProgress {
  /** Stable id: `ollama`, `start`, `model:smollm2:135m` … */
  id: string;
  title: string;
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  /** Bytes, where the step has bytes. */
  done?: number;
  total?: number;
  bytesPerSecond?: number;
  secondsLeft?: number;
  /** What is being done, as a code: a UI says it in any language. */
  doing?: Doing;
  /** One line of English: which way is tried, what failed, what to do. */
  message?: string;
  /** What failed, as a code of the one error table, where it has one: a UI says it in any language. */
  failure?: ErrorCode;
  /** Of a model: whether it comes from the library or from a file. */
  kind?: 'download' | 'import';
}

export interface LocalStatus {
  phase: 'preparing' | 'starting' | 'ready' | 'failed' | 'stopped';
  message: string;
  steps: StepProgress[];
  ollama?: { version: string; path: string; source: string; pid?: number };
  /** `namespace`: no network, kernel-enforced; `loopback`: the next best, with the reason in `confinementReason`. */
  confinement?: 'namespace' | 'loopback';
  confinementReason?: string;
  restarts: number;
}

export interface LocalModel {
  /** As Ollama lists it, `smollm2:135m`. */
  name: string;
  digest: string;
  sizeBytes: number;
  capabilities: Capabilities;
}

export interface Place {
  /** The context size to ask for with `options.num_ctx`. */
  numCtx: number;
  /**
   * The model's own context, in tokens. Where Ollama says that a prompt does not fit although `numCtx` is smaller than this, the estimate was too low:
   * release, and admit again with `promptTokens: numCtx + 1`, which takes the next step.
   */
  contextLimit: number;
  /**
   * Gives the place back; must be called once. `evaluating`: the client went away before the first token, so the runner's work on the
   * prompt goes on unless it is ended here.
   */
  release(how: 'finished' | 'generating' | 'evaluating'): void;
}

/** What the rest of the gateway sees of the bundled Ollama. */
export interface LocalEngine {
  status(): LocalStatus;
  onStatus(listener: (status: LocalStatus) => void): () => void;
  /** What is installed, in a stable order; empty while not ready. */
  models(): LocalModel[];
  /** What is in memory at the moment, as Ollama's `/api/ps` tells it; empty while not ready. */
  loaded(): Promise<JsonObject[]>;
  /**
   * Waits for a place in the queue that is fair between `owner`s. Rejects with `local_model_unavailable` (with the progress in the message),
   * `local_model_busy` (`retry-after`), or `context_length_exceeded` where the prompt's lower bound cannot fit the model's context.
   */
  admit(request: { owner: string; model: string; promptTokens: number; outputTokens: number; signal: AbortSignal }): Promise<Place>;
  stop(): Promise<void>;
}

/** A long step that was started: its id in `status().steps`, and its end. `finished` rejects with a `GatehouseError` when it fails or is cancelled. */
export interface LocalJob {
  id: string;
  finished: Promise<void>;
}

export interface Hardware {
  platform: string;
  cpuModel: string;
  cpuCores: number;
  ramBytes: number;
  /** null: no graphics card with memory of its own was found, or none that can be asked. */
  vramBytes: number | null;
  gpu: string | null;
  /** Free where the models are kept. */
  freeDiskBytes: number;
  /** The last one of each model, since the start. */
  benchmarks: Benchmark[];
}

export interface Benchmark {
  model: string;
  promptTokensPerSecond: number;
  answerTokensPerSecond: number;
  /** UTC milliseconds. */
  measuredAt: number;
}

/** A row of `resources/local-models.json`. */
export interface CatalogueModel {
  name: string;
  kind: 'chat' | 'embedding';
  parameters: string;
  sizeBytes: number;
  /** What the machine must have in all, the rest of the office's software included. */
  minRamBytes: number;
  contextLength: number;
  licence: string;
  /** One sentence per language of the pages. */
  quality: Record<'en' | 'de' | 'fr' | 'it', string>;
  tools: boolean;
  images: boolean;
  /** Where several fit, the highest is the starter model; null: never chosen by itself. */
  starterRank: number | null;
}

export interface Recommendation extends CatalogueModel {
  /** Whether it fits this machine, and why not if it does not. */
  fits: boolean;
  /** `reason` as a code: on the graphics card, in memory, in memory but slow; or what is lacking. */
  fit: 'card' | 'memory' | 'slow' | 'noDisk' | 'noMemory';
  reason: string;
  installed: boolean;
  recommended: boolean;
}

export interface TakenOver {
  name: string;
  how: 'linked' | 'symlinked' | 'copied' | 'already there' | 'skipped';
  /** Why it was skipped. */
  reason?: string;
}

/** Steering the bundled Ollama's models: for the admin API and the command line. Errors are `GatehouseError`s. */
export interface LocalAdmin {
  /** Downloads a model of the model registry into the store; one after the other. `invalid_request` for cloud models and bad names. */
  pull(name: string): LocalJob;
  /** Ends a running or waiting job; what it has downloaded stays for the next attempt. False: no such job. */
  cancel(id: string): boolean;
  /** Imports a GGUF file of this machine under a name of its own. */
  importGguf(path: string, name: string): LocalJob;
  /** Imports a folder of safetensors weights, such as an embedding model. */
  importFolder(path: string, name: string): LocalJob;
  /** Links the models of an Ollama that is installed on this machine into our store. */
  takeOver(modelsDir?: string): Promise<TakenOver[]>;
  /** Deletes a model; `model_not_found`. */
  remove(name: string): Promise<void>;
  hardware(): Promise<Hardware>;
  /** Measures an installed chat model; takes seconds and a place in the queue. */
  benchmark(model: string): Promise<Benchmark>;
  recommendations(): Promise<Recommendation[]>;
  /** Reads the list of installed models anew. */
  refresh(): Promise<LocalModel[]>;
}
