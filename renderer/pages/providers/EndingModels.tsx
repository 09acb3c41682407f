import { Alert, Anchor, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useOperation } from '../../api/queries.ts';
import { useErrorText } from '../../components/error-text.ts';
import { Problem } from '../../components/Problem.tsx';
import { useListFormat } from '../../i18n/format.ts';
import { endingInUse } from './lifetime.ts';
import type { Offered } from './provider.ts';
import classes from './ProviderCard.module.css';
import { useLifetimeText } from './use-lifetime-text.ts';

/** Warns of models that are about to be switched off while names for the office's tools lead to them; nothing where all is well. */
export function EndingModels({ provider, models }: { provider: string; models: readonly Offered[] }) {
  const { t } = useTranslation('providers');
  const errorText = useErrorText();
  const list = useListFormat();
  const { ends } = useLifetimeText();
  const aliases = useOperation('aliases.list');
  const now = Date.now();
  const ending = endingInUse(provider, models, aliases.data?.aliases ?? [], now);
  if (aliases.error) return <Problem size="sm">{errorText(aliases.error)}</Problem>;
  if (ending.length === 0) return null;
  return (
    <Alert role="status" color="yellow" c="var(--gh-text)" icon={<IconAlertTriangle size={20} aria-hidden />} title={t('dates.ending', { count: ending.length })}>
      <Stack gap={6}>
        {ending.map(({ model, names }) => (
          <Text key={model.name} size="sm" c="inherit" className={classes.name}>
            <strong>{model.name}</strong>: {ends(model, now)}. {t('dates.usedBy', { names: list.and(names) })}
          </Text>
        ))}
        <Anchor component={Link} href="/models" size="sm" c="inherit" fw={600} underline="always">
          {t('dates.choose')}
        </Anchor>
      </Stack>
    </Alert>
  );
}
