import { Switch } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/Card.tsx';
import { useNotify } from '../../components/notify.ts';
import type { Desktop } from '../../api/desktop.ts';

const KEY = ['desktop.info'];

/** Only in the desktop application's window. */
export function StartAtLogin({ bridge }: { bridge: Desktop }) {
  const { t } = useTranslation('settings');
  const notify = useNotify();
  const client = useQueryClient();
  const { data } = useQuery({ queryKey: KEY, queryFn: () => bridge.info() });
  const set = useMutation({ mutationFn: (on: boolean) => bridge.setStartAtLogin(on), onSuccess: (info) => client.setQueryData(KEY, info), onError: notify.failed });
  return (
    <Card title={t('desktop.title')}>
      <Switch label={t('desktop.login')} description={t('desktop.loginHint')} checked={data?.startAtLogin ?? false} disabled={!data || set.isPending} onChange={(event) => set.mutate(event.currentTarget.checked)} />
    </Card>
  );
}
