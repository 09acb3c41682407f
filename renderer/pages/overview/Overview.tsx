import { Grid, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../../api/queries.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { Attention } from './Attention.tsx';
import { Door } from './Door.tsx';
import { LocalModelCard } from './LocalModelCard.tsx';
import { Office } from './Office.tsx';
import { Today } from './Today.tsx';

const EVERY_MS = 3_000;

export default function Overview() {
  const { t } = useTranslation('overview');
  const status = useOperation('status', undefined, { every: EVERY_MS });
  return (
    <Page title={t('title')} description={t('description')}>
      <Loaded query={status}>
        {(data) => (
          <Stack gap="md">
            <Attention status={data} />
            <Grid gap="md">
              <Grid.Col span={{ base: 12, md: 6 }}>
                <Stack gap="md">
                  <Door status={data} />
                  <LocalModelCard local={data.local} />
                </Stack>
              </Grid.Col>
              <Grid.Col span={{ base: 12, md: 6 }}>
                <Stack gap="md">
                  <Today />
                  <Office status={data} />
                </Stack>
              </Grid.Col>
            </Grid>
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}
