import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type CurrencyCode, NANO, parseDecimal } from '../../gateway/core/money.ts';
import { localeOf } from './languages.ts';
import { shared } from './shared.ts';

/** In what amounts are shown; `perUsd` is decimal, as "0.89". */
export interface Rate {
  code: CurrencyCode;
  perUsd: string;
}

const CENT = '0.01';
const DIGITS = 9;

/** Nano-dollars in another currency as a plain decimal number with nine digits after the point, rounded half up. */
export function decimalOf(nanoUsd: number, perUsd: string): `${number}` {
  const scaled = BigInt(Math.abs(nanoUsd)) * parseDecimal(perUsd, 'perUsd');
  const digits = ((scaled + BigInt(NANO) / 2n) / BigInt(NANO)).toString().padStart(DIGITS + 1, '0');
  return `${nanoUsd < 0 ? '-' : ''}${digits.slice(0, -DIGITS)}.${digits.slice(-DIGITS)}` as `${number}`;
}

export interface MoneyFormat {
  /** In cents; "less than 0.01" where it is more than nothing. */
  short(nanoUsd: number, rate: Rate): string;
  /** The same where there is little room: "< US$0.01". */
  tight(nanoUsd: number, rate: Rate): string;
  /** With all its digits. */
  full(nanoUsd: number, rate: Rate): string;
  /** An amount as it was entered, such as "12.50". */
  entered(amount: string, code: CurrencyCode): string;
}

const currencyOf = shared((locale: string, currency: string, maximumFractionDigits: number) => new Intl.NumberFormat(locale, { style: 'currency', currency, minimumFractionDigits: 2, maximumFractionDigits }));

/** Amounts as the chosen language writes them. */
export function useMoney(): MoneyFormat {
  const { t, i18n } = useTranslation('money');
  const { language } = i18n;
  return useMemo(() => {
    const locale = localeOf(language);
    const format = (code: CurrencyCode, digits: number): Intl.NumberFormat => currencyOf(locale, code, digits);
    const cents = (nanoUsd: number, { code, perUsd }: Rate, less: (cent: string) => string): string => {
      const amount = decimalOf(nanoUsd, perUsd);
      return nanoUsd > 0 && Number(amount) < Number(CENT) ? less(format(code, 2).format(CENT)) : format(code, 2).format(amount);
    };
    return {
      short: (nanoUsd, rate) => cents(nanoUsd, rate, (amount) => t('lessThan', { amount })),
      tight: (nanoUsd, rate) => cents(nanoUsd, rate, (amount) => `< ${amount}`),
      full: (nanoUsd, { code, perUsd }) => format(code, DIGITS).format(decimalOf(nanoUsd, perUsd)),
      entered: (amount, code) => format(code, DIGITS).format(amount as `${number}`),
    };
  }, [language, t]);
}

/** What a person wrote as a plain decimal number ("1'000,50" → "1000.50"); undefined where it is none, or could be read in two ways ("1,000"). */
export function plainDecimal(text: string): string | undefined {
  const digits = text.replace(/[\s'’]/g, '');
  if (/^\d{1,12}(\.\d{1,9})?$/.test(digits)) return digits;
  return /^\d{1,12},(\d{1,2}|\d{4,9})$/.test(digits) ? digits.replace(',', '.') : undefined;
}
