import { IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { desktop } from './desktop.ts';
import { Note } from './Note.tsx';

/** Saved, but in force only after the next start: what to do for it. */
export function RestartNote() {
  const { t } = useTranslation('settings');
  return (
    <Note kind="attention" icon={IconRefresh} title={t('restart.title')} role="status">
      {t(desktop() ? 'restart.desktop' : 'restart.server')}
    </Note>
  );
}
