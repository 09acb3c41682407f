import { Button } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/queries.ts';
import { Page } from '../../components/Page.tsx';
import { PageTabs } from '../../components/PageTabs.tsx';
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
  const verify = useAction('audit.verify', ['audit.list']);
  const action = (
    <Button leftSection={<IconShieldCheck size={18} aria-hidden />} loading={verify.isPending} onClick={() => verify.mutate(undefined)}>
      {t('verify.button')}
    </Button>
  );
  return (
    <Page title={t('title')} description={t('description')} actions={action}>
      <Verdict check={verify} />
      <PageTabs tabs={TABS} label={t('parts')} title={(tab) => t(`tab.${tab}`)}>
        {(tab) => {
          const Content = PANELS[tab];
          return <Content />;
        }}
      </PageTabs>
    </Page>
  );
}
