import Type from 'typebox';
import { nullable, Time } from './schemas.ts';
import { Hardware } from './schemas-status.ts';

/** For whoever helps the office. Made of what is named here alone: no names, paths, addresses, models' names, texts of errors or contents. */
export const Diagnostics = Type.Object({
  format: Type.Literal('gatehouse-diagnostics'),
  createdAt: Time,
  versions: Type.Object({ gatehouse: Type.String(), node: Type.String(), sqlite: Type.String(), ollama: nullable(Type.String()), schema: Type.Integer() }),
  system: Type.Object({ platform: Type.String(), release: Type.String(), arch: Type.String() }),
  hardware: Type.Omit(Hardware, ['benchmarks']),
  startedAt: Time,
  doctor: Type.Array(Type.Object({ id: Type.String(), state: Type.Enum(['ok', 'warning', 'failed']) })),
  local: Type.Object({
    phase: Type.String(),
    confinement: nullable(Type.String()),
    restarts: Type.Number(),
    models: Type.Array(Type.Object({ sizeBytes: Type.Number(), contextLength: nullable(Type.Number()) })),
  }),
  lockdown: Type.Boolean(),
  waysIn: Type.Array(Type.String()),
  counts: Type.Object({ keys: Type.Integer(), providers: Type.Integer(), aliases: Type.Integer(), policyVersion: Type.Integer(), traces: Type.Integer(), auditRecords: Type.Integer() }),
  traces: Type.Object({ interrupted: Type.Integer(), waiting: Type.Integer(), lost: Type.Integer() }),
  settings: Type.Object({ durability: Type.String(), traceRetentionDays: Type.Integer(), furtherAddresses: Type.Integer(), hostNames: Type.Integer(), bodyLimitBytes: Type.Integer(), concurrentRequests: Type.Integer() }),
  databaseBytes: Type.Number(),
  memoryBytes: Type.Number(),
  /** Of the last seven days, the most frequent first. */
  errors: Type.Array(Type.Object({ code: Type.String(), httpStatus: nullable(Type.Integer()), endpoint: Type.String(), count: Type.Integer(), last: Time })),
});
