import { Alert, Anchor, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconArrowRight, IconCircleCheck } from '@tabler/icons-react';
import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { DATA_CLASSES } from '../../../gateway/core/data-class.ts';
import { ClassBadge } from '../../components/ClassBadge.tsx';
import { Names } from '../../components/Names.tsx';
import { StateBadge } from '../../components/StateBadge.tsx';
import { useFormat } from '../../i18n/format.ts';
import { type Ending, EndingModels } from './EndingModels.tsx';
import { OfferedModels } from './OfferedModels.tsx';
import { accessOf, askedFor, contractState, type Policy, type Provider } from './provider.ts';
import classes from './ProviderCard.module.css';
import { type Ended, type ProviderAction, ProviderMenu } from './ProviderMenu.tsx';
import { HealthLines, ProviderBadge } from './ProviderState.tsx';
import { useRegionName } from '../../components/region.ts';

const MODELS_SHOWN = 6;

interface ProviderCardProps {
  of: Provider;
  policy: Policy;
  /** Of its models. */
  endings: readonly Ending[];
  onAct: (action: ProviderAction) => void;
}

/** One provider: where it stands, what may go there, under which contract, and which models it is asked for. */
export function ProviderCard({ of: provider, policy, endings, onAct }: ProviderCardProps) {
  const { t } = useTranslation('providers');
  const regionName = useRegionName();
  const heading = useId();
  const [tested, setTested] = useState<Ended>();
  return (
    <Paper component="section" withBorder p="lg" aria-labelledby={heading}>
      <Stack gap="md">
        <Group justify="space-between" align="flex-start" wrap="nowrap" gap="sm">
          <div className={classes.head}>
            <Group gap="xs">
              <Title order={2} id={heading} className={classes.name}>
                {provider.name}
              </Title>
              <ProviderBadge of={provider} />
            </Group>
            <Text size="sm" c="dimmed" className={classes.name}>
              {[regionName(provider.region), URL.parse(provider.baseUrl)?.host ?? provider.baseUrl, t(provider.hasCredential ? 'state.key' : 'state.noKey')].join(' · ')}
            </Text>
            <HealthLines of={provider} />
          </div>
          <ProviderMenu of={provider} onAct={onAct} onTested={setTested} />
        </Group>
        {tested && (
          <Alert
            role="status"
            color={tested.ok ? 'pine' : 'red'}
            icon={tested.ok ? <IconCircleCheck size={20} aria-hidden /> : <IconAlertTriangle size={20} aria-hidden />}
            withCloseButton
            closeButtonLabel={t('trial.dismiss')}
            onClose={() => setTested(undefined)}
          >
            {tested.text}
          </Alert>
        )}
        <EndingModels endings={endings} />
        {tested && tested.offered.length > 0 && (
          <Part title={t('dates.title')}>
            <OfferedModels models={askedFor(tested.offered, provider.models)} />
          </Part>
        )}
        <div className={classes.parts}>
          <Part title={t('reach.title')}>
            <Reach provider={provider.id} policy={policy} />
            <Anchor component={Link} href="/rules" size="sm" fw={600} underline="always" className={classes.link}>
              {t('reach.change')} <IconArrowRight size={14} aria-hidden />
            </Anchor>
          </Part>
          <Stack gap="md">
            <Part title={t('contract.title')}>
              <Contract of={provider} />
            </Part>
            <Part title={t('models.title')}>
              <Models models={provider.models} />
            </Part>
          </Stack>
        </div>
      </Stack>
    </Paper>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Stack gap={6}>
      <Title order={3} className={classes.part}>
        {title}
      </Title>
      {children}
    </Stack>
  );
}

function Reach({ provider, policy }: { provider: string; policy: Policy }) {
  const { t } = useTranslation('providers');
  return (
    <ul className={classes.reach}>
      {DATA_CLASSES.map((dataClass) => {
        const access = accessOf(policy, provider, dataClass, Date.now());
        return (
          <li key={dataClass}>
            <ClassBadge dataClass={dataClass} />
            <span className={classes.access} data-access={access}>
              {t(`reach.${access}`)}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function Contract({ of: { contract } }: { of: Provider }) {
  const { t } = useTranslation('providers');
  const format = useFormat();
  const state = contractState(contract, Date.now());
  // The end is midnight after the last day.
  const date = contract.expiresAt === undefined ? '' : format.date(contract.expiresAt - 1);
  const { id, transferBasis, retention, secrecyApproved, trainsOnData } = contract;
  const facts = [
    ...(state === 'valid' && date ? [t('contract.until', { date })] : []),
    ...(transferBasis ? [transferBasis] : []),
    ...(retention ? [t('contract.keeps', { retention })] : []),
    ...(secrecyApproved ? [t('contract.secrecyYes')] : []),
    ...(trainsOnData === undefined ? [] : [t(trainsOnData ? 'contract.trainsYes' : 'contract.trainsNo')]),
  ];
  return (
    <Stack gap={4} align="flex-start">
      {id && <Text className={classes.name}>{id}</Text>}
      {state === 'none' && <Text c="dimmed">{t('contract.none')}</Text>}
      {state === 'ending' && <StateBadge state="attention" label={t('contract.ending', { date })} />}
      {state === 'over' && <StateBadge state="bad" label={t('contract.over', { date })} />}
      {facts.map((fact) => (
        <Text key={fact} size="sm" c="dimmed" className={classes.name}>
          {fact}
        </Text>
      ))}
    </Stack>
  );
}

function Models({ models }: { models: string[] }) {
  const { t } = useTranslation('providers');
  if (models.length === 0) return <Text>{t('models.all')}</Text>;
  const more = models.length - MODELS_SHOWN;
  return (
    <Text className={classes.name} title={models.join(', ')}>
      <Names of={models.slice(0, MODELS_SHOWN)} />
      {more > 0 && ` ${t('models.more', { count: more })}`}
    </Text>
  );
}
