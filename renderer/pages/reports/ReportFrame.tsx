import { useTranslation } from 'react-i18next';
import { MoneyText } from '../../components/MoneyText.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useZoneFormat } from '../../i18n/zone.ts';
import type { Report, Sums } from '../usage/sums.ts';
import { tokensOf } from '../usage/sums.ts';
import classes from './Reports.module.css';

interface ReportHeadProps {
  title: string;
  month: string;
  /** The month is not over. */
  running: boolean;
  currency: Report['currency'];
  total: Sums;
  timeZone: string;
}

/** What the report is of, and what it comes to. */
export function ReportHead({ title, month, running, currency, total, timeZone }: ReportHeadProps) {
  const { t } = useTranslation('reports');
  const format = useFormat();
  const zone = useZoneFormat(timeZone);
  const now = zone.dateTime(Date.now());
  return (
    <header className={classes.head}>
      <div>
        <h2 className={classes.title}>{t('head.of', { title, month })}</h2>
        <p className={classes.note}>
          {running ? t('head.running', { time: now }) : t('head.made', { time: now })}{' '}
          {currency.code !== 'USD' && (currency.date === null ? t('head.rate', currency) : t('head.rateOf', { ...currency, date: zone.date(Date.parse(`${currency.date}T12:00:00Z`)) }))}
        </p>
      </div>
      <dl className={classes.total}>
        <dt>{t('head.total')}</dt>
        <dd>
          <MoneyText of={total.cost} rate={currency} />
        </dd>
        <dd className={classes.note}>{t('head.counts', { count: total.requests, requests: format.number(total.requests), tokens: format.number(tokensOf(total)) })}</dd>
      </dl>
    </header>
  );
}

/** What the figures do not say by themselves. */
export function ReportFoot({ total: { unpriced, estimated }, tags }: { total: Sums; tags: boolean }) {
  const { t } = useTranslation('reports');
  return (
    <footer className={classes.foot}>
      {unpriced > 0 && <p>{t('foot.unpriced', { count: unpriced })}</p>}
      {estimated > 0 && <p>{t('foot.estimated', { count: estimated })}</p>}
      {tags && <p>{t('foot.tags')}</p>}
      <p>{t('foot.rounded')}</p>
    </footer>
  );
}
