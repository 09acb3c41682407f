import Type from 'typebox';
import { CURRENCIES } from '../core/money.ts';
import { MEASURES, PERIODS } from '../core/spending.ts';
import { closed, Digits, Name, nullable, Time } from './schemas.ts';

const CurrencyCode = Type.Enum([...CURRENCIES]);
const Measure = Type.Enum([...MEASURES]);
const Period = Type.Enum([...PERIODS]);
const Covers = Type.Enum(['cloud', 'all']);
/** `organisation`, `team:ID`, `person:NAME`, `application:NAME` or `key:ID`. */
const Scope = Type.String({ minLength: 1, maxLength: 300 });
/** A plain decimal number, as "12.50". */
const Amount = Type.String({ minLength: 1, maxLength: 40 });
const Count = nullable(Type.Integer({ minimum: 1, maximum: 1_000_000_000_000 }));

export const Team = Type.Object({ id: Type.String(), name: Type.String(), costCentre: Type.String(), createdAt: Time });
export const TeamInput = closed({ id: Type.Optional(Name), name: Name, costCentre: Type.Optional(Type.String({ maxLength: 200 })) });

const Budget = Type.Object({
  id: Type.String(),
  scope: Type.String(),
  measure: Measure,
  /** As it was entered. */
  amount: Type.String(),
  currency: Type.Optional(CurrencyCode),
  perUsd: Type.Optional(Type.String()),
  /** In nano-dollars, tokens or requests. */
  limit: Type.Integer(),
  period: Period,
  hard: Type.Boolean(),
  alertAt: Type.Array(Type.Integer()),
  covers: Covers,
  createdAt: Time,
  updatedAt: Time,
});
export const BudgetInput = closed({
  /** Absent: a new one. */
  id: Type.Optional(Name),
  scope: Scope,
  measure: Measure,
  amount: Amount,
  currency: Type.Optional(CurrencyCode),
  period: Period,
  hard: Type.Optional(Type.Boolean()),
  alertAt: Type.Optional(Type.Array(Type.Integer({ minimum: 1, maximum: 100 }), { maxItems: 10 })),
  covers: Type.Optional(Covers),
  /** Of the budget as it was read: 409 where somebody has saved it since. */
  updatedAt: Type.Optional(Time),
});
/** In this period, in the budget's own unit; `end` is null for a budget without periods. */
const Standing = Type.Object({ budget: Budget, used: Type.Integer(), reserved: Type.Integer(), start: Time, end: nullable(Time) });
const paces = { requestsPerMinute: Count, tokensPerMinute: Count, concurrent: Count };
export const RateLimit = closed({ scope: Scope, ...paces });
/** In inputs, `before` is what was read: 409 where something else holds by now. */
export const RateLimitInput = closed({ scope: Scope, ...paces, before: Type.Optional(closed(paces)) });
const currency = { code: CurrencyCode, perUsd: Amount, date: nullable(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })) };
export const Currency = closed(currency);
export const CurrencyInput = closed({ ...currency, before: Type.Optional(Currency) });
const rules = {
  /** What becomes of a request that no longer fits. */
  overBudget: Type.Enum(['refuse', 'local']),
  /** Of models without a known price, where a money budget applies. */
  unpriced: Type.Enum(['refuse', 'allow']),
  /** The bound of an answer where the client set none. */
  outputTokens: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
};
export const SpendingRules = closed(rules);
export const SpendingRulesInput = closed({ ...rules, before: Type.Optional(SpendingRules) });
const Alert = Type.Object({
  /** Empty: a provider billed more than it could; `detail` then names the trace. */
  budget: Type.String(),
  periodStart: Time,
  /** Percent. */
  threshold: Type.Integer(),
  time: Time,
  detail: Type.Record(Type.String(), Type.Unknown()),
  seenBy: nullable(Type.String()),
});
/** Who pays what a key uses. */
const Payer = Type.Object({ id: Type.String(), name: Type.String(), team: nullable(Type.String()), ownerKind: Type.Enum(['application', 'person', 'team']), owner: Type.String() });
export const Spending = Type.Object({
  /** In which days, weeks and months are reckoned. */
  timeZone: Type.String(),
  teams: Type.Array(Team),
  keys: Type.Array(Payer),
  budgets: Type.Array(Standing),
  limits: Type.Array(RateLimit),
  currency: Currency,
  rules: SpendingRules,
  alerts: Type.Array(Alert),
});
const SenderStatus = Type.Object({ waiting: Type.Integer(), sent: Type.Integer(), dropped: Type.Integer(), refused: Type.Integer(), withheld: Type.Integer(), lastSentAt: nullable(Time), problem: nullable(Type.String()) });
const WebhookUrl = Type.String({ minLength: 1, maxLength: 2000 });
export const WebhookInput = closed({ webhook: nullable(closed({ url: Type.Optional(WebhookUrl), enabled: Type.Boolean() })) });
export const Webhook = Type.Object({ webhook: nullable(Type.Object({ origin: Type.String(), enabled: Type.Boolean(), status: SenderStatus })) });
/** `secret` checks the signatures; shown only when the address is new. */
export const SavedWebhook = Type.Object({ secret: nullable(Type.String()) });
export const WebhookTest = Type.Object({ ok: Type.Boolean(), problem: nullable(Type.String()) });
const MailSecurity = Type.Enum(['tls', 'starttls', 'none']);
const mail = { host: Type.String({ minLength: 1, maxLength: 255 }), port: Type.Integer({ minimum: 1, maximum: 65_535 }), security: MailSecurity, from: Type.String({ maxLength: 320 }), to: Type.Array(Type.String({ maxLength: 320 }), { maxItems: 20 }), enabled: Type.Boolean() };
/** `password` absent: the stored one stays, while server and user do. */
export const MailInput = closed({ mail: nullable(closed({ ...mail, user: Type.Optional(Type.String({ minLength: 1, maxLength: 320 })), password: Type.Optional(Type.String({ maxLength: 1000 })) })) });
export const Mail = Type.Object({ mail: nullable(Type.Object({ ...mail, user: nullable(Type.String()), hasPassword: Type.Boolean(), status: SenderStatus })) });
export const SavedBudget = Budget;

