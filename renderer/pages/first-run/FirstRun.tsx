import { Button, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useRoute } from 'wouter';
import { useOperation } from '../../api/queries.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { useNotify } from '../../components/notify.ts';
import { Page } from '../../components/Page.tsx';
import { ComputerStep } from './ComputerStep.tsx';
import { ConnectStep } from './ConnectStep.tsx';
import { type FirstRunState, isStep, type Step, STEPS, useFirstRun } from './first-run.ts';
import classes from './FirstRun.module.css';
import { OfficeStep } from './OfficeStep.tsx';
import { ProvidersStep } from './ProvidersStep.tsx';
import { RecoveryStep } from './RecoveryStep.tsx';

const CONTENT = { office: OfficeStep, computer: ComputerStep, providers: ProvidersStep, recovery: RecoveryStep, connect: ConnectStep } as const satisfies Record<Step, unknown>;

/** From an empty office to the first answer; what is proposed can be taken as it is, and changed later. */
export default function FirstRun() {
  const { t } = useTranslation('first-run');
  const firstRun = useOperation('firstRun.get');
  const [, params] = useRoute('/welcome/:step?');
  if (firstRun.data === undefined) {
    return (
      <Page key="loading" title={t('office.title')}>
        <Loaded query={firstRun}>{() => null}</Loaded>
      </Page>
    );
  }
  const wanted = params?.step ?? firstRun.data.step;
  const step = isStep(wanted) ? wanted : 'office';
  return <StepPage key={step} step={step} state={firstRun.data} />;
}

function StepPage({ step, state }: { step: Step; state: FirstRunState }) {
  const { t } = useTranslation('first-run');
  const notify = useNotify();
  const run = useFirstRun(state, step);
  const Content = CONTENT[step];
  const leave = (
    <Button variant="default" onClick={() => void run.leave('left').catch(notify.failed)}>
      {state.finished ? t('close') : t('later')}
    </Button>
  );
  return (
    <div className={classes.page}>
      <Progress step={step} />
      <Page title={t(`${step}.title`)} description={t(`${step}.description`)} actions={leave}>
        <Content state={state} run={run} />
      </Page>
    </div>
  );
}

function Progress({ step }: { step: Step }) {
  const { t } = useTranslation('first-run');
  const current = STEPS.indexOf(step);
  return (
    <nav aria-label={t('steps')}>
      <ol className={classes.steps}>
        {STEPS.map((one, index) => (
          <li key={one} className={classes.step} data-state={index < current ? 'past' : index === current ? 'current' : 'next'}>
            <Link href={`/welcome/${one}`} aria-current={index === current ? 'step' : undefined} className={classes.link}>
              <span className={classes.number}>{index < current ? <IconCheck size={15} aria-hidden /> : index + 1}</span>
              <Text span size="sm" className={classes.label}>
                {t(`${one}.step`)}
              </Text>
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}
