import { useTranslation } from 'react-i18next';
import type { CurrencyCode } from '../../../gateway/core/money.ts';
import type { Measure } from '../../../gateway/core/spending.ts';
import { useFormat } from '../../i18n/format.ts';
import { type Rate, useMoney } from '../../i18n/money.ts';

export interface Amounts {
  /** What was counted, in the unit of the budget. */
  counted(measure: Measure, value: number, rate: Rate): string;
  /** With all its digits. */
  exact(measure: Measure, value: number, rate: Rate): string;
  /** A limit as it was entered. */
  entered(measure: Measure, amount: string, currency: CurrencyCode | undefined): string;
}

/** Amounts with their unit: "CHF 12.50", "1,000 tokens". */
export function useAmounts(): Amounts {
  const { t } = useTranslation('money');
  const money = useMoney();
  const format = useFormat();
  const units = (measure: 'tokens' | 'requests', count: number): string => t(`units.${measure}`, { count, number: format.number(count) });
  return {
    counted: (measure, value, rate) => (measure === 'money' ? money.short(value, rate) : units(measure, value)),
    exact: (measure, value, rate) => (measure === 'money' ? money.full(value, rate) : units(measure, value)),
    entered: (measure, amount, currency) => (measure === 'money' ? money.entered(amount, currency ?? 'USD') : units(measure, Number(amount))),
  };
}
