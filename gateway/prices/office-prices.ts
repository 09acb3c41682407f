import { GatehouseError } from '../core/errors.ts';
import { type Currency, NANO, parseDecimal } from '../core/money.ts';
import type { StoredPrice } from '../store/prices.ts';
import { MAX_RATE } from './catalogue.ts';
import type { Rates } from './types.ts';

/** As a person enters it: decimal strings per million tokens, in the currency that is named with them. */
export interface EnteredRates {
  input: string;
  output: string;
  cached?: string;
  cacheWrite?: string;
  audioIn?: string;
  audioOut?: string;
  reasoning?: string;
}

export interface ContractPrice {
  entered: EnteredRates;
  /** With the rate of exchange and its day, as they were when it was saved. */
  currency: Currency;
  rates: Rates;
}

/** A contract price of the office; its model may be `*`: every model of the provider that has none of its own. */
export type OfficePrice = StoredPrice<ContractPrice>;

export const ALL_MODELS = '*';

/** Once, when it is saved: in nano-dollars per million tokens, rounded up. Throws `invalid_request`. */
export function convert(entered: EnteredRates, currency: Currency): Rates {
  const perUsd = parseDecimal(currency.perUsd, 'perUsd');
  if (perUsd === 0n) throw new GatehouseError('invalid_request', 'A rate of zero makes no sense.', { param: 'perUsd' });
  const converted = Object.entries(entered).flatMap(([name, text]: [string, string | undefined]): [string, number][] => {
    if (text === undefined) return [];
    const nano = (parseDecimal(text, name) * BigInt(NANO) + perUsd - 1n) / perUsd;
    if (nano > BigInt(MAX_RATE)) throw new GatehouseError('invalid_request', `"${text.slice(0, 40)}" is more than 10,000 USD per million tokens.`, { param: name });
    return [[name, Number(nano)]];
  });
  return Object.fromEntries(converted) as unknown as Rates;
}

/** Nano-dollars as a decimal string in dollars, exactly. */
export function formatRate(nano: number): string {
  const part = String(nano % NANO).padStart(9, '0').replace(/0+$/, '');
  return `${Math.floor(nano / NANO)}${part === '' ? '' : `.${part}`}`;
}
