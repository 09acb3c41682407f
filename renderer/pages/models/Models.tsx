import { Grid, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAction, useOperation } from '../../api/queries.ts';
import { Card } from '../../components/Card.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { useNotify } from '../../components/notify.ts';
import { Page } from '../../components/Page.tsx';
import { isUnderWay, isUnfinished, type Step, StepProgress } from '../../components/StepProgress.tsx';
import { AddModel } from './AddModel.tsx';
import { Aliases } from './Aliases.tsx';
import { Computer } from './Computer.tsx';
import { Installed } from './Installed.tsx';
import { Recommended } from './Recommended.tsx';

const EVERY_MS = 2_000;

export default function Models() {
  const { t } = useTranslation('models');
  const status = useOperation('status', undefined, { every: EVERY_MS });
  return (
    <Page title={t('title')} description={t('description')} actions={<AddModel />}>
      <Loaded query={status}>
        {({ local }) => {
          const steps = local.steps.filter((step) => isUnderWay(step) || isUnfinished(step));
          return (
            <Stack gap="md">
              {steps.length > 0 && (
                <Card title={t('running')}>
                  {steps.map((step) => (
                    <Line key={step.id} step={step} />
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

/** Of the models; the preparations go on by themselves. */
function Line({ step }: { step: Step }) {
  const notify = useNotify();
  const cancel = useAction('models.cancel', ['status']);
  const pull = useAction('models.pull', ['status']);
  const [what, name] = [step.id.slice(0, step.id.indexOf(':')), step.id.slice(step.id.indexOf(':') + 1)];
  if (what !== 'model') return <StepProgress step={step} />;
  const end = (): void => cancel.mutate({ body: { id: step.id } }, { onError: notify.failed });
  return <StepProgress step={step} onCancel={end} onDrop={end} {...(step.kind === 'download' && { onAgain: () => pull.mutate({ body: { name } }, { onError: notify.failed }) })} />;
}
