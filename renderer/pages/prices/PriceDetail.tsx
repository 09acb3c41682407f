import { Modal, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../gateway/admin/contract.ts';
import { useOperation } from '../../api/queries.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { useOffice } from '../../components/use-office.ts';
import { useFormat } from '../../i18n/format.ts';
import { useMoney } from '../../i18n/money.ts';
import { PARTS } from './price.ts';
import classes from './Prices.module.css';
import { Source } from './Source.tsx';

type Detail = Output<'prices.show'>;
type Tiers = Detail['now']['tiers'];

/** All rates of one model, now and before. */
export function PriceDetail({ deployment, onClose }: { deployment: string; onClose: () => void }) {
  const { t } = useTranslation(['prices', 'common']);
  const query = useOperation('prices.show', { query: { deployment } });
  return (
    <Modal opened onClose={onClose} size="lg" title={t('detail.title', { name: deployment })} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Loaded query={query}>{(detail) => <Shown detail={detail} />}</Loaded>
    </Modal>
  );
}

function Shown({ detail: { now, history } }: { detail: Detail }) {
  const { t } = useTranslation('prices');
  const { zone } = useOffice();
  const format = useFormat();
  const tokens = (number: number): string => t('detail.tokens', { number: format.number(number) });
  // Prices that begin later stand in the history too.
  const current = history.findLastIndex(({ from }) => from <= Date.now());
  return (
    <Stack gap="md">
      <dl className={classes.values}>
        {now.contextTokens !== null && (
          <div>
            <dt>{t('detail.context')}</dt>
            <dd>{tokens(now.contextTokens)}</dd>
          </div>
        )}
        {now.maxOutputTokens !== null && (
          <div>
            <dt>{t('detail.longest')}</dt>
            <dd>{tokens(now.maxOutputTokens)}</dd>
          </div>
        )}
        {now.check !== null && (
          <div>
            <dt>{t('check.label')}</dt>
            <dd>{t(`check.${now.check}`)}</dd>
          </div>
        )}
      </dl>
      {history
        .map((one, index) => (
          <section key={one.from}>
            <Title order={3}>
              {one.from === 0 ? t('detail.always') : t('detail.from', { date: zone.dateTime(one.from) })}
              {index === current && <span className={classes.note}> {t('detail.now')}</span>}
            </Title>
            <Source of={one.source} />
            <Rates tiers={one.tiers} />
            {one.byTime && (
              <Text size="sm" c="dimmed">
                {t('detail.byTime')}
              </Text>
            )}
          </section>
        ))
        .reverse()}
    </Stack>
  );
}

function Rates({ tiers }: { tiers: Tiers }) {
  const { t } = useTranslation('prices');
  const money = useMoney();
  const format = useFormat();
  return tiers.map(({ above, rates }) => (
    <div key={above}>
      {above > 0 && <Text c="dimmed">{t('detail.above', { number: format.number(above) })}</Text>}
      <dl className={classes.values}>
        {PARTS.flatMap((part) => {
          const rate = rates[part];
          return rate === undefined ? [] : [
            <div key={part}>
              <dt>{t(`part.${part}`)}</dt>
              <dd>{money.entered(rate, 'USD')}</dd>
            </div>,
          ];
        })}
      </dl>
    </div>
  ));
}
