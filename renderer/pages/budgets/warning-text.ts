import { useTranslation } from 'react-i18next';
import type { CurrencyCode } from '../../../gateway/core/money.ts';
import { type Measure, MEASURES, type Period, PERIODS } from '../../../gateway/core/spending.ts';
import { useFormat } from '../../i18n/format.ts';
import { type Rate, useMoney } from '../../i18n/money.ts';
import type { Spending } from './tree.ts';
import { useAmounts } from './use-amounts.ts';
import { useWhose } from './use-whose.ts';

export type Alert = Spending['alerts'][number];

/** What a record says of a budget; of an older or a foreign one parts may be missing. */
export interface BudgetWords {
  scope: string;
  measure: Measure;
  amount: string;
  currency: CurrencyCode | undefined;
  period: Period;
}

export function budgetWords(detail: Readonly<Record<string, unknown>>): BudgetWords | undefined {
  const { scope, amount, currency } = detail;
  const measure = MEASURES.find((one) => one === detail['measure']);
  const period = PERIODS.find((one) => one === detail['period']);
  if (typeof scope !== 'string' || typeof amount !== 'string' || !measure || !period) return undefined;
  return { scope, amount, measure, period, currency: currency === 'CHF' || currency === 'EUR' || currency === 'USD' ? currency : undefined };
}

/** A warning as a sentence. */
export function useWarningText(spending: Pick<Spending, 'teams' | 'keys' | 'currency'>): (alert: Alert) => string {
  const { t } = useTranslation('money');
  const amounts = useAmounts();
  const money = useMoney();
  const format = useFormat();
  const whose = useWhose(spending);
  return ({ budget, threshold, detail }) => {
    if (budget === '') return t('warning.overrun', { cost: amountOf(detail['cost'], spending.currency), reserved: amountOf(detail['reserved'], spending.currency) });
    const words = budgetWords(detail);
    if (!words) return t('warning.unknown', { percents: format.percent(threshold / 100) });
    const { scope, measure, amount, currency, period } = words;
    return t(threshold >= 100 ? 'warning.full' : 'warning.reached', { whose: whose(scope), percents: format.percent(threshold / 100), amount: amounts.entered(measure, amount, currency), period: t(`per.${period}`) });
  };

  function amountOf(nano: unknown, rate: Rate): string {
    return typeof nano === 'number' && Number.isSafeInteger(nano) ? money.short(nano, rate) : '?';
  }
}
