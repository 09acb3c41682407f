import Type, { type Static, type TProperties } from 'typebox';
import { FAILURES } from '../breaker/health.ts';
import { CURRENCIES } from '../core/money.ts';
import { REASON_CODES } from '../core/reason.ts';
import { MEASURES, PERIODS } from '../core/spending.ts';

export const closed = <P extends TProperties>(properties: P) => Type.Object(properties, { additionalProperties: false });
export const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const DataClass = Type.Enum(['public', 'internal', 'confidential', 'secret']);
export const Name = Type.String({ minLength: 1, maxLength: 128 });
export const Text = Type.String({ minLength: 1, maxLength: 4096 });
export const Comment = Type.String({ maxLength: 1000 });
export const Digits = Type.String({ pattern: '^[0-9]{1,15}$' });
/** UTC milliseconds. */
export const Time = Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000 });
const Names = Type.Array(Text, { minItems: 1, maxItems: 1000 });
const RoleSchema = Type.Enum(['admin', 'auditor']);

export const Principal = Type.Object({ name: Type.String(), role: RoleSchema, via: Type.Enum(['socket', 'session']) });
/** `resume`: see `Session`; null on the socket. */
export const OwnSession = Type.Object({ ...Principal.properties, resume: nullable(Type.String()) });
/** `resume`: 32 bytes in base64url, which prove the session to a gateway that was started again (`session.resume`). */
export const Session = Type.Object({ token: Type.String(), resume: Type.String(), name: Type.String(), role: RoleSchema, expiresAt: Time });
export const Admin = Type.Object({ id: Type.String(), name: Type.String(), role: RoleSchema, createdAt: Time });
export const LinkInput = closed({ name: Name, role: RoleSchema });
/** `token` stands behind the `#` of `url`, so that no server log gets it. */
export const Link = Type.Object({ name: Type.String(), role: RoleSchema, token: Type.String(), url: Type.String(), expiresAt: Time });

/** Whom a key stands for. */
const OwnerKind = Type.Enum(['application', 'person', 'team']);
const keyFields = {
  owner: Type.Optional(Type.String({ maxLength: 200 })),
  ownerKind: Type.Optional(OwnerKind),
  team: Type.Optional(nullable(Name)),
  floor: Type.Optional(DataClass),
  ceiling: Type.Optional(DataClass),
  mediaClass: Type.Optional(nullable(DataClass)),
  models: Type.Optional(nullable(Type.Array(Text, { maxItems: 1000 }))),
  origins: Type.Optional(Type.Array(Text, { maxItems: 100 })),
  expiresAt: Type.Optional(nullable(Time)),
};
export const KeyInput = closed({ name: Name, ...keyFields });
export const KeyChange = closed({ name: Type.Optional(Name), ...keyFields, disabled: Type.Optional(Type.Boolean()) });
const key = {
  id: Type.String(),
  name: Type.String(),
  owner: Type.String(),
  ownerKind: OwnerKind,
  /** The id of its department. */
  team: nullable(Type.String()),
  /** `ask`: made by the UI for its own chat. */
  purpose: Type.Enum(['tool', 'ask']),
  last4: Type.String(),
  floor: DataClass,
  ceiling: DataClass,
  mediaClass: nullable(DataClass),
  models: nullable(Type.Array(Type.String())),
  origins: Type.Array(Type.String()),
  createdAt: Time,
  expiresAt: nullable(Time),
  disabled: Type.Boolean(),
  lastUsedAt: nullable(Time),
};
export const Key = Type.Object(key);
/** The only answer that ever holds the key itself. */
export const CreatedKey = Type.Object({ ...key, key: Type.String() });

