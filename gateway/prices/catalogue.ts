import { hash } from 'node:crypto';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { firstError } from '../config/validation.ts';
import { GatehouseError } from '../core/errors.ts';
import { isSoundPattern } from './pattern.ts';

const closed = <P extends Type.TProperties>(properties: P) => Type.Object(properties, { additionalProperties: false });

/** 10,000 dollars per million tokens, in nano-dollars: whatever is above is a mistake or an attack. */
export const MAX_RATE = 10_000_000_000_000;
/** 100 dollars for one request. */
const MAX_REQUEST = 100_000_000_000;
const MAX_MODELS = 20_000;
const MAX_TOKENS = 100_000_000;

const Rate = Type.Integer({ minimum: 0, maximum: MAX_RATE });
const Rates = closed({
  input: Rate,
  output: Type.Optional(Rate),
  cached: Type.Optional(Rate),
  cacheWrite: Type.Optional(Rate),
  cacheWriteHour: Type.Optional(Rate),
  audioIn: Type.Optional(Rate),
  cachedAudio: Type.Optional(Rate),
  audioOut: Type.Optional(Rate),
  reasoning: Type.Optional(Rate),
  request: Type.Optional(Type.Integer({ minimum: 0, maximum: MAX_REQUEST })),
});
/** Ascending by `above`; the first is 0. */
const Tiers = Type.Array(closed({ above: Type.Integer({ minimum: 0, maximum: MAX_TOKENS }), rates: Rates }), { minItems: 1, maxItems: 10 });
const Period = closed({
  /** UTC milliseconds; 0: as long as anybody knows. */
  from: Type.Integer({ minimum: 0, maximum: 8_640_000_000_000 }),
  tiers: Tiers,
  /** Hours of the day (UTC, in minutes since midnight, the end excluded; it may lie past midnight) with prices of their own; the last that fits counts. */
  times: Type.Optional(Type.Array(closed({ start: Type.Integer({ minimum: 0, maximum: 1439 }), end: Type.Integer({ minimum: 0, maximum: 1439 }), tiers: Tiers }), { minItems: 1, maxItems: 10 })),
});
const Label = Type.String({ minLength: 1, maxLength: 200 });
/** `=name`, `^start`, `$end`, `~part` or `/expression/`; with `!` before it: not that. A list inside the list: all of it must fit. */
const Rule = Type.String({ minLength: 2, maxLength: 300 });
const Tokens = Type.Integer({ minimum: 1, maximum: MAX_TOKENS });

export const CatalogueSchema = closed({
  format: Type.Literal(1),
  /** Where the prices come from, and under which licence. */
  source: Label,
  licence: Label,
  /** The day of the data, as `2026-11-21`. */
  date: Type.String({ pattern: '^20[0-9]{2}-[01][0-9]-[0-3][0-9]$' }),
  /** What it was compared with, and how many models agreed, differed, or stood in this catalogue alone. */
  check: Type.Optional(closed({ source: Label, agreed: Type.Integer({ minimum: 0 }), differs: Type.Integer({ minimum: 0 }), alone: Type.Integer({ minimum: 0 }) })),
  providers: Type.Array(
    closed({
      id: Label,
      name: Label,
      /** Expression for the beginning of a base URL. */
      api: Type.String({ minLength: 1, maxLength: 200 }),
      /** Whose models it resells, looked up after its own. */
      fallback: Type.Optional(Type.Array(Label, { maxItems: 20 })),
      models: Type.Array(
        closed({
          id: Label,
          match: Type.Array(Type.Union([Rule, Type.Array(Rule, { minItems: 1, maxItems: 10 })]), { minItems: 1, maxItems: 200 }),
          context: Type.Optional(Tokens),
          maxOutput: Type.Optional(Tokens),
          imageTokens: Type.Optional(Tokens),
          /** Whether the second source says the same. */
          check: Type.Optional(Type.Enum(['agreed', 'differs', 'alone'])),
          /** Ascending by `from`; none: the model is known, its price is not. */
          periods: Type.Array(Period, { maxItems: 100 }),
        }),
        { maxItems: MAX_MODELS },
      ),
    }),
    { minItems: 1, maxItems: 1000 },
  ),
});
export type Catalogue = Static<typeof CatalogueSchema>;
export type CatalogueProvider = Catalogue['providers'][number];
export type CatalogueModel = CatalogueProvider['models'][number];
export type CataloguePeriod = CatalogueModel['periods'][number];

const schema = Compile(CatalogueSchema);
const DANGEROUS = new Set(['__proto__', 'constructor', 'prototype']);

/** Throws `invalid_request` with the place of the first fault; what it lets through can be used as it is. */
export function checkCatalogue(value: unknown): Catalogue {
  if (!schema.Check(value)) {
    const { path, message } = firstError(schema.Errors(value));
    throw refused(`${path === '' ? 'it' : `"${path.slice(0, 200)}"`} ${message}`);
  }
  if (Number.isNaN(Date.parse(value.date))) throw refused(`"${value.date}" is not a day`);
  const providers = new Set<string>();
  let models = 0;
  for (const provider of value.providers) {
    checkId(provider.id, providers);
    if (!isSoundPattern(provider.api)) throw refused(`the address pattern of "${provider.id}" cannot be used`);
    const ids = new Set<string>();
    for (const model of provider.models) {
      checkId(model.id, ids);
      checkModel(`${provider.id}/${model.id}`, model);
    }
    models += provider.models.length;
  }
  if (models === 0 || models > MAX_MODELS) throw refused(`it holds ${models.toLocaleString('en')} models`);
  return value;
}

function checkId(id: string, seen: Set<string>): void {
  if (DANGEROUS.has(id)) throw refused(`"${id}" cannot be a name`);
  if (seen.has(id)) throw refused(`"${id.slice(0, 100)}" stands in it twice`);
  seen.add(id);
}

function checkModel(name: string, model: CatalogueModel): void {
  for (const rule of model.match.flat()) {
    const text = rule.startsWith('!') ? rule.slice(1) : rule;
    const sound = text.startsWith('/') ? text.length > 2 && text.endsWith('/') && isSoundPattern(text.slice(1, -1)) : /^[=^$~]/.test(text) && text.length > 1;
    if (!sound) throw refused(`the rule "${rule.slice(0, 100)}" of "${name}" cannot be used`);
  }
  let from = -1;
  for (const period of model.periods) {
    if (period.from <= from) throw refused(`the dates of "${name}" are not in order`);
    from = period.from;
    for (const tiers of [period.tiers, ...(period.times ?? []).map((time) => time.tiers)]) {
      const ascending = tiers.every(({ above }, at) => (at === 0 ? above === 0 : above > tiers[at - 1]!.above));
      if (!ascending) throw refused(`the tiers of "${name}" are not in order`);
      // Free is what an office says, never what a list leaves out.
      if (tiers.some(({ rates }) => rates.input === 0 && (rates.output ?? 0) === 0 && (rates.request ?? 0) === 0)) throw refused(`"${name}" would cost nothing, which a catalogue cannot say`);
    }
  }
}

export function refused(what: string): GatehouseError {
  return new GatehouseError('invalid_request', `This price list cannot be used: ${what}.`, { param: 'text', hint: 'Nothing was changed.' });
}

/** SHA-256 of its content, in hex. */
export function digestOf(catalogue: Catalogue): string {
  return hash('sha256', JSON.stringify(catalogue), 'hex');
}
