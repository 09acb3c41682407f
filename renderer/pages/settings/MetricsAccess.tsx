import { Button, Group, Radio, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../gateway/admin/contract.ts';
import { useAction, useOperation } from '../../api/queries.ts';
import { Card } from '../../components/Card.tsx';
import { CopyField } from '../../components/CopyField.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { useNotify } from '../../components/notify.ts';

type Access = Output<'metrics.get'>['access'];

const ACCESSES = ['off', 'token', 'loopback'] as const satisfies readonly Access[];

/** Who may read `/metrics`. A token is shown once. */
export function MetricsAccess() {
  const { t } = useTranslation('exporters');
  const query = useOperation('metrics.get');
  return (
    <Card title={t('metrics.title')}>
      <Text>{t('metrics.text', { address: `${location.origin}/metrics` })}</Text>
      <Loaded query={query}>{({ access }) => <Choice current={access} />}</Loaded>
    </Card>
  );
}

function Choice({ current }: { current: Access }) {
  const { t } = useTranslation('exporters');
  const notify = useNotify();
  const save = useAction('metrics.set', ['metrics.get', 'audit.list']);
  const [chosen, setChosen] = useState<Access>(current);
  const renewing = chosen === 'token' && current === 'token';
  return (
    <>
      <Radio.Group label={t('metrics.label')} value={chosen} onChange={(value) => setChosen(ACCESSES.find((one) => one === value) ?? 'off')}>
        <Stack gap="xs" mt={6}>
          {ACCESSES.map((value) => (
            <Radio key={value} value={value} label={t(`metrics.${value}`)} />
          ))}
        </Stack>
      </Radio.Group>
      <Group>
        <Button variant={renewing ? 'default' : 'filled'} disabled={chosen === current && !renewing} loading={save.isPending} onClick={() => save.mutate({ body: { access: chosen } }, { onSuccess: () => notify.done(t('saved')), onError: notify.failed })}>
          {renewing ? t('metrics.renew') : t('metrics.save')}
        </Button>
      </Group>
      {save.data?.token && (
        <div role="status">
          <Text size="sm">{t('metrics.once')}</Text>
          <CopyField value={save.data.token} label={t('metrics.field')} />
        </div>
      )}
    </>
  );
}