export const Contract = closed({
  id: Type.Optional(Text),
  expiresAt: Type.Optional(Time),
  transferBasis: Type.Optional(Text),
  secrecyApproved: Type.Optional(Type.Boolean()),
  retention: Type.Optional(Text),
  trainsOnData: Type.Optional(Type.Boolean()),
});
const providerFields = {
  name: Type.Optional(Name),
  headers: Type.Optional(Type.Record(Type.String(), Type.String({ maxLength: 8192 }))),
  contract: Type.Optional(Contract),
  models: Type.Optional(Type.Array(Text, { maxItems: 1000 })),
  enabled: Type.Optional(Type.Boolean()),
};
const Credential = Type.String({ maxLength: 65536 });
/** `baseUrl` and `region` may be absent where the kind has one host, or has one in that region. */
export const ProviderInput = closed({ id: Name, kind: Name, baseUrl: Type.Optional(Text), region: Type.Optional(Name), ...providerFields, credential: Type.Optional(Credential) });
export const ProviderChange = closed({
  kind: Type.Optional(Name),
  baseUrl: Type.Optional(Text),
  region: Type.Optional(Name),
  ...providerFields,
  credential: Type.Optional(nullable(Credential)),
  credentialName: Type.Optional(Type.String({ maxLength: 64 })),
});
export const ProviderFailure = Type.Enum([...FAILURES]);
/** How it has answered of late: since the start of the process, or (`changedAt`) since it was set up as it is now. */
export const Health = Type.Object({
  answeredAt: nullable(Time),
  changedAt: nullable(Time),
  /** The last attempt that failed. */
  failed: nullable(Type.Object({ code: ProviderFailure, at: Time })),
  /** Attempts in a row that failed, up to the last one; 0: it does not fail now. `since`: the first of them. */
  failures: Type.Integer(),
  since: nullable(Time),
  /** Its deployments that rest now after failures: others are tried first. */
  resting: Type.Array(Type.Object({ deployment: Type.String(), until: Time })),
});
/** Names of headers and credentials only: their values are written, never read. */
export const Provider = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  name: Type.String(),
  baseUrl: Type.String(),
  region: Type.String(),
  headers: Type.Array(Type.String()),
  hasCredential: Type.Boolean(),
  credentials: Type.Array(Type.String()),
  contract: Contract,
  models: Type.Array(Type.String()),
  enabled: Type.Boolean(),
  health: Health,
});
/** A kind of provider, and where its servers stand, as far as its adapter knows. `regions`: further hosts, by region. */
export const ProviderKind = Type.Object({ kind: Type.String(), name: Type.String(), baseUrl: Type.Optional(Type.String()), region: Type.Optional(Type.String()), regions: Type.Record(Type.String(), Type.String()) });
/** A provider before it is saved, or a saved one (`id`) with another key or address; the key is used for this one question and not kept. */
export const ProviderTrial = closed({
  kind: Name,
  baseUrl: Text,
  region: Name,
  credential: Type.Optional(Credential),
  /** Its stored headers go along, and its stored key where `credential` is absent, as long as the address is of the same server. */
  id: Type.Optional(Name),
});
export const ProviderTest = Type.Object({
  ok: Type.Boolean(),
  /** As in execute/test-provider.ts. */
  outcome: Type.Enum(['works', 'untested', 'key-unusable', 'address-unusable', 'key-refused', 'list-refused', 'no-credit', 'rate-limited', 'failing', 'rejected', 'unreadable', 'unreachable', 'untrusted']),
  status: Type.Optional(Type.Integer()),
  /** In the provider's own words. */
  said: Type.Optional(Type.String()),
  message: Type.String(),
  ms: Type.Number(),
  models: Type.Optional(Type.Array(Type.String())),
  /** The same models: whether anything is known of one, its price aside; whether it has a price; until when it knows the world (`2024-09`, or a day); the day its maker switches it off. */
  offered: Type.Optional(Type.Array(Type.Object({ name: Type.String(), known: Type.Boolean(), priced: Type.Boolean(), knowledge: Type.Optional(Type.String()), retires: Type.Optional(Type.String()) }))),
});

export const Alias = Type.Object({ name: Type.String(), deployments: Type.Array(Type.String()) });

