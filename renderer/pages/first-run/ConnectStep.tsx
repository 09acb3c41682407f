import { Alert, Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import { IconCircleCheck, IconKey } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { DataClass } from '../../../gateway/core/data-class.ts';
import { useOperation } from '../../api/queries.ts';
import { useUnsaved } from '../../api/unsaved.ts';
import { Card } from '../../components/Card.tsx';
import { ConnectTool } from '../../components/connect/ConnectTool.tsx';
import { CopyField } from '../../components/CopyField.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { useNotify } from '../../components/notify.ts';
import type { StepProps } from './first-run.ts';
import { type FirstKey, useFirstKey } from './first-key.ts';
import { Foot } from './Foot.tsx';
import { LiveTest } from './LiveTest.tsx';

/** A first key, how a tool gets it, and its first request as it arrives. */
export function ConnectStep({ state, run }: StepProps) {
  const { t } = useTranslation('first-run');
  const notify = useNotify();
  const status = useOperation('status');
  const firstKey = useFirstKey(state.keyId);
  useUnsaved(firstKey.plaintext !== undefined);
  const finish = (): void => void run.leave('finished').catch(notify.failed);
  return (
    <Stack gap="md">
      {firstKey.plaintext !== undefined ? (
        <>
          <LiveTest keyId={firstKey.id!} plaintext={firstKey.plaintext} onAnswered={() => void (state.finished || run.save({ finished: true }).catch(notify.failed))} />
          <Card title={t('connect.tool')}>
            <Text>{t('connect.once')}</Text>
            <CopyField value={firstKey.plaintext} label={t('connect.key')} />
            <ConnectTool connection={{ baseUrl: `${status.data?.addresses[0] ?? location.origin}/v1`, key: firstKey.plaintext, model: 'local' }} />
          </Card>
        </>
      ) : (
        <MakeKey state={state} run={run} firstKey={firstKey} />
      )}
      {state.recoveryKeyConfirmedAt === null && (
        <Alert color="yellow" c="var(--gh-text)" icon={<IconKey size={20} aria-hidden />}>
          {t('connect.recovery')}{' '}
          <Anchor component={Link} href="/welcome/recovery" underline="always" c="inherit" fw={600}>
            {t('connect.recoveryLink')}
          </Anchor>
        </Alert>
      )}
      <Foot back="recovery">
        <Button size="md" loading={run.pending} variant={firstKey.plaintext === undefined ? 'default' : 'filled'} leftSection={<IconCircleCheck size={18} aria-hidden />} onClick={finish}>
          {t('connect.finish')}
        </Button>
      </Foot>
    </Stack>
  );
}

function MakeKey(props: StepProps & { firstKey: FirstKey }) {
  const { t } = useTranslation('first-run');
  const starters = useOperation('starters.list');
  return (
    <Card title={t('connect.make')}>
      {props.state.keyId !== undefined && <Text>{t('connect.made')}</Text>}
      <Loaded query={starters}>{(data) => <KeyForm {...props} floor={data.starters.find(({ office }) => office === props.state.office)?.keyFloor ?? 'confidential'} />}</Loaded>
    </Card>
  );
}

function KeyForm({ run, firstKey, floor }: StepProps & { firstKey: FirstKey; floor: DataClass }) {
  const { t } = useTranslation(['first-run', 'common']);
  const notify = useNotify();
  const [name, setName] = useState('');
  const make = async (): Promise<void> => {
    const keyId = await firstKey.create(name.trim() || t('connect.keyName'), floor);
    await run.save({ keyId });
  };
  return (
    <>
      <Text>{t('connect.makeText', { dataClass: t(`common:class.${floor}`) })}</Text>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          make().catch(notify.failed);
        }}
      >
        <Stack gap="sm" align="flex-start">
          <TextInput label={t('connect.name')} placeholder={t('connect.keyName')} value={name} onChange={(event) => setName(event.currentTarget.value)} maxLength={128} autoComplete="off" w="min(100%, 360px)" />
          <Button type="submit" loading={firstKey.pending}>
            {t('connect.makeButton')}
          </Button>
        </Stack>
      </form>
    </>
  );
}
