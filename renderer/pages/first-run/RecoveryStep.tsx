import { Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import { IconArrowRight, IconKey, IconPrinter } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/queries.ts';
import { useUnsaved } from '../../api/unsaved.ts';
import { Card } from '../../components/Card.tsx';
import { CopyField } from '../../components/CopyField.tsx';
import { useNotify } from '../../components/notify.ts';
import { StateBadge } from '../../components/StateBadge.tsx';
import { useFormat } from '../../i18n/format.ts';
import { RecoverySheet } from '../settings/RecoverySheet.tsx';
import type { StepProps } from './first-run.ts';
import { Foot } from './Foot.tsx';

/** The way back in after everything else is lost: made, printed, and said to be safe; or all of that later. */
export function RecoveryStep({ state, run }: StepProps) {
  const { t } = useTranslation('first-run');
  const notify = useNotify();
  const format = useFormat();
  const renew = useAction('recovery.renew', ['firstRun.get']);
  const confirm = useAction('recovery.confirm', ['firstRun.get']);
  const [key, setKey] = useState<string>();
  const [safe, setSafe] = useState(false);
  useUnsaved(key !== undefined && !safe);
  const confirmedAt = state.recoveryKeyConfirmedAt;
  const goOn = async (): Promise<void> => {
    if (safe) await confirm.mutateAsync(undefined);
    await run.go('connect');
  };
  return (
    <Stack gap="md">
      <Card title={t('recovery.what')} aside={confirmedAt === null ? undefined : <StateBadge state="good" label={t('recovery.confirmed')} />}>
        <Text>{t('recovery.text')}</Text>
        {key === undefined && confirmedAt !== null && <Text>{t('recovery.have', { date: format.date(confirmedAt) })}</Text>}
        {key === undefined && confirmedAt === null && (
          <>
            <Text c="dimmed">{t('recovery.before')}</Text>
            <Button
              leftSection={<IconKey size={16} aria-hidden />}
              style={{ alignSelf: 'flex-start' }}
              loading={renew.isPending}
              onClick={() => renew.mutate(undefined, { onSuccess: ({ recoveryKey }) => setKey(recoveryKey), onError: notify.failed })}
            >
              {t('recovery.make')}
            </Button>
          </>
        )}
        {key !== undefined && (
          <>
            <Text fw={600}>{t('recovery.once')}</Text>
            <CopyField value={key} label={t('recovery.what')} />
            <Group>
              <Button variant="default" leftSection={<IconPrinter size={16} aria-hidden />} onClick={() => print()}>
                {t('recovery.print')}
              </Button>
            </Group>
            <Checkbox label={t('recovery.safe')} checked={safe} onChange={(event) => setSafe(event.currentTarget.checked)} />
            <RecoverySheet recoveryKey={key} />
          </>
        )}
      </Card>
      <Foot back="providers">
        {confirmedAt === null && !safe ? (
          <Button size="md" variant="default" loading={run.pending} rightSection={<IconArrowRight size={16} aria-hidden />} onClick={() => void goOn().catch(notify.failed)}>
            {t('recovery.later')}
          </Button>
        ) : (
          <Button size="md" loading={run.pending || confirm.isPending} rightSection={<IconArrowRight size={16} aria-hidden />} onClick={() => void goOn().catch(notify.failed)}>
            {t('next')}
          </Button>
        )}
      </Foot>
    </Stack>
  );
}
