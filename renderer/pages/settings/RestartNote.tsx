import { IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ConfirmButton } from '../../components/ConfirmButton.tsx';
import { desktop } from '../../api/desktop.ts';
import { Note } from './Note.tsx';

/** Saved, but in force only after the next start: what to do for it. */
export function RestartNote() {
  const { t } = useTranslation('settings');
  const bridge = desktop();
  return (
    <Note kind="attention" icon={IconRefresh} title={t('restart.title')} role="status">
      {t(bridge ? 'restart.desktop' : 'restart.server')}
      {bridge && (
        <ConfirmButton mt="xs" size="xs" variant="default" question={t('restart.question')} consequence={t('restart.consequence')} confirm={t('restart.confirm')} onConfirm={() => bridge.restart()}>
          {t('restart.button')}
        </ConfirmButton>
      )}
    </Note>
  );
}
