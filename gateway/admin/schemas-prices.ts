import Type, { type Static } from 'typebox';
import { closed, Digits, Name, nullable, Text, Time } from './schemas.ts';

const CurrencyCode = Type.Enum(['CHF', 'EUR', 'USD']);
/** Per million tokens, in the currency named beside it. */
const Amount = Type.String({ minLength: 1, maxLength: 40 });
const enteredRates = {
  input: Amount,
  output: Amount,
  cached: Type.Optional(Amount),
  cacheWrite: Type.Optional(Amount),
  audioIn: Type.Optional(Amount),
  audioOut: Type.Optional(Amount),
  reasoning: Type.Optional(Amount),
};
const Currency = Type.Object({ code: CurrencyCode, perUsd: Type.String(), date: nullable(Type.String()) });

/** `provider/model`, or `provider/*` for all of its models. */
const Deployment = Text;

/** Dollars as decimal strings, per million tokens; `request`: for one request. */
const Rates = Type.Object({
  input: Type.String(),
  output: Type.Optional(Type.String()),
  cached: Type.Optional(Type.String()),
  cacheWrite: Type.Optional(Type.String()),
  cacheWriteHour: Type.Optional(Type.String()),
  audioIn: Type.Optional(Type.String()),
  cachedAudio: Type.Optional(Type.String()),
  audioOut: Type.Optional(Type.String()),
  reasoning: Type.Optional(Type.String()),
  request: Type.Optional(Type.String()),
});
/** The rates of a request whose prompt has more tokens than `above`. */
const Tiers = Type.Array(Type.Object({ above: Type.Integer(), rates: Rates }));

export const PriceRow = Type.Object({
  /** The office's provider; in the whole catalogue the catalogue's own. */
  provider: Type.String(),
  model: Type.String(),
  /** `unpriced`: nobody knows; it is counted in tokens only. */
  source: Type.Enum(['office', 'catalogue', 'unpriced']),
  id: nullable(Type.String()),
  /** Empty where unpriced. */
  tiers: Tiers,
  /** It costs something else at other times of the day. */
  byTime: Type.Boolean(),
  contextTokens: nullable(Type.Integer()),
  maxOutputTokens: nullable(Type.Integer()),
  /** Whether a second public list says the same; null: not compared. */
  check: nullable(Type.Enum(['agreed', 'differs', 'alone'])),
  inUse: Type.Boolean(),
});
export const PriceQuery = closed({
  search: Type.Optional(Type.String({ maxLength: 200 })),
  provider: Type.Optional(Name),
  /** `office` (the default): what the office's providers offer. `catalogue`: everything that is known. */
  scope: Type.Optional(Type.Enum(['office', 'catalogue'])),
  limit: Type.Optional(Digits),
  offset: Type.Optional(Digits),
});
export const PricePage = Type.Object({ prices: Type.Array(PriceRow), /** Of all pages. */ total: Type.Integer() });

export const DeploymentQuery = closed({ deployment: Deployment });
export const PriceDetail = Type.Object({
  now: PriceRow,
  /** Oldest first; `from` 0: as long as anybody knows. */
  history: Type.Array(Type.Object({ from: Time, source: Type.Enum(['office', 'catalogue', 'unpriced']), tiers: Tiers, byTime: Type.Boolean() })),
});

export const OfficePriceInput = closed({
  deployment: Deployment,
  /** Default USD; else the office's own, whose rate is kept with the price. */
  currency: Type.Optional(CurrencyCode),
  /** Default: now. */
  from: Type.Optional(Time),
  ...enteredRates,
});
export const OfficePrice = Type.Object({
  provider: Type.String(),
  model: Type.String(),
  from: Time,
  /** Null: from then on the catalogue's price counts again. */
  price: nullable(Type.Object({ entered: Type.Object(enteredRates), currency: Currency, rates: Rates })),
  by: Type.String(),
  at: Time,
});
export const OfficePrices = Type.Object({ prices: Type.Array(OfficePrice) });
export const DeploymentInput = closed({ deployment: Deployment });

export const CatalogueState = Type.Object({
  source: Type.String(),
  licence: Type.String(),
  date: Type.String(),
  digest: Type.String(),
  appliedAt: Time,
  appliedBy: Type.String(),
  models: Type.Integer(),
  /** The second list, and how many models agree with it, differ, or stand in the first alone. */
  check: nullable(Type.Object({ source: Type.String(), agreed: Type.Integer(), differs: Type.Integer(), alone: Type.Integer() })),
  /** The day of the list that came with this version, where that is newer than the one in force. */
  newerShipped: nullable(Type.String()),
});

/** Within the limit of a body. */
const MAX_LIST = 19_000_000;
export const UpdateSource = closed({ kind: Type.Enum(['text', 'network', 'shipped']), text: Type.Optional(Type.String({ maxLength: MAX_LIST })) });
export const UpdatePreview = Type.Object({
  digest: Type.String(),
  source: Type.String(),
  date: Type.String(),
  models: Type.Integer(),
  older: Type.Boolean(),
  counts: Type.Object({ added: Type.Integer(), removed: Type.Integer(), changed: Type.Integer() }),
  /** The first thousand: models in use, then the largest changes. */
  changes: Type.Array(
    Type.Object({
      provider: Type.String(),
      model: Type.String(),
      kind: Type.Enum(['added', 'removed', 'changed']),
      inUse: Type.Boolean(),
      /** Dollars per million tokens; null: none of its own. */
      rates: Type.Array(Type.Object({ part: Type.String(), before: nullable(Type.String()), after: nullable(Type.String()), percent: nullable(Type.Number()) })),
      /** Tiers, times of day, or a price that begins later. */
      more: Type.Boolean(),
    }),
  ),
});
export const UpdateToApply = closed({ digest: Type.String({ pattern: '^[0-9a-f]{64}$' }) });
export type PriceRow = Static<typeof PriceRow>;
export type PriceRates = Static<typeof Rates>;
