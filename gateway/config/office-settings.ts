import type { ContentRules } from '../core/contents.ts';
import type { DataClass } from '../core/data-class.ts';
import { GatehouseError } from '../core/errors.ts';
import { isObject, type Json } from '../core/json.ts';
import { type Currency, DOLLARS, nanoUsdOf } from '../core/money.ts';
import type { SpendingRules } from '../core/spending.ts';
import { invalid } from './office-checks.ts';
import type { OfficeCore } from './office-core.ts';
import type { OfficeState } from './office-types.ts';

/** "Nothing leaves the building": while it is on, no clearance names a cloud deployment. */
export interface Lockdown {
  on: boolean;
  /** UTC milliseconds of the last change; null: it was never on. */
  since: number | null;
  by: string | null;
}

export const LANGUAGES = ['en', 'de', 'fr', 'it'] as const;
export type Language = (typeof LANGUAGES)[number];

export interface BackupSettings {
  enabled: boolean;
  /** Absolute; null: `backups` in the data folder. */
  folder: string | null;
  /** How many of our own files stay in it. */
  keep: number;
}

export interface FirstRun {
  /** The step to go on with; the UI's own name for it. */
  step: string;
  finished: boolean;
  office: 'law' | 'fiduciary' | 'medical' | 'other' | null;
  /** The person will go on later. */
  left?: boolean;
  /** The key that it made. */
  keyId?: string;
}

export interface RecogniserSetting {
  enabled: boolean;
  /** In the place of the recogniser's own. */
  dataClass?: DataClass;
}

/** Who may read `/metrics`: nobody, who shows the token, or every program on this machine. */
export interface MetricsAccess {
  access: 'off' | 'token' | 'loopback';
  /** The token's keyed hash. */
  tokenHash?: string;
}

export interface AlertWebhook {
  /** Its secret follows from it. */
  id: string;
  origin: string;
  /** The address, encrypted, in base64: its path may hold a token. */
  sealed: string;
  enabled: boolean;
}

export interface AlertMail {
  id: string;
  host: string;
  port: number;
  security: 'tls' | 'starttls' | 'none';
  user: string | null;
  /** The password, encrypted, in base64. */
  sealed: string | null;
  from: string;
  to: string[];
  enabled: boolean;
}

/** Whether to look for a newer version, and in which folder of whose server. Nothing is ever installed by itself. */
export interface UpdateSettings {
  mode: 'off' | 'ask';
  /** `https:`, or `http:` of a local network; null: none was given yet. */
  address: string | null;
}

/** Where it stands before anybody has begun it. */
export const FIRST_STEP = 'language';

/** What is kept in the database and applies at once; the rest stands in `gatehouse.json`. */
export interface OfficeSettings {
  /** IANA name; null: the system's. */
  timeZone: string | null;
  /** Of the UI where a person has chosen none; null: the browser's. */
  language: Language | null;
  backup: BackupSettings;
  firstRun: FirstRun;
  /** What the office has changed, by recogniser. */
  recognisers: Record<string, RecogniserSetting>;
  /** UTC milliseconds; null: nobody has said yet that the newest recovery key is in a safe place. */
  recoveryKeyConfirmedAt: number | null;
  /** What is kept of requests and answers. */
  contents: ContentRules;
  metrics: MetricsAccess;
  /** In what currency amounts are shown and entered. */
  currency: Currency;
  spending: SpendingRules;
  /** Where warnings about budgets are posted. */
  alertWebhook: AlertWebhook | null;
  /** Whom they are mailed to. */
  alertMail: AlertMail | null;
  updates: UpdateSettings;
  /** The local model that embeddings asked of plain `local` are made with, from the first ones on: vectors of another would not fit them. Null: none were made yet. */
  localEmbeddings: string | null;
}

export type SettingName = keyof OfficeSettings;

const KEEP_NOTHING: ContentRules['public'] = { mode: 'off', days: 30 };

const DEFAULTS: OfficeSettings = {
  timeZone: null,
  language: null,
  backup: { enabled: true, folder: null, keep: 14 },
  firstRun: { step: FIRST_STEP, finished: false, office: null },
  recognisers: {},
  recoveryKeyConfirmedAt: null,
  contents: { public: KEEP_NOTHING, internal: KEEP_NOTHING, confidential: KEEP_NOTHING, secret: KEEP_NOTHING },
  metrics: { access: 'off' },
  currency: DOLLARS,
  spending: { overBudget: 'refuse', unpriced: 'refuse', outputTokens: 4_096 },
  alertWebhook: null,
  alertMail: null,
  updates: { mode: 'off', address: null },
  localEmbeddings: null,
};
const OPEN: Lockdown = { on: false, since: null, by: null };
const LOCKDOWN = 'lockdown';

type Part = Pick<OfficeState, 'lockdown' | 'setting' | 'setLockdown' | 'setSetting'>;

export function settingChanges(core: OfficeCore): Part {
  const stored = (name: string): Json | undefined => core.snapshot().settings.get(name);

  return {
    lockdown: () => (stored(LOCKDOWN) as Lockdown | undefined) ?? OPEN,
    setting: <N extends SettingName>(name: N) => (stored(name) as OfficeSettings[N] | undefined) ?? DEFAULTS[name],
    setLockdown(on, author) {
      const before = (stored(LOCKDOWN) as Lockdown | undefined) ?? OPEN;
      if (before.on === on) return before;
      const after: Lockdown = { on, since: core.clock.now(), by: author };
      core.change(author, 'lockdown.set', { on }, { kind: 'lockdown-changed', on }, () => core.storage.saveSetting(LOCKDOWN, { ...after }));
      return after;
    },
    setSetting(name, value, author) {
      if (name === 'timeZone' && value !== null) checkTimeZone(value as string);
      if (name === 'currency') nanoUsdOf('1', (value as Currency).perUsd, 'perUsd');
      const json = value as Json;
      if (JSON.stringify(stored(name)) === JSON.stringify(json)) return;
      const before = stored(name) ?? (DEFAULTS[name] as Json);
      core.change(author, 'setting.set', { name, value: withoutSecret(json), before: withoutSecret(before) }, { kind: 'setting-changed', name }, () => core.storage.saveSetting(name, json));
    },
  };
}

/** Attack: the audit log goes to auditors as a file, and stays for ever; a secret has no place in it, sealed neither. */
function withoutSecret(value: Json): Json {
  return isObject(value) && typeof value['sealed'] === 'string' ? { ...value, sealed: '…' } : value;
}

function checkTimeZone(name: string): void {
  try {
    Intl.DateTimeFormat('en', { timeZone: name });
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw new GatehouseError('internal_error', 'The time zone could not be checked.', { cause });
    throw invalid('timeZone', `"${name}" is not a time zone.`, 'Write it as Europe/Zurich.');
  }
}
