import Type, { type Static } from 'typebox';
import { nullable, ProviderFailure, Time } from './schemas.ts';

const Capabilities = Type.Object({
  chat: Type.Optional(Type.Boolean()),
  embeddings: Type.Optional(Type.Boolean()),
  tools: Type.Optional(Type.Boolean()),
  images: Type.Optional(Type.Boolean()),
  jsonSchema: Type.Optional(Type.Boolean()),
  reasoning: Type.Optional(Type.Boolean()),
  contextLength: Type.Optional(Type.Number()),
});
export const LocalModel = Type.Object({ name: Type.String(), digest: Type.String(), sizeBytes: Type.Number(), capabilities: Capabilities });
export const Step = Type.Object({
  id: Type.String(),
  title: Type.String(),
  state: Type.Enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  done: Type.Optional(Type.Number()),
  total: Type.Optional(Type.Number()),
  bytesPerSecond: Type.Optional(Type.Number()),
  secondsLeft: Type.Optional(Type.Number()),
  /** What is being done, and what failed, as codes (`failure`: of the one error table); `message` says more, in English. */
  doing: Type.Optional(Type.Enum(['downloading', 'unpacking', 'building', 'installing-packages', 'waiting', 'checking', 'importing', 'retrying', 'trying-next'])),
  failure: Type.Optional(Type.String()),
  /** Whether it is a model on its way from the library or from a file. */
  kind: Type.Optional(Type.Enum(['download', 'import'])),
  message: Type.Optional(Type.String()),
});
/** What an installed model takes of memory: as Ollama says where it is `loaded`, else an estimate. `graphicsBytes`: how much of it stands on the graphics card. */
export const ModelMemory = Type.Object({ name: Type.String(), loaded: Type.Boolean(), bytes: Type.Number(), graphicsBytes: Type.Number() });
export const TakenOver = Type.Object({ name: Type.String(), how: Type.Enum(['linked', 'symlinked', 'copied', 'already there', 'skipped']), reason: Type.Optional(Type.String()) });
export const Benchmark = Type.Object({ model: Type.String(), promptTokensPerSecond: Type.Number(), answerTokensPerSecond: Type.Number(), measuredAt: Time });
export const Hardware = Type.Object({
  platform: Type.String(),
  cpuModel: Type.String(),
  cpuCores: Type.Number(),
  ramBytes: Type.Number(),
  vramBytes: nullable(Type.Number()),
  gpu: nullable(Type.String()),
  freeDiskBytes: Type.Number(),
  /** The last one of each model, since Gatehouse runs. */
  benchmarks: Type.Array(Benchmark),
});
export const Recommendation = Type.Object({
  name: Type.String(),
  kind: Type.Enum(['chat', 'embedding']),
  parameters: Type.String(),
  sizeBytes: Type.Number(),
  minRamBytes: Type.Number(),
  contextLength: Type.Number(),
  licence: Type.String(),
  quality: Type.Object({ en: Type.String(), de: Type.String(), fr: Type.String(), it: Type.String() }),
  tools: Type.Boolean(),
  images: Type.Boolean(),
  starterRank: nullable(Type.Number()),
  fits: Type.Boolean(),
  /** `reason` as a code. */
  fit: Type.Enum(['card', 'memory', 'slow', 'noDisk', 'noMemory']),
  reason: Type.String(),
  installed: Type.Boolean(),
  recommended: Type.Boolean(),
});
/** Its progress stands in `status`, under this id. */
export const StepStarted = Type.Object({ id: Type.String() });

/** "Nothing leaves the building". Models are still downloaded: no request goes with them, only the model's name. */
export const Lockdown = Type.Object({ on: Type.Boolean(), since: nullable(Time), by: nullable(Type.String()), downloads: Type.Literal('allowed') });

export const Status = Type.Object({
  version: Type.String(),
  pid: Type.Integer(),
  /** UTC milliseconds. */
  startedAt: Time,
  home: Type.String(),
  addresses: Type.Array(Type.String()),
  policyVersion: Type.Integer(),
  keys: Type.Integer(),
  providers: Type.Integer(),
  traces: Type.Object({ interrupted: Type.Integer(), waiting: Type.Integer(), lost: Type.Integer() }),
  /** `message` is English; a page says it by its code. */
  problems: Type.Array(Type.Object({ code: Type.Enum(['provider-headers', 'recognisers', 'egress-mismatch', 'backup-failed']), provider: Type.Optional(Type.String()), message: Type.String() })),
  /** Providers that are switched on and whose last attempt failed; `since`: the first of its `failures` in a row. What failed first comes first. */
  failing: Type.Array(Type.Object({ provider: Type.String(), name: Type.String(), code: ProviderFailure, failures: Type.Integer(), since: Time })),
  /** Models with a day on which their maker switches them off (`2027-01-14`), while aliases (`names`) lead to them; what ends first comes first. */
  endings: Type.Array(Type.Object({ provider: Type.String(), model: Type.String(), retires: Type.String(), names: Type.Array(Type.String()) })),
  /** Programs that asked without a good key in the last 24 hours and have not come with one since, the most recent first; `program` is what they call themselves, or empty. */
  turnedAway: Type.Array(Type.Object({ program: Type.String(), count: Type.Integer(), at: Time })),
  /** A version that is newer than what runs; null: none is known. */
  newer: nullable(Type.String()),
  /** Contracts with providers that have run out, or will within `CONTRACT_NOTICE_DAYS`; what ends first comes first. */
  contracts: Type.Array(Type.Object({ provider: Type.String(), name: Type.String(), expiresAt: Time })),
  lockdown: Lockdown,
  local: Type.Object({
    phase: Type.Enum(['preparing', 'starting', 'ready', 'failed', 'stopped']),
    message: Type.String(),
    steps: Type.Array(Step),
    ollama: Type.Optional(Type.Object({ version: Type.String(), path: Type.String(), source: Type.String(), pid: Type.Optional(Type.Number()) })),
    confinement: Type.Optional(Type.Enum(['namespace', 'loopback'])),
    confinementReason: Type.Optional(Type.String()),
    restarts: Type.Number(),
    models: Type.Array(LocalModel),
  }),
});
export const Check = Type.Object({ id: Type.String(), title: Type.String(), state: Type.Enum(['ok', 'warning', 'failed']), message: Type.String(), hint: Type.Optional(Type.String()) });
export type Check = Static<typeof Check>;
export const Doctor = Type.Object({ ok: Type.Boolean(), checks: Type.Array(Check) });
