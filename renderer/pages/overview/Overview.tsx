import { Grid, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Redirect } from 'wouter';
import { useOperation } from '../../api/queries.ts';
import { useSession } from '../../api/session.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
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
  const content = <Loaded query={status}>{(data) => <Content status={data} />}</Loaded>;
  return (
    <Page title={t('title')} description={t('description')}>
      {admin ? <Loaded query={firstRun}>{() => content}</Loaded> : content}
    </Page>
  );
}

function Content({ status }: { status: Status }) {
  return (
    <Stack gap="sm">
      <Attention status={status} />
      <Grid gap="sm">
        <Grid.Col span={{ base: 12, md: 6 }}>
          <Stack gap="sm">
            <Door status={status} />
            <LocalModelCard local={status.local} />
            <Office status={status} />
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
  );
}
