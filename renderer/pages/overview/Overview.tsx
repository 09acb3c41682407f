import { Grid, Stack } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Redirect } from 'wouter';
import type { ApiError } from '../../api/errors.ts';
import { useOperation } from '../../api/queries.ts';
import { useSession } from '../../api/session.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { LoadingState } from '../../components/states.tsx';
import { Attention } from './Attention.tsx';
import { Door } from './Door.tsx';
import { LocalModelCard } from './LocalModelCard.tsx';
import { Office } from './Office.tsx';
import { Spent } from './Spent.tsx';
import type { Status } from './status.ts';
import { Today } from './Today.tsx';

const EVERY_MS = 3_000;

/** In an office that nobody has set up yet the first run stands in its place. */
export default function Overview() {
  const { t } = useTranslation('overview');
  const admin = useSession().role === 'admin';
  // Asked for together: the page waits for one answer's time, not two.
  const status = useOperation('status', undefined, { every: EVERY_MS });
  const firstRun = useOperation('firstRun.get', undefined, { enabled: admin });
  if (firstRun.data?.due) return <Redirect to="/welcome" replace />;
  if (admin && firstRun.isPending) {
    return (
      <Page title={t('title')} description={t('description')}>
        <LoadingState />
      </Page>
    );
  }
  return <Content status={status} />;
}

function Content({ status }: { status: UseQueryResult<Status, ApiError> }) {
  const { t } = useTranslation('overview');
  return (
    <Page title={t('title')} description={t('description')}>
      <Loaded query={status}>
        {(data) => (
          <Stack gap="sm">
            <Attention status={data} />
            <Grid gap="sm">
              <Grid.Col span={{ base: 12, md: 6 }}>
                <Stack gap="sm">
                  <Door status={data} />
                  <LocalModelCard local={data.local} />
                  <Office status={data} />
                </Stack>
              </Grid.Col>
              <Grid.Col span={{ base: 12, md: 6 }}>
                <Stack gap="sm">
                  <Today />
                  <Spent />
                </Stack>
              </Grid.Col>
            </Grid>
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}
