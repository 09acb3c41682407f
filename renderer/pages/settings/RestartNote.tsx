import { Alert } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { desktop } from './desktop.ts';

/** Saved, but in force only after the next start: what to do for it. */
export function RestartNote() {
  const { t } = useTranslation('settings');
  return (
    <Alert color="yellow" c="var(--gh-text)" icon={<IconRefresh size={20} aria-hidden />} title={t('restart.title')} role="status">
      {t(desktop() ? 'restart.desktop' : 'restart.server')}
    </Alert>
  );
}
