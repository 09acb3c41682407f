import { Text } from '@mantine/core';
import type { ParseKeys } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../gateway/admin/contract.ts';
import { useAction } from '../../api/queries.ts';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useNotify } from '../../components/notify.ts';
import { StateBadge } from '../../components/StateBadge.tsx';
import { useOffice } from '../../components/use-office.ts';
import { useFormat } from '../../i18n/format.ts';
import { useMoney } from '../../i18n/money.ts';
import { dayText } from './price.ts';
import classes from './Prices.module.css';

type Preview = Output<'prices.preview'>;

/** What a newer list would change; it is put in force from here only, and exactly as it is shown. */
export function PreviewDialog({ preview, onClose }: { preview: Preview; onClose: () => void }) {
  const { t } = useTranslation('prices');
  const format = useFormat();
  const notify = useNotify();
  const { zone } = useOffice();
  const apply = useAction('prices.apply', ['prices.catalogue', 'prices.list', 'prices.show', 'audit.list']);
  const { digest, date, models, older, counts, changes } = preview;
  const total = counts.added + counts.changed + counts.removed;
  return (
    <FormDialog
      title={t('preview.title')}
      size="lg"
      action={t('preview.apply')}
      running={apply.isPending}
      error={apply.error}
      onClose={onClose}
      onSubmit={(event) => {
        event?.preventDefault();
        apply.mutate({ body: { digest } }, { onSuccess: () => (notify.done(t('preview.applied')), onClose()) });
      }}
    >
      <Text>{t('preview.list', { date: dayText(date, zone), number: format.number(models) })}</Text>
      {older && <Text c="var(--gh-attention-text)">{t('preview.older')}</Text>}
      <Text fw={600}>{total === 0 ? t('preview.same') : t('preview.counts', { changed: format.number(counts.changed), added: format.number(counts.added), removed: format.number(counts.removed) })}</Text>
      {changes.length > 0 && (
        <ul className={classes.changes} tabIndex={0} aria-label={t('preview.title')}>
          {changes.map((change) => (
            <Change key={`${change.provider}/${change.model}`} change={change} />
          ))}
        </ul>
      )}
      {total > changes.length && (
        <Text size="sm" c="dimmed">
          {t('preview.first', { number: format.number(total - changes.length) })}
        </Text>
      )}
    </FormDialog>
  );
}

function Change({ change: { provider, model, kind, inUse, rates, more } }: { change: Preview['changes'][number] }) {
  const { t, i18n } = useTranslation('prices');
  const format = useFormat();
  const money = useMoney();
  const amount = (rate: string | null): string => (rate === null ? t('preview.noRate') : money.entered(rate, 'USD'));
  const partOf = (part: string): string => (i18n.exists(`part.${part}`, { ns: 'prices' }) ? t(`part.${part}` as ParseKeys<'prices'>) : part);
  return (
    <li>
      <strong>
        {provider}/{model}
      </strong>{' '}
      {inUse && <StateBadge state="attention" label={t('inUse')} />} <span className={classes.note}>{t(`preview.${kind}`)}</span>
      {rates.map(({ part, before, after, percent }) => (
        <div key={part}>
          {t('preview.change', { part: partOf(part), before: amount(before), after: amount(after) })}
          {percent !== null && (
            <span className={classes.note}>
              {' '}
              ({percent > 0 ? '+' : ''}
              {format.number(percent)} %)
            </span>
          )}
        </div>
      ))}
      {more && <div className={classes.note}>{t('preview.further')}</div>}
    </li>
  );
}
