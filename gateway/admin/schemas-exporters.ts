import Type from 'typebox';
import { closed, DataClass, Name, nullable, Text, Time } from './schemas.ts';

const Kind = Type.Enum(['otlp', 'langfuse']);
const Secret = Type.String({ minLength: 1, maxLength: 8192 });
const fields = {
  endpoint: Text,
  headers: Type.Optional(Type.Record(Type.String(), Type.String({ maxLength: 8192 }))),
  publicKey: Type.Optional(Secret),
  secretKey: Type.Optional(Secret),
  classes: Type.Optional(Type.Array(DataClass, { minItems: 1, maxItems: 4 })),
  enabled: Type.Optional(Type.Boolean()),
};
export const ExporterInput = closed({ name: Name, kind: Kind, ...fields });
/** What is not given stays; headers and keys are forgotten where the address becomes another server's. */
export const ExporterChange = closed({ ...fields, name: Type.Optional(Name), endpoint: Type.Optional(Text) });
/** Names of headers only: values and keys are written, never read. */
export const Exporter = Type.Object({
  id: Type.String(),
  name: Type.String(),
  kind: Kind,
  endpoint: Type.String(),
  headers: Type.Array(Type.String()),
  hasKeys: Type.Boolean(),
  /** Of confidential and secret requests names are sent as keyed hashes. */
  classes: Type.Array(DataClass),
  enabled: Type.Boolean(),
  leaves: Type.Boolean(),
  createdAt: Time,
  status: Type.Object({
    waiting: Type.Integer(),
    sent: Type.Integer(),
    dropped: Type.Integer(),
    refused: Type.Integer(),
    withheld: Type.Integer(),
    lastSentAt: nullable(Time),
    problem: nullable(Type.String()),
  }),
});
export const ExporterTest = Type.Object({ ok: Type.Boolean(), message: Type.String(), ms: Type.Number() });

const Access = Type.Enum(['off', 'token', 'loopback']);
export const MetricsAccess = closed({ access: Access });
/** `token` only in the answer to the change that made it. */
export const MetricsGranted = Type.Object({ access: Access, token: nullable(Type.String()) });
