import { isObject, type Json, type JsonObject } from '../core/json.ts';
import { type CatalogueModel, type CataloguePeriod, type CatalogueProvider, refused } from './catalogue.ts';
import type { Rates, Tier } from './types.ts';

/** Units of genai-prices that become rates per million tokens. */
const TOKEN_UNITS: Record<string, keyof Rates> = {
  input_mtok: 'input',
  output_mtok: 'output',
  cache_read_mtok: 'cached',
  cache_write_mtok: 'cacheWrite',
  cache_write_1h_mtok: 'cacheWriteHour',
  input_audio_mtok: 'audioIn',
  cache_audio_read_mtok: 'cachedAudio',
  output_audio_mtok: 'audioOut',
  output_reasoning_mtok: 'reasoning',
};
const REQUESTS = 'requests_kcount';
/** Hosted tools, which the policy must name before a request may ask for them; they are not tokens of the request. */
const APART = new Set(['web_searches_kcount', 'storage_searches_kcount']);

/** Models that are made for sound, which costs a multiple of text. */
const HEARS = /\baudio\b/;
const isOfText = ({ tiers }: CataloguePeriod): boolean => tiers.some(({ rates }) => rates.audioIn === undefined);

export interface Converted {
  providers: CatalogueProvider[];
  /** Models without a price that usage in tokens can be multiplied with, and why: they stay unpriced. */
  left: { name: string; reason: string }[];
}

/** From the data of genai-prices (a list of providers). Throws `invalid_request` where it is something else; `checkCatalogue` looks at the result. */
export function fromGenai(data: Json): Converted {
  if (!Array.isArray(data)) throw refused('it is no list of providers');
  const left: Converted['left'] = [];
  const providers = data.map((entry, at) => {
    if (!isObject(entry)) throw refused(`its provider ${at + 1} is no object`);
    const id = text(entry, 'id', `provider ${at + 1}`);
    const models = list(entry, 'models', id).map((model): CatalogueModel => {
      if (!isObject(model)) throw refused(`a model of "${id}" is no object`);
      const name = text(model, 'id', `a model of ${id}`);
      const where = `${id}/${name}`;
      const known = periodsFrom(model.prices, where);
      const periods = typeof known !== 'string' && HEARS.test(name) && known.some(isOfText) ? 'no price for audio' : known;
      if (typeof periods === 'string') left.push({ name: where, reason: periods });
      const context = model.context_window;
      return {
        id: name,
        match: alternatives(model.match, where, 0).map((rules) => (rules.length === 1 ? rules[0]! : rules)),
        ...(typeof context === 'number' && { context }),
        // Unpriced ones stay: else their names would fall to the next model whose rules fit.
        periods: typeof periods === 'string' ? [] : periods,
      };
    });
    const fallback = entry.fallback_model_providers;
    return {
      id,
      name: text(entry, 'name', id),
      api: text(entry, 'api_pattern', id),
      ...(Array.isArray(fallback) && { fallback: fallback.map(String) }),
      models,
    };
  });
  return { providers, left };
}

interface Entry { from?: number; time?: { start: number; end: number }; tiers: Tier[] }

/** The reason where it stays unpriced. */
function periodsFrom(prices: Json | undefined, name: string): CataloguePeriod[] | string {
  const entries: Entry[] = [];
  const list: Json[] = Array.isArray(prices) ? prices : [{ prices: prices ?? null }];
  for (const one of list) {
    if (!isObject(one) || !isObject(one.prices)) throw refused(`"${name}" has no prices`);
    const tiers = tiersFrom(one.prices, name);
    if (typeof tiers === 'string') return tiers;
    entries.push({ tiers, ...constraintFrom(one.constraint, name) });
  }
  // As the source does: from the end, the first whose condition holds; else the first of all.
  const starts = [...new Set([0, ...entries.flatMap(({ from }) => (from === undefined ? [] : [from]))])].sort((a, b) => a - b);
  return starts.map((from) => {
    let base = entries.findLastIndex((entry) => !entry.time && (entry.from ?? 0) <= from);
    if (base < 0) base = 0;
    const times = entries.slice(base + 1).flatMap(({ time, tiers }) => (time ? [{ ...time, tiers }] : []));
    return { from, tiers: entries[base]!.tiers, ...(times.length > 0 && { times }) };
  });
}

function constraintFrom(constraint: Json | undefined, name: string): Omit<Entry, 'tiers'> {
  if (constraint === undefined || constraint === null) return {};
  if (isObject(constraint)) {
    const { start_date: date, start_time: start, end_time: end } = constraint;
    if (typeof date === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(Date.parse(date))) return { from: Date.parse(date) };
    if (typeof start === 'string' && typeof end === 'string') return { time: { start: minutes(start, name), end: minutes(end, name) } };
  }
  throw refused(`"${name}" has a condition that is not known here`);
}

