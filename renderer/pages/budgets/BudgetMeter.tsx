import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import type { Rate } from '../../i18n/money.ts';
import classes from './BudgetMeter.module.css';
import type { Standing } from './tree.ts';
import { useAmounts } from './use-amounts.ts';

const NEARLY = 80;

/** Full before nearly full, and that before fine, whatever has been warned of on the way. */
export function fullness({ budget: { limit }, used, reserved }: Standing): 'good' | 'attention' | 'bad' {
  if (used + reserved >= limit) return 'bad';
  return used * 100 >= limit * NEARLY ? 'attention' : 'good';
}

/** How much of a budget is used, and beside it what is reserved, with its thresholds. */
export function BudgetMeter({ of: standing, rate, title }: { of: Standing; rate: Rate; title: string }) {
  const { t } = useTranslation('money');
  const format = useFormat();
  const amounts = useAmounts();
  const { budget: { limit, measure, alertAt }, used, reserved } = standing;
  const share = (value: number): number => (limit === 0 ? 100 : Math.min(100, (value / limit) * 100));
  const usedShare = share(used);
  return (
    <div
      role="meter"
      aria-label={title}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(usedShare)}
      aria-valuetext={t('meter.value', { used: amounts.counted(measure, used, rate), share: format.percent(limit === 0 ? 1 : used / limit) })}
      className={classes.meter}
      data-state={fullness(standing)}
    >
      <span className={classes.part} data-part="used" style={{ width: `${usedShare}%` }} />
      <span className={classes.part} data-part="reserved" style={{ width: `${Math.min(100 - usedShare, share(reserved))}%` }} />
      {alertAt.filter((percent) => percent < 100).map((percent) => (
        <span key={percent} className={classes.mark} style={{ insetInlineStart: `${percent}%` }} title={t('meter.warnsAt', { percents: format.percent(percent / 100) })} />
      ))}
    </div>
  );
}
