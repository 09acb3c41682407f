import { Button, Stack, Text } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useOperation } from '../../api/queries.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { PageTabs } from '../../components/PageTabs.tsx';
import { Alarms } from './Alarms.tsx';
import { Patterns } from './Patterns.tsx';
import { Recognisers } from './Recognisers.tsx';
import type { State } from './recognition.ts';
import classes from './Recognition.module.css';
import { TryIt } from './TryIt.tsx';
import { WordLists } from './WordLists.tsx';

const PARTS = { recognisers: Recognisers, lists: WordLists, patterns: Patterns, try: TryIt, alarms: Alarms } as const satisfies Record<string, ComponentType<{ state: State }>>;
type Part = keyof typeof PARTS;
const TABS = Object.keys(PARTS) as Part[];

/** What is looked for in requests: built in, of the office, and what is left out. */
export default function Recognition() {
  const { t } = useTranslation('recognition');
  const state = useOperation('recognition.get');
  const back = (
    <Button component={Link} href="/rules" variant="default" leftSection={<IconArrowLeft size={16} aria-hidden />}>
      {t('back')}
    </Button>
  );
  return (
    <Page title={t('title')} description={t('description')} actions={back}>
      <Loaded query={state}>{(data) => <Content state={data} />}</Loaded>
    </Page>
  );
}

function Content({ state }: { state: State }) {
  const { t } = useTranslation('recognition');
  return (
    <Stack gap="md">
      {state.problems.length > 0 && (
        <div role="alert" className={classes.problem}>
          <Text fw={600}>{t('problem.title')}</Text>
          <Text size="sm">{t('problem.text')}</Text>
          <Text size="sm" lang="en">
            {state.problems.join(' ')}
          </Text>
        </div>
      )}
      <PageTabs tabs={TABS} label={t('parts')} title={(tab) => t(`tab.${tab}`)}>
        {(tab) => {
          const Panel = PARTS[tab];
          return <Panel state={state} />;
        }}
      </PageTabs>
    </Stack>
  );
}
