import { Anchor, Input, type MantineColorScheme, NativeSelect, SegmentedControl, Stack, useMantineColorScheme } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Card } from '../../components/Card.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { useNotify } from '../../components/notify.ts';
import { isLanguage, LANGUAGES } from '../../i18n/languages.ts';
import { changeLanguage } from '../../i18n/setup.ts';
import { StartAtLogin } from './StartAtLogin.tsx';
import { desktop } from '../../api/desktop.ts';
import { type SettingsChange, type SettingsNow, useSettings } from './use-settings.ts';

const SCHEMES = ['light', 'dark', 'auto'] as const satisfies readonly MantineColorScheme[];
const LANGUAGE_NAMES = Object.entries(LANGUAGES).map(([value, { name }]) => ({ value, label: name }));

export function General() {
  const { query, save } = useSettings();
  const { t, i18n } = useTranslation(['settings', 'common']);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const bridge = desktop();
  return (
    <>
      <Card title={t('general.screen')}>
        <NativeSelect label={t('general.language')} data={LANGUAGE_NAMES} value={i18n.language} onChange={(event) => void changeLanguage(event.currentTarget.value)} />
        <Stack gap={6} align="flex-start">
          <Input.Label labelElement="div" id="settings-appearance">
            {t('common:appearance.label')}
          </Input.Label>
          <SegmentedControl aria-labelledby="settings-appearance" value={colorScheme} onChange={(value) => setColorScheme(value as MantineColorScheme)} data={SCHEMES.map((value) => ({ value, label: t(`common:appearance.${value}`) }))} />
        </Stack>
      </Card>
      {bridge && <StartAtLogin bridge={bridge} />}
      <Card
        title={t('general.office')}
        aside={
          <Anchor component={Link} href="/welcome/office" underline="always" fw={600} size="sm">
            {t('common:guide')}
          </Anchor>
        }
      >
        <Loaded query={query}>{(settings) => <Office settings={settings} save={save} />}</Loaded>
      </Card>
    </>
  );
}

function Office({ settings, save }: { settings: SettingsNow; save: (change: SettingsChange) => Promise<unknown> }) {
  const { t } = useTranslation('settings');
  const notify = useNotify();
  const zones = useMemo(() => Intl.supportedValuesOf('timeZone'), []);
  const change = (value: SettingsChange): void => void save(value).then(() => notify.done(t('saved')), notify.failed);
  return (
    <Stack>
      <NativeSelect
        label={t('general.officeLanguage')}
        description={t('general.officeLanguageHint')}
        data={[{ value: '', label: t('general.browserLanguage') }, ...LANGUAGE_NAMES]}
        value={settings.language ?? ''}
        onChange={(event) => {
          const { value } = event.currentTarget;
          change({ language: isLanguage(value) ? value : null });
        }}
      />
      <NativeSelect
        label={t('general.timeZone')}
        description={t('general.timeZoneHint')}
        data={[{ value: '', label: t('general.systemZone', { zone: settings.systemTimeZone }) }, ...new Set([...zones, ...(settings.timeZone === null ? [] : [settings.timeZone])])]}
        value={settings.timeZone ?? ''}
        onChange={(event) => change({ timeZone: event.currentTarget.value || null })}
      />
    </Stack>
  );
}
