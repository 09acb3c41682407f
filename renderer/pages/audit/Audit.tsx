import { Button, Tabs } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { useAction } from '../../api/queries.ts';
import { Page } from '../../components/Page.tsx';
import { Proof } from './Proof.tsx';
import { Records } from './Records.tsx';
import { Report } from './Report.tsx';
import { Verdict } from './Verdict.tsx';

const PANELS = { records: Records, report: Report, proof: Proof } as const;
const TABS = ['records', 'report', 'proof'] as const;

/** What was written down and cannot be altered, the proof of that, and the report for an inspection. */
export default function Audit() {
  // What a record's details need comes with the page: a text that is fetched later would blank it for a moment.
  const { t } = useTranslation(['audit', 'money', 'reasons']);
  const [search, setSearch] = useSearchParams();
  const tab = TABS.find((one) => one === search.get('tab')) ?? 'records';
  const verify = useAction('audit.verify', ['audit.list']);
  const action = (
    <Button leftSection={<IconShieldCheck size={18} aria-hidden />} loading={verify.isPending} onClick={() => verify.mutate(undefined)}>
      {t('verify.button')}
    </Button>
  );
  return (
    <Page title={t('title')} description={t('description')} actions={action}>
      <Verdict check={verify} />
      <Tabs value={tab} onChange={(value) => setSearch(value === 'records' || value === null ? {} : { tab: value })} keepMounted={false}>
        <Tabs.List mb="md" aria-label={t('parts')}>
          {TABS.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`tab.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {TABS.map((one) => {
          const Content = PANELS[one];
          return (
            <Tabs.Panel key={one} value={one}>
              <Content />
            </Tabs.Panel>
          );
        })}
      </Tabs>
    </Page>
  );
}
