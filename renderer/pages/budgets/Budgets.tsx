import { Button, Stack, Text, Title } from '@mantine/core';
import { IconPlus, IconUsersPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../../api/queries.ts';
import { useSession } from '../../api/session.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { PageTabs } from '../../components/PageTabs.tsx';
import { BudgetDialog } from './BudgetDialog.tsx';
import { Decisions } from './Decisions.tsx';
import { History } from './History.tsx';
import { HolderBlock } from './HolderBlock.tsx';
import type { Edits } from './HolderMenu.tsx';
import { LimitDialog } from './LimitDialog.tsx';
import { TeamDialog } from './TeamDialog.tsx';
import { type Spending, type Standing, type Team, treeOf } from './tree.ts';
import { AllWarnings, NewWarnings } from './Warnings.tsx';

const EVERY_MS = 3_000;

type Open = { dialog: 'budget'; scope?: string; standing?: Standing | undefined } | { dialog: 'limit'; scope: string } | { dialog: 'team'; team?: Team };

/** What may be spent, by whom, and how much of it is left. */
export default function Budgets() {
  const { t } = useTranslation('budgets');
  const admin = useSession().role === 'admin';
  const spending = useOperation('spending.get', undefined, { every: EVERY_MS });
  const [open, setOpen] = useState<Open>();
  const close = (): void => setOpen(undefined);
  const edits: Edits | undefined = admin
    ? {
        budget: (scope, standing) => setOpen({ dialog: 'budget', scope, standing }),
        limit: (scope) => setOpen({ dialog: 'limit', scope }),
        team: (team) => setOpen({ dialog: 'team', team }),
      }
    : undefined;
  const actions = admin && spending.data && (
    <>
      <Button variant="default" leftSection={<IconUsersPlus size={18} aria-hidden />} onClick={() => setOpen({ dialog: 'team' })}>
        {t('team.new')}
      </Button>
      <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setOpen({ dialog: 'budget' })}>
        {t('new')}
      </Button>
    </>
  );
  return (
    <Page title={t('title')} description={t('description')} actions={actions}>
      <Loaded query={spending}>
        {(data) => (
          <>
            <NewWarnings spending={data} />
            <Parts spending={data} edits={edits} />
            {open?.dialog === 'budget' && <BudgetDialog spending={data} scope={open.scope} edited={open.standing} onClose={close} />}
            {open?.dialog === 'limit' && <LimitDialog spending={data} scope={open.scope} onClose={close} />}
            {open?.dialog === 'team' && <TeamDialog edited={open.team} onClose={close} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}

const TABS = ['budgets', 'decisions', 'warnings', 'history'] as const;

function Parts({ spending, edits }: { spending: Spending; edits: Edits | undefined }) {
  const { t } = useTranslation('budgets');
  const panels = { budgets: <Holders spending={spending} edits={edits} />, decisions: <Decisions spending={spending} />, warnings: <AllWarnings spending={spending} />, history: <History spending={spending} /> };
  return (
    <PageTabs tabs={TABS} label={t('parts')} title={(tab) => t(`tab.${tab}`)}>
      {(tab) => panels[tab]}
    </PageTabs>
  );
}

function Holders({ spending, edits }: { spending: Spending; edits: Edits | undefined }) {
  const { t } = useTranslation('budgets');
  const { office, departments, elsewhere } = treeOf(spending);
  return (
    <Stack gap="md">
      <HolderBlock of={office} spending={spending} edits={edits} />
      {departments.map((department) => (
        <HolderBlock key={department.scope} of={department} spending={spending} edits={edits} />
      ))}
      {departments.length === 0 && <Text c="dimmed">{edits ? t('team.noneYet') : t('team.none')}</Text>}
      {elsewhere.length > 0 && (
        <>
          <Title order={2}>{t('holder.elsewhere')}</Title>
          {elsewhere.map((holder) => (
            <HolderBlock key={holder.scope} of={holder} spending={spending} edits={edits} />
          ))}
        </>
      )}
    </Stack>
  );
}
