import { Alert, Anchor, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Output } from '../../../gateway/admin/contract.ts';
import { useListFormat } from '../../i18n/format.ts';
import { endsSoon } from './lifetime.ts';
import classes from './ProviderCard.module.css';
import { useLifetimeText } from './use-lifetime-text.ts';

export type Ending = Output<'status'>['endings'][number];

/** Warns of models that are about to be switched off while names for the office's tools lead to them; nothing where all is well. */
export function EndingModels({ endings }: { endings: readonly Ending[] }) {
  const { t } = useTranslation('providers');
  const list = useListFormat();
  const { ends } = useLifetimeText();
  const now = Date.now();
  const soon = endings.filter((one) => endsSoon(one, now));
  if (soon.length === 0) return null;
  return (
    <Alert role="status" color="yellow" c="var(--gh-text)" icon={<IconAlertTriangle size={20} aria-hidden />} title={t('dates.ending', { count: soon.length })}>
      <Stack gap={6}>
        {soon.map((one) => (
          <Text key={one.model} size="sm" c="inherit" className={classes.name}>
            <strong>{one.model}</strong>: {ends(one, now)}. {t('dates.usedBy', { names: list.and(one.names) })}
          </Text>
        ))}
        <Anchor component={Link} href="/models" size="sm" c="inherit" fw={600} underline="always">
          {t('dates.choose')}
        </Anchor>
      </Stack>
    </Alert>
  );
}
