import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { StateBadge } from '../../components/StateBadge.tsx';
import { RETIREMENT_NOTICE_DAYS } from '../../../gateway/core/model.ts';
import { endsSoon, lifetimesOf, retirementOf } from './lifetime.ts';
import classes from './OfferedModels.module.css';
import type { Offered } from './provider.ts';
import { useLifetimeText } from './use-lifetime-text.ts';

const SHOWN = 5;

/** Until when a provider's models know the world and when they are switched off: what ends first, the rest folded, and of how many nothing is known. */
export function OfferedModels({ models }: { models: readonly Offered[] }) {
  const { t } = useTranslation('providers');
  if (models.length === 0) return null;
  const { dated, undated } = lifetimesOf(models);
  if (dated.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('dates.none')}
      </Text>
    );
  }
  const now = Date.now();
  const soon = dated.filter((model) => retirementOf(model, now) === 'soon').length;
  const folded = dated.slice(SHOWN);
  return (
    <Stack gap={6} align="flex-start">
      {soon > 0 && <Text size="sm">{t('dates.soon', { count: soon, days: RETIREMENT_NOTICE_DAYS })}</Text>}
      <Rows models={dated.slice(0, SHOWN)} now={now} />
      {folded.length > 0 && (
        <details className={classes.more}>
          <summary>{t('dates.more', { count: folded.length })}</summary>
          <Rows models={folded} now={now} />
        </details>
      )}
      {undated > 0 && <Text size="sm">{t('dates.unknown', { count: undated })}</Text>}
      <Text size="sm" c="dimmed">
        {t('dates.source')}
      </Text>
    </Stack>
  );
}

function Rows({ models, now }: { models: readonly Offered[]; now: number }) {
  const { ends, knows } = useLifetimeText();
  return (
    <ul className={classes.rows}>
      {models.map((model) => {
        const end = ends(model, now);
        const known = knows(model);
        return (
          <li key={model.name}>
            <span className={classes.model}>{model.name}</span>
            {end && (endsSoon(model, now) ? <StateBadge state="attention" label={end} /> : <span className={classes.date}>{end}</span>)}
            {known && <span className={classes.date}>{known}</span>}
          </li>
        );
      })}
    </ul>
  );
}
