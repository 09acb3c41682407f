import { useTranslation } from 'react-i18next';
import { StateBadge } from '../../components/StateBadge.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useZoneFormat } from '../../i18n/zone.ts';
import classes from './BudgetBar.module.css';
import { BudgetMenu } from './BudgetMenu.tsx';
import { BudgetMeter, fullness } from './BudgetMeter.tsx';
import { rateOf, type Spending, type Standing } from './tree.ts';
import { useAmounts } from './use-amounts.ts';

interface BudgetBarProps {
  of: Standing;
  spending: Spending;
  /** Absent: only to look at. */
  onEdit?: ((standing: Standing) => void) | undefined;
}

/** What of a budget is used, reserved and left. */
export function BudgetBar({ of: standing, spending, onEdit }: BudgetBarProps) {
  const { t } = useTranslation(['budgets', 'money']);
  const zone = useZoneFormat(spending.timeZone);
  const format = useFormat();
  const amounts = useAmounts();
  const { budget, used, reserved, end } = standing;
  const rate = rateOf(standing, spending);
  const { measure, limit } = budget;
  const state = fullness(standing);
  const warned = Math.max(0, ...budget.alertAt.filter((percent) => used * 100 >= limit * percent));
  const title = t('money:budgetTitle', { amount: amounts.entered(measure, budget.amount, budget.currency), period: t(`money:per.${budget.period}`) });
  const figures = { used, reserved, left: Math.max(0, limit - used - reserved) };
  return (
    <li className={classes.budget}>
      <div className={classes.head}>
        <span className={classes.limit}>{title}</span>
        {state === 'bad' && <StateBadge state="bad" label={t('budget.full')} />}
        {state === 'attention' && <StateBadge state="attention" label={t('budget.near')} />}
        {state === 'good' && warned > 0 && <StateBadge state="told" label={t('budget.warned', { percent: format.percent(warned / 100) })} />}
        <span className={classes.kind}>{budget.hard ? t('budget.hard') : t('budget.soft')}</span>
        {budget.covers === 'all' && <span className={classes.kind}>{t('budget.all')}</span>}
      </div>
      {onEdit && <BudgetMenu of={standing} title={title} onEdit={() => onEdit(standing)} />}
      <BudgetMeter of={standing} rate={rate} title={title} />
      <div className={classes.foot}>
        <dl className={classes.figures}>
          {(['used', 'reserved', 'left'] as const).map((part) => (
            <div key={part}>
              <dt>{t(`budget.${part}`)}</dt>
              <dd title={amounts.exact(measure, figures[part], rate)}>{amounts.counted(measure, figures[part], rate)}</dd>
            </div>
          ))}
        </dl>
        <span className={classes.anew}>{end === null ? t('budget.never') : t('budget.anew', { date: zone.dateTime(end) })}</span>
      </div>
    </li>
  );
}
