import { Button, NumberInput, Radio, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/Card.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { useNotify } from '../../components/notify.ts';
import { RestartNote } from './RestartNote.tsx';
import { type SettingsChange, type SettingsNow, useSettings } from './use-settings.ts';

const LONGEST_DAYS = 36_500;
const DURABILITIES = ['normal', 'full'] as const satisfies readonly SettingsNow['durability'][];

export function Storage() {
  const { query, save, saving } = useSettings();
  return <Loaded query={query}>{(settings) => <Form key={`${settings.traceRetentionDays} ${settings.durability}`} settings={settings} save={save} saving={saving} />}</Loaded>;
}

function Form({ settings, save, saving }: { settings: SettingsNow; save: (change: SettingsChange) => Promise<unknown>; saving: boolean }) {
  const { t } = useTranslation('settings');
  const notify = useNotify();
  const form = useForm({
    initialValues: { days: settings.traceRetentionDays as number | string, durability: settings.durability },
    validate: { days: (days) => (Number.isInteger(days) && Number(days) >= 1 && Number(days) <= LONGEST_DAYS ? null : t('storage.daysWrong', { most: String(LONGEST_DAYS) })) },
  });
  const { fixed } = settings;
  const submit = form.onSubmit(({ days, durability }) => {
    const change = { ...(!fixed.includes('traceRetentionDays') && { traceRetentionDays: Number(days) }), ...(!fixed.includes('durability') && { durability }) };
    save(change).then(() => notify.done(t('saved')), notify.failed);
  });
  return (
    <>
      {settings.needsRestart.includes('durability') && <RestartNote />}
      <form onSubmit={submit} noValidate>
        <Card title={t('storage.title')}>
          <NumberInput
            label={t('storage.days')}
            description={t('storage.daysHint')}
            min={1}
            max={LONGEST_DAYS}
            allowDecimal={false}
            disabled={fixed.includes('traceRetentionDays')}
            {...form.getInputProps('days')}
          />
          <Radio.Group label={t('storage.durability')} {...form.getInputProps('durability')}>
            <Stack gap="xs" mt={6}>
              {DURABILITIES.map((value) => (
                <Radio key={value} value={value} label={t(`storage.${value}`)} description={t(`storage.${value}Hint`)} disabled={fixed.includes('durability')} />
              ))}
            </Stack>
          </Radio.Group>
          <Text size="sm" c="dimmed">
            {t('storage.audit')}
          </Text>
          <Button type="submit" disabled={!form.isDirty()} loading={saving} style={{ alignSelf: 'flex-start' }}>
            {t('save')}
          </Button>
        </Card>
      </form>
    </>
  );
}
