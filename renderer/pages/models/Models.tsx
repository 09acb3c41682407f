import { Grid, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAction, useOperation } from '../../api/queries.ts';
import { Card } from '../../components/Card.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { useNotify } from '../../components/notify.ts';
import { Page } from '../../components/Page.tsx';
import { isUnderWay, StepProgress } from '../../components/StepProgress.tsx';
import { AddModel } from './AddModel.tsx';
import { Aliases } from './Aliases.tsx';
import { Computer } from './Computer.tsx';
import { Installed } from './Installed.tsx';
import { Recommended } from './Recommended.tsx';

const EVERY_MS = 2_000;

export default function Models() {
  const { t } = useTranslation('models');
  const notify = useNotify();
  const status = useOperation('status', undefined, { every: EVERY_MS });
  const cancel = useAction('models.cancel', ['status']);
  return (
    <Page title={t('title')} description={t('description')} actions={<AddModel />}>
      <Loaded query={status}>
        {({ local }) => {
          const steps = local.steps.filter((step) => isUnderWay(step) || step.state === 'failed');
          return (
            <Stack gap="md">
              {steps.length > 0 && (
                <Card title={t('running')}>
                  {steps.map((step) => (
                    <StepProgress key={step.id} step={step} {...(step.id.startsWith('model:') && { onCancel: () => cancel.mutate({ body: { id: step.id } }, { onError: notify.failed }) })} />
                  ))}
                </Card>
              )}
              <Installed local={local} />
              <Grid gap="md">
                <Grid.Col span={{ base: 12, lg: 8 }}>
                  <Recommended steps={local.steps} />
                </Grid.Col>
                <Grid.Col span={{ base: 12, lg: 4 }}>
                  <Computer />
                </Grid.Col>
              </Grid>
              <Aliases />
            </Stack>
          );
        }}
      </Loaded>
    </Page>
  );
}
