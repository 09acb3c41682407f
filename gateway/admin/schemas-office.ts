import Type from 'typebox';
import { closed, DataClass, Name, nullable, Time } from './schemas.ts';

const places = { here: Type.Integer(), cloud: Type.Integer(), refused: Type.Integer(), failed: Type.Integer(), running: Type.Integer() };
export const Overview = Type.Object({
  timeZone: Type.String(),
  /** The office's day so far. */
  today: Type.Object({
    since: Time,
    requests: Type.Object(places),
    classes: Type.Array(Type.Object({ dataClass: DataClass, ...places })),
    /** Those that answered, the busiest first. */
    providers: Type.Array(Type.Object({ provider: Type.String(), requests: Type.Integer(), promptTokens: Type.Number(), completionTokens: Type.Number() })),
    promptTokens: Type.Number(),
    completionTokens: Type.Number(),
  }),
  /** 24 of them, oldest first; `time` is where the hour begins. */
  hours: Type.Array(Type.Object({ time: Time, ...places })),
});

/** `key` is for the `Authorization` header of the data API, from pages of this origin only. */
export const AskKey = Type.Object({ id: Type.String(), key: Type.String(), floor: DataClass, expiresAt: Time });

const Language = Type.Enum(['en', 'de', 'fr', 'it']);
const HostName = Type.String({ minLength: 1, maxLength: 253, pattern: '^[A-Za-z0-9.-]+$' });
const Address = Type.String({ minLength: 1, maxLength: 45, pattern: '^[0-9A-Fa-f.:]+$' });
const settings = {
  /** IANA name; null: the system's. */
  timeZone: nullable(Name),
  /** Of the UI, where a person has chosen none; null: the browser's. */
  language: nullable(Language),
  /** Addresses beside 127.0.0.1 and ::1. */
  listen: Type.Array(Address, { maxItems: 32 }),
  hostNames: Type.Array(HostName, { maxItems: 32 }),
  traceRetentionDays: Type.Integer({ minimum: 1, maximum: 36500 }),
  durability: Type.Enum(['normal', 'full']),
};
export const SettingsChange = closed(Type.Partial(Type.Object(settings)).properties);
export const Settings = Type.Object({
  ...settings,
  systemTimeZone: Type.String(),
  /** Saved, but in force only after the next start. */
  needsRestart: Type.Array(Type.String()),
  /** Set by the environment or the command line: a change here would not count. */
  fixed: Type.Array(Type.String()),
  /** This machine's own, to choose from. */
  addresses: Type.Array(Type.Object({ address: Type.String(), interface: Type.String(), containers: Type.Boolean() })),
});

const updateSettings = { mode: Type.Enum(['off', 'ask']), address: nullable(Type.String({ minLength: 1, maxLength: 500 })) };
export const UpdateSettings = closed(updateSettings);
/** See `gateway/updates`. */
export const Updates = Type.Object({
  ...updateSettings,
  /** What runs. */
  version: Type.String(),
  checkedAt: nullable(Time),
  newer: nullable(Type.Object({ version: Type.String(), released: Type.String() })),
  problem: nullable(Type.String()),
});

const Office = Type.Enum(['law', 'fiduciary', 'medical', 'other']);
/** How far the first run has come. */
const firstRun = {
  step: Type.String({ minLength: 1, maxLength: 64 }),
  finished: Type.Boolean(),
  office: nullable(Office),
  /** The person will go on later: it no longer shows itself. */
  left: Type.Optional(Type.Boolean()),
  /** The key that it made. */
  keyId: Type.Optional(Name),
};
export const FirstRun = closed(firstRun);
export const FirstRunState = Type.Object({
  ...firstRun,
  /** It should show itself: neither finished nor left, and nobody has set up the office another way. */
  due: Type.Boolean(),
  /** When a person said that the recovery key is in a safe place; null: not yet, or a newer one was made since. */
  recoveryKeyConfirmedAt: nullable(Time),
});
const Texts = Type.Object({ en: Type.String(), de: Type.String(), fr: Type.String(), it: Type.String() });
/** An unknown fact is null: "check with the provider". */
const Fact = nullable(Texts);
export const ProviderCard = Type.Object({
  id: Name,
  kind: Name,
  name: Name,
  /** Null: it differs per customer or office. */
  baseUrl: nullable(Type.String()),
  region: Name,
  needsKey: Type.Boolean(),
  who: Texts,
  where: Fact,
  law: Fact,
  retention: Fact,
  trainsOnData: Fact,
  contract: Texts,
  /** Which key to ask the provider for; null: nothing to say. */
  key: Fact,
});
export const StarterPolicy = Type.Object({
  office: Office,
  name: Texts,
  intro: Texts,
  /** What a class means here, in the office's own words. */
  classes: Type.Array(Type.Object({ dataClass: DataClass, examples: Texts, otherwise: Type.Enum(['local', 'refuse']) })),
  /** Proposed for the first key. */
  keyFloor: DataClass,
});

export const BackupSettings = closed({
  enabled: Type.Boolean(),
  /** Absolute; null: in the data folder. */
  folder: nullable(Type.String({ minLength: 1, maxLength: 1000 })),
  keep: Type.Integer({ minimum: 1, maximum: 1000 }),
});
export const BackupFile = Type.Object({ name: Type.String(), createdAt: Time, application: Type.String(), bytes: Type.Number(), earlierKey: Type.Boolean() });
export const Backups = Type.Object({
  settings: BackupSettings,
  folder: Type.String(),
  /** The newest first. */
  backups: Type.Array(BackupFile),
  /** The last one that was tried since the start. */
  last: nullable(Type.Object({ at: Time, error: nullable(Type.String()) })),
  /** Will be restored at the next start. */
  staged: nullable(Type.Object({ createdAt: Time, by: Type.String() })),
});
const source = { name: Type.Optional(Name), path: Type.Optional(Type.String({ minLength: 1, maxLength: 4096 })), recoveryKey: Type.String({ minLength: 1, maxLength: 200 }) };
/** One of our own by `name`, or any file by its full `path`. */
export const BackupSource = closed(source);
/** `keysOn`: on another computer, leave the keys switched on though nobody knows which were revoked since. */
export const RestoreInput = closed({ ...source, keysOn: Type.Optional(Type.Boolean()) });
export const BackupContents = Type.Object({
  createdAt: Time,
  application: Type.String(),
  sameOffice: Type.Boolean(),
  keys: Type.Integer(),
  providers: Type.Integer(),
  aliases: Type.Integer(),
  policyVersion: Type.Integer(),
  traces: Type.Integer(),
  auditRecords: Type.Integer(),
});