const Dimension = Type.Enum(['key', 'team', 'owner', 'provider', 'model', 'class', 'outcome', 'tag']);
const TimeStep = Type.Enum(['hour', 'day', 'week', 'month']);
export const UsageQuery = closed({
  /** UTC milliseconds; whole quarters of an hour count. */
  from: Digits,
  /** No longer belongs to it. */
  to: Digits,
  /** Up to three, with commas: key, team, owner, provider, model, class, outcome; or `tag` alone, from the traces that are still kept. */
  by: Type.Optional(Type.String({ maxLength: 100 })),
  step: Type.Optional(TimeStep),
  key: Type.Optional(Name),
  team: Type.Optional(Name),
  owner: Type.Optional(Type.String({ minLength: 1, maxLength: 300 })),
  provider: Type.Optional(Name),
  model: Type.Optional(Type.String({ minLength: 1, maxLength: 512 })),
  class: Type.Optional(Type.Enum(['public', 'internal', 'confidential', 'secret'])),
  outcome: Type.Optional(Type.Enum(['ok', 'refused', 'error', 'aborted', 'interrupted'])),
});
export const UsageDimension = Dimension;
const sums = {
  requests: Type.Integer(),
  promptTokens: Type.Integer(),
  completionTokens: Type.Integer(),
  cachedTokens: Type.Integer(),
  /** As budgets count them. */
  countedTokens: Type.Integer(),
  /** Nano-dollars. */
  cost: Type.Integer(),
  /** Requests whose numbers are estimates. */
  estimated: Type.Integer(),
  /** Requests that no price is known for. */
  unpriced: Type.Integer(),
  /** Sums in milliseconds; means are `totalMs / requests` and `firstTokenMs / firstTokens`. */
  totalMs: Type.Integer(),
  firstTokenMs: Type.Integer(),
  firstTokens: Type.Integer(),
};
export const UsageReport = Type.Object({
  from: Time,
  to: Time,
  timeZone: Type.String(),
  currency: Currency,
  /** One per group that has any; `time` is the beginning of its step. The names of keys and teams stand beside their ids. */
  rows: Type.Array(Type.Object({
    time: nullable(Time),
    groups: Type.Record(Type.String(), Type.String()),
    names: Type.Record(Type.String(), Type.String()),
    ...sums,
  })),
  /** By the ids of the departments that have one or had one, where it is by department. */
  costCentres: Type.Record(Type.String(), Type.String()),
  total: Type.Object(sums),
});
