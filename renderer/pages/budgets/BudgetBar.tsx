import { useTranslation } from 'react-i18next';
import { StateBadge } from '../../components/StateBadge.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useZoneFormat } from '../../i18n/zone.ts';
import classes from './BudgetBar.module.css';
import { BudgetMenu } from './BudgetMenu.tsx';
import { rateOf, type Spending, type Standing } from './tree.ts';
import { useAmounts } from './use-amounts.ts';

interface BudgetBarProps {
  of: Standing;
  spending: Spending;
  /** Absent: only to look at. */
  onEdit?: ((standing: Standing) => void) | undefined;
}

/** Full before near its first threshold, and that before fine. */
function stateOf({ budget: { limit, alertAt }, used, reserved }: Standing): 'good' | 'attention' | 'bad' {
  if (used + reserved >= limit) return 'bad';
  return alertAt.some((percent) => used * 100 >= limit * percent) ? 'attention' : 'good';
}

/** What of a budget is used, reserved and left. */
export function BudgetBar({ of: standing, spending, onEdit }: BudgetBarProps) {
  const { t } = useTranslation(['budgets', 'money']);
  const format = useFormat();
  const zone = useZoneFormat(spending.timeZone);
  const amounts = useAmounts();
  const { budget, used, reserved, end } = standing;
  const rate = rateOf(standing, spending);
  const { measure, limit } = budget;
  const state = stateOf(standing);
  const title = t('budget.title', { amount: amounts.entered(measure, budget.amount, budget.currency), period: t(`money:per.${budget.period}`) });
  const share = (value: number): number => (limit === 0 ? 100 : Math.min(100, (value / limit) * 100));
  const usedShare = share(used);
  const figures = { used, reserved, left: Math.max(0, limit - used - reserved) };
  return (
    <li className={classes.budget}>
      <div className={classes.head}>
        <span className={classes.limit}>{title}</span>
        {state === 'bad' && <StateBadge state="bad" label={t('budget.full')} />}
        {state === 'attention' && <StateBadge state="attention" label={t('budget.near')} />}
        <span className={classes.kind}>{budget.hard ? t('budget.hard') : t('budget.soft')}</span>
        {budget.covers === 'all' && <span className={classes.kind}>{t('budget.all')}</span>}
      </div>
      {onEdit && <BudgetMenu of={standing} title={title} onEdit={() => onEdit(standing)} />}
      <div
        role="meter"
        aria-label={title}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(usedShare)}
        aria-valuetext={t('budget.value', { used: amounts.counted(measure, used, rate), share: format.percent(limit === 0 ? 1 : used / limit) })}
        className={classes.meter}
        data-state={state}
      >
        <span className={classes.part} data-part="used" style={{ width: `${usedShare}%` }} />
        <span className={classes.part} data-part="reserved" style={{ width: `${Math.min(100 - usedShare, share(reserved))}%` }} />
        {budget.alertAt.filter((percent) => percent < 100).map((percent) => (
          <span key={percent} className={classes.mark} style={{ insetInlineStart: `${percent}%` }} title={t('budget.warnsAt', { percents: format.percent(percent / 100) })} />
        ))}
      </div>
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
