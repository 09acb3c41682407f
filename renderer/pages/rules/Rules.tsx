import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconEye, IconListSearch } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useOperation } from '../../api/queries.ts';
import { useSession } from '../../api/session.ts';
import { useStore } from '../../api/store.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { PageTabs } from '../../components/PageTabs.tsx';
import { discardDraft, drafting, toApi } from './draft.ts';
import { DraftBar } from './DraftBar.tsx';
import { Exceptions } from './Exceptions.tsx';
import { FromRequest } from './FromRequest.tsx';
import classes from './Lists.module.css';
import { Matrix } from './Matrix.tsx';
import { ReachTable } from './ReachTable.tsx';
import type { Policy, Subjects } from './rules.ts';
import { TryRequest } from './TryRequest.tsx';
import { Versions } from './Versions.tsx';

const EVERY_MS = 5_000;
const TABS = ['rules', 'reach', 'try', 'versions'] as const;

export default function Rules() {
  const { t } = useTranslation('rules');
  const policy = useOperation('policy.get', undefined, { every: EVERY_MS });
  const subjects = useOperation('policy.subjects', undefined, { every: EVERY_MS });
  const recognition = useSession().role === 'admin' && (
    <Button component={Link} href="/rules/recognition" variant="default" leftSection={<IconListSearch size={18} aria-hidden />}>
      {t('recognition')}
    </Button>
  );
  return (
    <Page title={t('title')} description={t('description')} actions={recognition}>
      <Loaded query={policy}>{(rules) => <Loaded query={subjects}>{(known) => <Content policy={rules} subjects={known} />}</Loaded>}</Loaded>
    </Page>
  );
}

function Content({ policy, subjects }: { policy: Policy; subjects: Subjects }) {
  const { t } = useTranslation('rules');
  const admin = useSession().role === 'admin';
  const status = useOperation('status', undefined, { every: EVERY_MS });
  const lockdown = status.data?.lockdown.on ?? false;
  const { steps } = useStore(drafting);
  const draft = admin ? steps.at(-1) : undefined;
  const body = draft ? toApi(draft, policy.routes) : {};
  // Asked again as the rules below it may change.
  const preview = useOperation('policy.preview', { body }, { enabled: draft !== undefined, every: EVERY_MS, keep: true });
  const planned = draft ? preview.data : undefined;
  // An answer of before the last save would say something else.
  const current = !preview.isPlaceholderData && preview.data?.baseVersion === policy.version;
  useEffect(() => {
    // Whoever has changed everything back has no draft.
    if (draft && current && preview.data?.differences.length === 0) discardDraft();
  }, [draft, current, preview.data]);
  return (
    <Stack gap="md">
      {!admin && <Alert icon={<IconEye size={20} aria-hidden />}>{t('readOnly')}</Alert>}
      <Loaded query={status} loading={false}>
        {() =>
          lockdown && (
            <div role="note" className={classes.attention}>
              <Text fw={600}>{t('lockdown.title')}</Text>
              <Text size="sm">{t('lockdown.text')}</Text>
            </div>
          )
        }
      </Loaded>
      <PageTabs tabs={TABS} label={t('parts')} title={(tab) => t(`tab.${tab}`)}>
        {(tab) => {
          if (tab === 'reach') return <ReachTable planned={planned} subjects={subjects} />;
          if (tab === 'try') return <TryRequest subjects={subjects} {...(draft && { draft: body })} />;
          if (tab === 'versions') return <Versions policy={policy} subjects={subjects} editable={admin} drafting={draft !== undefined} />;
          return (
            <Stack gap="lg">
              <Matrix policy={policy} planned={planned} subjects={subjects} lockdown={lockdown} editable={admin} />
              <Exceptions policy={policy} routes={planned?.policy.routes ?? policy.routes} subjects={subjects} editable={admin} />
            </Stack>
          );
        }}
      </PageTabs>
      {draft && <DraftBar draft={draft} policy={policy} preview={preview} subjects={subjects} body={body} />}
      {/* On top of the draft, so not before it is known what that makes. */}
      {admin && (!draft || planned) && <FromRequest policy={policy} planned={planned?.policy ?? policy} subjects={subjects} />}
    </Stack>
  );
}
