import { useTranslation } from 'react-i18next';
import { MoneyText } from '../../components/MoneyText.tsx';
import { useFormat } from '../../i18n/format.ts';
import type { Rate } from '../../i18n/money.ts';
import type { Sums } from '../usage/sums.ts';
import classes from './Reports.module.css';

/** The columns of numbers, as every table of a report has them. */
export function NumberHeads() {
  const { t } = useTranslation('reports');
  return (
    <>
      <th scope="col">{t('column.requests')}</th>
      <th scope="col">{t('column.input')}</th>
      <th scope="col">{t('column.output')}</th>
      <th scope="col">{t('column.cost')}</th>
    </>
  );
}

export function NumberCells({ of: sums, rate }: { of: Sums; rate: Rate }) {
  const { t } = useTranslation('reports');
  const format = useFormat();
  const unsure = [...(sums.unpriced > 0 ? [t('mark.unpriced', { count: sums.unpriced })] : []), ...(sums.estimated > 0 ? [t('mark.estimated', { count: sums.estimated })] : [])];
  return (
    <>
      <td data-label={t('column.requests')}>{format.number(sums.requests)}</td>
      <td data-label={t('column.input')}>{format.number(sums.promptTokens)}</td>
      <td data-label={t('column.output')}>{format.number(sums.completionTokens)}</td>
      <td data-label={t('column.cost')}>
        <MoneyText of={sums.cost} rate={rate} />
        {unsure.length > 0 && <span className={classes.unsure}>{unsure.join(', ')}</span>}
      </td>
    </>
  );
}
