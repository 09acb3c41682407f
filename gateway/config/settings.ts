import type { ContentRules } from '../core/contents.ts';
import type { DataClass } from '../core/data-class.ts';
import { type Currency, DOLLARS } from '../core/money.ts';
import type { SpendingRules } from '../core/spending.ts';

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

export const DEFAULTS: OfficeSettings = {
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
