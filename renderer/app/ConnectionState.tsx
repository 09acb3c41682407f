import { Group, Text } from '@mantine/core';
import { IconPlugConnected, IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { connection } from '../api/connection.ts';
import { useStore } from '../api/store.ts';
import classes from './Shell.module.css';

/** In the header; a live region, so that going and coming back are announced. */
export function ConnectionState() {
  const { t } = useTranslation();
  const state = useStore(connection);
  const Sign = state === 'connected' ? IconPlugConnected : IconPlugConnectedX;
  return (
    <Group gap={6} wrap="nowrap" role="status" className={classes.connection} data-state={state}>
      <Sign size={18} aria-hidden />
      <Text span size="sm" className={classes.connectionText}>
        {t(`connection.${state}`)}
      </Text>
    </Group>
  );
}

/** Above the page while the gateway is away. */
export function AwayBanner() {
  const { t } = useTranslation();
  if (useStore(connection) === 'connected') return null;
  return (
    <div className={classes.banner}>
      <strong>{t('connection.awayTitle')}</strong> {t('connection.awayText')}
    </div>
  );
}
