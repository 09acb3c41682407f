import type ask from './en/ask.json';
import type audit from './en/audit.json';
import type budgets from './en/budgets.json';
import type common from './en/common.json';
import type connect from './en/connect.json';
import type errors from './en/errors.json';
import type firstRun from './en/first-run.json';
import type keys from './en/keys.json';
import type models from './en/models.json';
import type money from './en/money.json';
import type overview from './en/overview.json';
import type prices from './en/prices.json';
import type providers from './en/providers.json';
import type reasons from './en/reasons.json';
import type recognisers from './en/recognisers.json';
import type recognition from './en/recognition.json';
import type reports from './en/reports.json';
import type requests from './en/requests.json';
import type rules from './en/rules.json';
import type settings from './en/settings.json';
import type usage from './en/usage.json';
import type warnings from './en/warnings.json';

/** One per page, named as its folder in renderer/pages, beside those of the shell; English is the form that the others follow. */
export interface Texts {
  ask: typeof ask;
  audit: typeof audit;
  budgets: typeof budgets;
  common: typeof common;
  connect: typeof connect;
  errors: typeof errors;
  'first-run': typeof firstRun;
  keys: typeof keys;
  models: typeof models;
  money: typeof money;
  overview: typeof overview;
  prices: typeof prices;
  providers: typeof providers;
  reasons: typeof reasons;
  recognisers: typeof recognisers;
  recognition: typeof recognition;
  reports: typeof reports;
  requests: typeof requests;
  rules: typeof rules;
  settings: typeof settings;
  usage: typeof usage;
  warnings: typeof warnings;
}