export const Conditions = closed({
  models: Type.Optional(Names),
  regions: Type.Optional(Names),
  contractValid: Type.Optional(Type.Boolean()),
  keys: Type.Optional(Names),
  tags: Type.Optional(Names),
  clientAddresses: Type.Optional(Names),
  until: Type.Optional(Time),
  /** Tools that the provider may run itself; absent: none. Of a cell that allows. */
  hostedTools: Type.Optional(Names),
});
export const CellAction = Type.Enum(['allow', 'pseudonymise', 'deny']);
export const Cell = closed({ dataClass: DataClass, provider: Name, action: CellAction, conditions: Conditions });
export const CellInput = closed({ dataClass: DataClass, provider: Name, action: CellAction, conditions: Type.Optional(Conditions), comment: Type.Optional(Comment) });
export const When = closed({ tags: Type.Optional(Names), keys: Type.Optional(Names), clientAddresses: Type.Optional(Names), until: Type.Optional(Time) });
export const Route = closed({ name: Name, when: When, alias: Name });
export const RouteInput = closed({ when: When, alias: Name, comment: Type.Optional(Comment) });
export const Otherwise = Type.Enum(['local', 'refuse']);
export const LocalModels = Type.Array(Text, { maxItems: 100 });
const policyBody = {
  cells: Type.Array(Cell, { maxItems: 10_000 }),
  otherwise: closed({ public: Otherwise, internal: Otherwise, confidential: Otherwise, secret: Otherwise }),
  localModels: closed({ public: LocalModels, internal: LocalModels, confidential: LocalModels, secret: LocalModels }),
  routes: Type.Array(Route, { maxItems: 1000 }),
};
const policyHead = { version: Type.Integer(), author: Type.String(), createdAt: Time, comment: Type.String() };
export const PolicyVersion = Type.Object(policyHead);
export const Policy = Type.Object({ ...policyHead, ...policyBody });
export const Differences = Type.Array(Type.Object({ what: Type.String(), before: Type.String(), after: Type.String() }));
/** `differences` is empty where nothing changed; then no version was made. */
export const PolicyChange = Type.Object({ version: Type.Integer(), differences: Differences });

export const Reason = Type.Object({
  code: Type.Enum([...REASON_CODES]),
  provider: Type.Optional(Type.String()),
  dataClass: Type.Optional(DataClass),
  values: Type.Optional(Type.Array(Type.String())),
  region: Type.Optional(Type.String()),
  at: Type.Optional(Type.Number()),
});
export const SimulateInput = closed({
  dataClass: DataClass,
  model: Text,
  keyId: Type.Optional(Name),
  tags: Type.Optional(Type.Array(Text, { maxItems: 100 })),
  clientAddress: Type.Optional(Name),
  /** Tools that the provider is to run itself. */
  hostedTools: Type.Optional(Type.Array(Text, { maxItems: 100 })),
});
export const SimulateResult = Type.Object({
  decision: Type.Enum(['allow', 'pseudonymise', 'local', 'refuse']),
  /** What the request counts as: no lower than was stated. */
  dataClass: DataClass,
  reason: Type.String(),
  rule: Type.String(),
  /** `reason` as data. */
  why: Reason,
  /** The exception that put another model in the place of the asked-for one, and that model. */
  route: Type.Optional(Type.Object({ name: Type.String(), alias: Type.String() })),
  /** `allowed`: it may see the request, as it is or (`access`) with stand-ins. */
  deployments: Type.Array(Type.Object({ deployment: Type.String(), allowed: Type.Boolean(), access: Type.Enum(['clear', 'pseudonymised', 'no']), reason: Type.String(), why: Reason })),
  policyVersion: Type.Integer(),
});
export type SimulateInput = Static<typeof SimulateInput>;
export type SimulateResult = Static<typeof SimulateResult>;
export type ProviderTest = Static<typeof ProviderTest>;