function minutes(time: string, name: string): number {
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d):00(?:Z|[+-]00:00)$/.exec(time) ?? [];
  if (hour === undefined) throw refused(`"${name}" has the time of day "${time.slice(0, 40)}", which is not one in UTC`);
  return Number(hour) * 60 + Number(minute);
}

function tiersFrom(prices: JsonObject, name: string): Tier[] | string {
  const units = Object.entries(prices).filter(([unit, value]) => value !== null && !APART.has(unit));
  const foreign = units.find(([unit]) => !Object.hasOwn(TOKEN_UNITS, unit) && unit !== REQUESTS);
  if (foreign) return `billed by ${foreign[0]}`;
  if (!units.some(([unit]) => unit === 'input_mtok')) return 'no price for input';
  const starts = new Set([0]);
  const read = units.map(([unit, value]) => {
    const steps = stepsFrom(value, `${name} ${unit}`);
    for (const { above } of steps) starts.add(above);
    return [unit === REQUESTS ? 'request' : TOKEN_UNITS[unit]!, steps.map(({ above, dollars }) => ({ above, rate: unit === REQUESTS ? nano(dollars, 1e6) : nano(dollars, 1e9) }))] as const;
  });
  const tiers = [...starts].sort((a, b) => a - b).map((above) => ({
    above,
    rates: Object.fromEntries(read.map(([rate, steps]) => [rate, steps.findLast((step) => step.above <= above)!.rate])) as unknown as Rates,
  }));
  if (tiers.some(({ rates }) => rates.input === 0 && (rates.output ?? 0) === 0 && !rates.request)) return 'said to cost nothing';
  return tiers;
}

function stepsFrom(value: Json | undefined, what: string): { above: number; dollars: number }[] {
  if (isDollars(value)) return [{ above: 0, dollars: value }];
  if (isObject(value) && isDollars(value.base) && Array.isArray(value.tiers)) {
    const tiers = value.tiers.map((tier) => {
      if (!isObject(tier) || !Number.isSafeInteger(tier.start) || (tier.start as number) < 1 || !isDollars(tier.price)) throw refused(`"${what}" has a tier that is none`);
      return { above: tier.start as number, dollars: tier.price };
    });
    return [{ above: 0, dollars: value.base }, ...tiers.sort((a, b) => a.above - b.above)];
  }
  throw refused(`"${what}" is no price`);
}

const isDollars = (value: Json | undefined): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

/** Rounded up, but for what floating point added: 0.07 × 1e9 is 70,000,000.00000001. */
function nano(dollars: number, factor: number): number {
  const exact = dollars * factor;
  const near = Math.round(exact);
  return Math.abs(exact - near) < 1e-4 ? near : Math.ceil(exact);
}

const MAX_DEPTH = 4;
const MAX_ALTERNATIVES = 200;
const SIGNS = { equals: '=', starts_with: '^', ends_with: '$', contains: '~' } as const;

/** Rules as alternatives, each a list of what must all hold. */
function alternatives(match: Json | undefined, name: string, depth: number): string[][] {
  if (depth > MAX_DEPTH || !isObject(match)) throw refused(`"${name}" has rules for names that are not known here`);
  if (Array.isArray(match.or)) return match.or.flatMap((part) => alternatives(part, name, depth + 1));
  if (Array.isArray(match.and)) {
    let all: string[][] = [[]];
    for (const part of match.and) {
      const next = alternatives(part, name, depth + 1);
      if (all.length * next.length > MAX_ALTERNATIVES) throw refused(`"${name}" has too many rules for names`);
      all = all.flatMap((before) => next.map((more) => [...before, ...more]));
    }
    return all;
  }
  for (const [word, sign] of Object.entries(SIGNS)) {
    const value = match[word];
    if (typeof value === 'string') return [[`${sign}${value.toLowerCase()}`]];
  }
  if (typeof match.regex === 'string') {
    // What is read in linear time knows no look-ahead: "not so" is said with a sign of ours.
    const not = /^\^\(\?!(?:\.\*)(.+)\)$/.exec(match.regex)?.[1];
    return [[not === undefined ? `/${match.regex}/` : `!/${not}/`]];
  }
  throw refused(`"${name}" has rules for names that are not known here`);
}

function text(object: JsonObject, member: string, where: string): string {
  const value = object[member];
  if (typeof value !== 'string' || value === '') throw refused(`${where} has no ${member}`);
  return value;
}

function list(object: JsonObject, member: string, where: string): Json[] {
  const value = object[member];
  if (!Array.isArray(value)) throw refused(`${where} has no ${member}`);
  return value;
}
