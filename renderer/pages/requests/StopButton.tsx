import { IconPlayerStop } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/queries.ts';
import { ConfirmButton } from '../../components/ConfirmButton.tsx';
import { useNotify } from '../../components/notify.ts';

/** For a request that runs and does not end: a model that repeats itself keeps its place from everybody else. */
export function StopButton({ id }: { id: string }) {
  const { t } = useTranslation('requests');
  const notify = useNotify();
  const stop = useAction('traces.stop', ['traces.get', 'audit.list']);
  return (
    <ConfirmButton
      variant="default"
      size="sm"
      c="var(--gh-bad-text)"
      leftSection={<IconPlayerStop size={16} aria-hidden />}
      question={t('stop.question')}
      consequence={t('stop.consequence')}
      confirm={t('stop.confirm')}
      destructive
      onConfirm={async () => {
        await stop.mutateAsync({ params: { id } });
        notify.done(t('stop.done'));
      }}
    >
      {t('stop.button')}
    </ConfirmButton>
  );
}
