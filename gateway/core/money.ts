import { GatehouseError } from './errors.ts';

/** The ledger's currency is the US dollar, in which providers bill; one dollar is this many units. */
export const NANO = 1_000_000_000;

export const CURRENCIES = ['CHF', 'EUR', 'USD'] as const;
export type CurrencyCode = (typeof CURRENCIES)[number];

/** In what currency amounts are shown, and what one US dollar is worth in it. */
export interface Currency {
  code: CurrencyCode;
  /** Decimal, as "0.89"; "1" for USD. */
  perUsd: string;
  /** The day of the rate, as 2026-11-21; null for USD. */
  date: string | null;
}

export const DOLLARS: Currency = { code: 'USD', perUsd: '1', date: null };

const DECIMAL = /^\d{1,12}(\.\d{1,9})?$/;

/** An amount such as "12.50" in billionths. Throws `invalid_request` for whatever is no plain decimal number. */
export function parseDecimal(text: string, param: string): bigint {
  if (!DECIMAL.test(text)) throw new GatehouseError('invalid_request', `"${text.slice(0, 40)}" is not an amount.`, { param, hint: 'Write it as 12.50, without a sign and with at most nine digits after the point.' });
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole) * BigInt(NANO) + BigInt(fraction.padEnd(9, '0'));
}

/** Nano-dollars that an amount of a currency is worth, rounded down: a limit never grows by a conversion. Throws `invalid_request`. */
export function nanoUsdOf(amount: string, perUsd: string, param = 'amount'): number {
  const nano = exactly(amount, perUsd, param);
  if (nano > BigInt(Number.MAX_SAFE_INTEGER)) throw new GatehouseError('invalid_request', 'That is more than nine million dollars.', { param, hint: 'Enter a smaller amount.' });
  return Number(nano);
}

/** The same of an amount that is stored: where the rate has made it more than can be counted, the most that can. */
export function countableNanoUsdOf(amount: string, perUsd: string): number {
  const nano = exactly(amount, perUsd, 'amount');
  return nano > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(nano);
}

function exactly(amount: string, perUsd: string, param: string): bigint {
  const rate = parseDecimal(perUsd, 'perUsd');
  if (rate === 0n) throw new GatehouseError('invalid_request', 'A rate of zero makes no sense.', { param: 'perUsd', hint: 'Say what one US dollar is worth, as 0.89.' });
  return (parseDecimal(amount, param) * BigInt(NANO)) / rate;
}

/** For messages and tables: an amount in a currency, with as many digits as it needs, at least two. */
export function moneyText(nanoUsd: number, code: CurrencyCode, perUsd: string): string {
  const nano = (BigInt(Math.abs(nanoUsd)) * parseDecimal(perUsd, 'perUsd')) / BigInt(NANO);
  return `${code} ${nanoUsd < 0 ? '-' : ''}${digitsOf(nano)}`;
}

/** The same of an amount as it was entered: turned into dollars and back, 100 would be 99.999999999. */
export function enteredText(amount: string, code: CurrencyCode): string {
  return `${code} ${digitsOf(parseDecimal(amount, 'amount'))}`;
}

function digitsOf(nano: bigint): string {
  const digits = nano.toString().padStart(10, '0');
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`.replace(/0{1,7}$/, '');
}
