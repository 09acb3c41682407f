import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Input } from '../../../gateway/admin/contract.ts';
import type { CurrencyCode } from '../../../gateway/core/money.ts';
import type { Measure, Period } from '../../../gateway/core/spending.ts';
import { plainDecimal } from '../../i18n/money.ts';
import type { Spending, Standing } from './tree.ts';

export interface BudgetFields {
  scope: string;
  measure: Measure;
  amount: string;
  currency: CurrencyCode;
  period: Period;
  hard: 'hard' | 'soft';
  /** Percents. */
  alertAt: string[];
  covers: 'cloud' | 'all';
}

const WHOLE = /^[1-9]\d{0,14}$/;
const digitsOf = (text: string): string => text.replace(/[\s'’]/g, '');

export function useBudgetForm(scope: string, edited: Standing | undefined, { currency }: Spending) {
  const { t } = useTranslation('budgets');
  const budget = edited?.budget;
  return useForm<BudgetFields>({
    initialValues: budget
      ? { scope, measure: budget.measure, amount: budget.amount, currency: budget.currency ?? currency.code, period: budget.period, hard: budget.hard ? 'hard' : 'soft', alertAt: budget.alertAt.map(String), covers: budget.covers }
      : { scope, measure: 'money', amount: '', currency: currency.code, period: 'month', hard: 'hard', alertAt: ['80'], covers: 'cloud' },
    validate: {
      amount: (amount, { measure }) => {
        if (measure === 'money') return Number(plainDecimal(amount) ?? 0) > 0 ? null : t('form.amountWrong');
        return WHOLE.test(digitsOf(amount)) ? null : t('form.countWrong');
      },
    },
  });
}

/** What the gateway gets. */
export function bodyOf({ scope, measure, amount, currency, period, hard, alertAt, covers }: BudgetFields, edited: Standing | undefined): Input<'budgets.save'>['body'] {
  return {
    ...(edited && { id: edited.budget.id, updatedAt: edited.budget.updatedAt }),
    scope, measure, period,
    amount: measure === 'money' ? (plainDecimal(amount) ?? amount) : digitsOf(amount),
    ...(measure === 'money' ? { currency } : { covers }),
    hard: hard === 'hard',
    alertAt: alertAt.map(Number),
  };
}
