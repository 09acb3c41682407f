import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { IconDownload, IconFileText } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client.ts';
import { useOperation } from '../../api/queries.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { useNotify } from '../../components/notify.ts';
import { Problem } from '../../components/Problem.tsx';
import { saveFile } from '../../components/save-file.ts';
import { useOffice } from '../../components/use-office.ts';
import { isLanguage } from '../../i18n/languages.ts';
import { dayIn, type Period, periodOf, PRESETS, type Preset } from './period.ts';
import { ReportView } from './ReportView.tsx';

/** Who saw what in a period: on the page, and as files for whoever asked for it. */
export function Report() {
  const { t } = useTranslation('audit');
  const { timeZone } = useOffice();
  const today = dayIn(timeZone, Date.now());
  const [preset, setPreset] = useState<Preset | 'own'>('thisMonth');
  const [own, setOwn] = useState<Period>(periodOf('thisMonth', today));
  const period = preset === 'own' ? own : periodOf(preset, today);
  const possible = period.from !== '' && period.to !== '' && period.from <= period.to;
  const choose = (value: string): void => {
    const next = PRESETS.find((one) => one === value);
    if (next === undefined) setOwn(period);
    setPreset(next ?? 'own');
  };
  return (
    <Stack gap="md">
      <Text maw="46em">{t('report.text')}</Text>
      <Group align="flex-end" gap="sm">
        <NativeSelect label={t('report.period')} value={preset} data={[...PRESETS, 'own' as const].map((value) => ({ value, label: t(`report.${value}`) }))} onChange={({ currentTarget: { value } }) => choose(value)} />
        {preset === 'own' && (
          <>
            <TextInput type="date" label={t('report.from')} value={own.from} onChange={({ currentTarget: { value } }) => setOwn((before) => ({ ...before, from: value }))} />
            <TextInput type="date" label={t('report.to')} value={own.to} onChange={({ currentTarget: { value } }) => setOwn((before) => ({ ...before, to: value }))} />
          </>
        )}
        {possible && <Files period={period} />}
      </Group>
      {possible ? <Shown period={period} /> : <Problem>{t('report.wrong')}</Problem>}
    </Stack>
  );
}

function Files({ period }: { period: Period }) {
  const { t, i18n } = useTranslation('audit');
  const notify = useNotify();
  const [running, setRunning] = useState<'page' | 'json'>();
  const name = `gatehouse-audit-report-${period.from}-${period.to}`;
  const save = async (what: 'page' | 'json'): Promise<void> => {
    setRunning(what);
    try {
      if (what === 'json') saveFile(`${name}.json`, JSON.stringify(await call('audit.report', { query: period }), null, 2));
      else {
        const { html } = await call('audit.reportPage', { query: { ...period, ...(isLanguage(i18n.language) && { language: i18n.language }) } });
        saveFile(`${name}.html`, html, 'text/html');
      }
    } catch (error) {
      notify.failed(error);
    } finally {
      setRunning(undefined);
    }
  };
  return (
    <>
      <Button variant="default" leftSection={<IconFileText size={18} aria-hidden />} loading={running === 'page'} onClick={() => void save('page')}>
        {t('report.page')}
      </Button>
      <Button variant="default" leftSection={<IconDownload size={18} aria-hidden />} loading={running === 'json'} onClick={() => void save('json')}>
        {t('report.json')}
      </Button>
    </>
  );
}

function Shown({ period }: { period: Period }) {
  const { t } = useTranslation('audit');
  const report = useOperation('audit.report', { query: period }, { keep: true });
  return (
    <>
      <Text size="sm" c="dimmed">
        {t('report.hint')}
      </Text>
      <Loaded query={report}>{(data) => <ReportView report={data} />}</Loaded>
    </>
  );
}
