import Type from 'typebox';
import { closed, Digits, Name, nullable, Time } from './schemas.ts';

export const AuditQuery = closed({
  limit: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,3}$' })),
  before: Type.Optional(Digits),
  actor: Type.Optional(Name),
  action: Type.Optional(Name),
  /** Without the records of requests. */
  acts: Type.Optional(Type.Literal('1')),
});
export const AuditRecord = Type.Object({
  seq: Type.Integer(),
  time: Time,
  actor: Type.String(),
  action: Type.String(),
  detail: Type.Record(Type.String(), Type.Unknown()),
  previous: Type.String(),
  hash: Type.String(),
});
export const AuditVerdict = Type.Union([
  Type.Object({ intact: Type.Literal(true), records: Type.Integer(), head: Type.String(), checkpoints: Type.Integer() }),
  Type.Object({ intact: Type.Literal(false), records: Type.Integer(), brokenAt: Type.Integer(), reason: Type.String() }),
]);

/** A day of the office (its beginning, or as an end the day as a whole), or a moment in UTC. */
const Moment = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,3})?)?Z)?$' });
const range = { from: Type.Optional(Moment), to: Type.Optional(Moment) };
export const AuditRange = closed(range);
export const AuditReportQuery = closed({ from: Moment, to: Moment });
export const AuditPageQuery = closed({ from: Moment, to: Moment, language: Type.Optional(Type.Enum(['en', 'de', 'fr', 'it'])) });

export const Checkpoint = Type.Object({ seq: Type.Integer(), hash: Type.String(), time: Time, records: Type.Integer(), keyId: Type.String(), signature: Type.String() });
export const AuditKey = Type.Object({
  /** PEM. */
  publicKey: Type.String(),
  /** 32 hexadecimal digits: what people compare. */
  fingerprint: Type.String(),
  latest: nullable(Checkpoint),
});

const count = { requests: Type.Integer(), bytes: Type.Number() };
export const Reconciliation = Type.Object({
  /** Null: the log cannot take what waits, so nothing can be said. */
  balances: nullable(Type.Array(Type.Object({ origin: Type.String(), sent: Type.Object(count), recorded: Type.Object(count) }))),
  problem: nullable(Type.String()),
});

const span = { count: Type.Integer(), first: Time, last: Time };
export const AuditReport = Type.Object({
  from: Time,
  to: Time,
  timeZone: Type.String(),
  madeAt: Time,
  /** Of the log's key. */
  fingerprint: Type.String(),
  /** The period's records; `first` and `last` are null where there are none. */
  records: Type.Object({ count: Type.Integer(), first: nullable(Type.Integer()), last: nullable(Type.Integer()), head: Type.String() }),
  /** Null: the period's records follow one another, unchanged. */
  broken: nullable(Type.Object({ record: Type.Integer(), reason: Type.String() })),
  /** Who saw what: one row per provider, region, contract, class and way of sending. `sent` counts each attempt that may have let bytes out. */
  seen: Type.Array(Type.Object({
    provider: Type.String(),
    /** As the office calls it, or called it while it was there. */
    providerName: Type.String(),
    region: Type.String(),
    contract: nullable(Type.String()),
    dataClass: Type.String(),
    decision: Type.String(),
    sent: Type.Integer(),
    bytes: Type.Number(),
    first: Time,
    last: Time,
    /** Versions, ascending. */
    policies: Type.Array(Type.Integer()),
  })),
  refusals: Type.Array(Type.Object({ dataClass: Type.String(), code: Type.String(), why: nullable(Type.String()), ...span })),
  interrupted: Type.Array(Type.Object({ dataClass: Type.String(), ...span })),
  /** Changes of the rules; `loosened` where one may let more through than before. */
  policies: Type.Array(Type.Object({ seq: Type.Integer(), time: Time, actor: Type.String(), version: nullable(Type.Integer()), comment: Type.String(), loosened: Type.Boolean(), differences: Type.Array(Type.String()) })),
  /** Acts that an auditor should see. */
  notable: Type.Array(Type.Object({ seq: Type.Integer(), time: Time, actor: Type.String(), action: Type.String(), detail: Type.String() })),
  /** How many of each action there are. */
  actions: Type.Array(Type.Object({ action: Type.String(), count: Type.Integer() })),
  /** Rows that were left out of `policies` and `notable`; they are in the export. */
  leftOut: Type.Integer(),
});