/** `here`: on this machine; an answer that the client broke off counts as answered. */
export const Place = Type.Enum(['here', 'cloud', 'refused', 'failed', 'running']);
const OutcomeSchema = Type.Enum(['ok', 'refused', 'error', 'aborted', 'interrupted']);
export const TraceQuery = closed({
  limit: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,3}$' })),
  before: Type.Optional(Name),
  keyId: Type.Optional(Name),
  dataClass: Type.Optional(DataClass),
  outcome: Type.Optional(OutcomeSchema),
  provider: Type.Optional(Name),
  team: Type.Optional(Name),
  owner: Type.Optional(Type.String({ minLength: 1, maxLength: 300 })),
  model: Type.Optional(Type.String({ minLength: 1, maxLength: 512 })),
  session: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  /** Where it was answered. */
  place: Type.Optional(Place),
  decision: Type.Optional(Type.Enum(['allow', 'pseudonymise', 'local', 'refuse'])),
  /** In the name of the key or of a model. */
  text: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  since: Type.Optional(Digits),
  until: Type.Optional(Digits),
  /** At least, in nano-dollars. */
  minCost: Type.Optional(Digits),
  /** At least, in milliseconds. */
  minMs: Type.Optional(Digits),
});
const number = nullable(Type.Number());
const text = nullable(Type.String());
/** Where something was recognised or who stated the class; never the text. */
export const Evidence = Type.Object({
  recogniser: Type.String(),
  dataClass: DataClass,
  path: Type.Optional(Type.String()),
  start: Type.Optional(Type.Integer()),
  end: Type.Optional(Type.Integer()),
  mark: Type.Optional(Type.String()),
});
export const Trace = Type.Object({
  id: Type.String(),
  time: Time,
  keyId: text,
  keyName: text,
  team: text,
  /** `person:Anna`, `application:CRM`. */
  owner: text,
  endpoint: Type.String(),
  dataClass: DataClass,
  decision: Type.String(),
  rule: text,
  /** `rule` as data; null in older rows. */
  why: nullable(Reason),
  /** Why the class is above the key's own. */
  evidence: Type.Array(Evidence),
  /** How many values were replaced by stand-ins, by kind (`PERSON`, `IBAN`); null: none. */
  standIns: nullable(Type.Record(Type.String(), Type.Integer())),
  policyVersion: Type.Integer(),
  requestedModel: Type.String(),
  session: text,
  tags: Type.Array(Type.String()),
  streamed: Type.Boolean(),
  /** The deployments that were to be tried, in order. */
  plan: Type.Array(Type.String()),
  traceparent: text,
  /** Set aside before anything was sent: nano-dollars, tokens. */
  reserved: number,
  reservedTokens: number,
  provider: text,
  model: text,
  attempts: Type.Array(
    Type.Object({
      deployment: Type.String(), status: Type.Optional(Type.Number()), startedAt: Type.Number(), ms: Type.Number(), error: Type.Optional(Type.String()), region: Type.Optional(Type.String()), cost: Type.Optional(Type.Integer()),
      promptTokens: Type.Optional(Type.Integer()), completionTokens: Type.Optional(Type.Integer()), cachedTokens: Type.Optional(Type.Integer()), cacheWriteTokens: Type.Optional(Type.Integer()), reasoningTokens: Type.Optional(Type.Integer()),
    }),
  ),
  promptTokens: number,
  completionTokens: number,
  cachedTokens: number,
  cacheWriteTokens: number,
  reasoningTokens: number,
  usageEstimated: nullable(Type.Boolean()),
  /** Nano-dollars; null: no price is known. */
  cost: number,
  price: text,
  firstTokenMs: number,
  totalMs: number,
  outcome: nullable(OutcomeSchema),
  errorCode: text,
  httpStatus: number,
});

/** `next`: older ones may follow, also where the page is not full; ask again with it as `before`. */
export const TracePage = Type.Object({ traces: Type.Array(Trace), next: nullable(Type.String()) });

/** Everything but secrets: no keys, no credentials, no values of headers. */
const SpendingConfiguration = closed({
  teams: Type.Array(closed({ name: Name, costCentre: Type.String({ maxLength: 200 }) }), { maxItems: 10_000 }),
  budgets: Type.Array(
    closed({
      scope: Type.String({ minLength: 1, maxLength: 300 }), measure: Type.Enum([...MEASURES]), amount: Type.String({ minLength: 1, maxLength: 40 }), currency: Type.Optional(Type.Enum([...CURRENCIES])), period: Type.Enum([...PERIODS]),
      hard: Type.Boolean(), alertAt: Type.Array(Type.Integer()), covers: Type.Enum(['cloud', 'all']),
    }),
    { maxItems: 10_000 },
  ),
});
export const Configuration = closed({
  format: Type.Literal('gatehouse-configuration'),
  version: Type.Literal(1),
  providers: Type.Array(
    closed({ id: Name, kind: Name, name: Name, baseUrl: Text, region: Name, contract: Contract, models: Type.Array(Text), enabled: Type.Boolean(), headers: Type.Array(Name) }),
    { maxItems: 1000 },
  ),
  aliases: Type.Array(closed({ name: Name, deployments: Type.Array(Text, { minItems: 1, maxItems: 100 }) }), { maxItems: 10_000 }),
  policy: closed(policyBody),
  /** Absent in older files. Departments go by name; budgets of keys stay behind, as keys do. */
  spending: Type.Optional(SpendingConfiguration),
});
export type Configuration = Static<typeof Configuration>;
export const ImportResult = Type.Object({
  providersAdded: Type.Array(Type.String()),
  providersChanged: Type.Array(Type.String()),
  aliases: Type.Integer(),
  policyVersion: Type.Integer(),
  /** What is still missing, as secrets are never exported. */
  toDo: Type.Array(Type.String()),
});
