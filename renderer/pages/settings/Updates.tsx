import { Alert, Button, Group, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../gateway/admin/contract.ts';
import { useAction, useOperation } from '../../api/queries.ts';
import { Card } from '../../components/Card.tsx';
import { CopyField } from '../../components/CopyField.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { useNotify } from '../../components/notify.ts';
import { Technical } from '../../components/Technical.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useZoneFormat } from '../../i18n/zone.ts';

type State = Output<'updates.get'>;

const MODES = ['off', 'ask'] as const satisfies readonly State['mode'][];

/** Whether Gatehouse looks for newer versions, and what it found. */
export function Updates() {
  const { t } = useTranslation('settings');
  const query = useOperation('updates.get');
  return (
    <Card title={t('updates.title')}>
      <Text>{t('updates.text')}</Text>
      <Loaded query={query}>
        {(state) => (
          <>
            <Choice state={state} />
            {state.mode === 'ask' && <Found state={state} />}
          </>
        )}
      </Loaded>
    </Card>
  );
}

function Choice({ state: { mode, address } }: { state: State }) {
  const { t } = useTranslation('settings');
  const notify = useNotify();
  const save = useAction('updates.set', ['updates.get', 'status']);
  const form = useForm({
    initialValues: { mode, address: address ?? '' },
    validate: { address: (given, { mode: chosen }) => (chosen === 'ask' && given.trim() === '' ? t('updates.addressWrong') : null) },
  });
  return (
    <form
      noValidate
      onSubmit={form.onSubmit((chosen) =>
        save.mutate(
          { body: { mode: chosen.mode, address: chosen.address.trim() || null } },
          {
            onSuccess: () => {
              form.resetDirty();
              notify.done(t('saved'));
            },
            onError: (error) => (error.param === 'address' ? form.setFieldError('address', t('updates.addressWrong')) : notify.failed(error)),
          },
        ),
      )}
    >
      <Stack align="flex-start">
        <Radio.Group label={t('updates.label')} {...form.getInputProps('mode')}>
          <Stack gap="xs" mt={6}>
            {MODES.map((value) => (
              <Radio key={value} value={value} label={t(`updates.${value}`)} />
            ))}
          </Stack>
        </Radio.Group>
        {form.values.mode === 'ask' && <TextInput w="100%" label={t('updates.address')} description={t('updates.addressHint')} placeholder="https://example.com/gatehouse" required autoComplete="off" {...form.getInputProps('address')} />}
        <Button type="submit" disabled={!form.isDirty()} loading={save.isPending}>
          {t('updates.save')}
        </Button>
      </Stack>
    </form>
  );
}

function Found({ state: { address, version, checkedAt, newer, problem } }: { state: State }) {
  const { t } = useTranslation('settings');
  const format = useFormat();
  const calendar = useZoneFormat('UTC');
  const notify = useNotify();
  const check = useAction('updates.check', ['updates.get', 'status']);
  return (
    <>
      <div role="status">
        {newer && address !== null && (
          <Alert title={t('updates.newer', { version: newer.version, date: calendar.date(Date.parse(newer.released)) })}>
            <Stack gap="xs">
              <Text size="sm">{t('updates.install', { version })}</Text>
              <CopyField value={address} label={t('updates.address')} />
            </Stack>
          </Alert>
        )}
        {problem !== null && (
          <>
            <Text>{t('updates.problem')}</Text>
            <Technical text={problem} />
          </>
        )}
        {checkedAt !== null && !newer && problem === null && <Text>{t('updates.newest')}</Text>}
      </div>
      <Group>
        <Button variant="default" loading={check.isPending} onClick={() => check.mutate(undefined, { onError: notify.failed })}>
          {t('updates.check')}
        </Button>
        <Text size="sm" c="dimmed">
          {checkedAt === null ? t('updates.notYet') : t('updates.checkedAt', { time: format.dateTime(checkedAt) })}
        </Text>
      </Group>
    </>
  );
}
