import { Anchor, Group, Stack, Text } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useOperation } from '../../api/queries.ts';
import type { ApiErrorCode } from '../../api/errors.ts';
import { useSession } from '../../api/session.ts';
import type { Trace } from '../../api/trace-stream.ts';
import { Card } from '../../components/Card.tsx';
import { ClassBadge } from '../../components/ClassBadge.tsx';
import { CopyField } from '../../components/CopyField.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { MoneyText } from '../../components/MoneyText.tsx';
import { Page } from '../../components/Page.tsx';
import { isVeiled, placeOf } from '../../components/place.ts';
import { PlaceBadge } from '../../components/PlaceBadge.tsx';
import { useRecogniserText } from '../../components/recogniser-text.ts';
import { useReasonText } from '../../components/reason-text.ts';
import { type Office, useOffice } from '../../components/use-office.ts';
import { useFormat } from '../../i18n/format.ts';
import { Conversation } from './Conversation.tsx';
import { Cost } from './Cost.tsx';
import { isUnpriced } from './cost.ts';
import classes from './Request.module.css';
import { Evidence } from './Evidence.tsx';
import { RuleMenu } from './RuleMenu.tsx';
import { StopButton } from './StopButton.tsx';
import { StoredContent } from './StoredContent.tsx';
import { TimeLine } from './TimeLine.tsx';
import { Values } from './Values.tsx';

const EVERY_MS = 1_000;

/** Everything that is known about one request. */
export default function RequestPage({ id }: { id: string }) {
  const { t } = useTranslation('requests');
  const office = useOffice();
  const admin = useSession().role === 'admin';
  const [running, setRunning] = useState(false);
  const trace = useOperation('traces.get', { params: { id } }, running ? { every: EVERY_MS } : {});
  const known = trace.data;
  useEffect(() => setRunning(known?.outcome === null), [known]);
  return (
    <Page title={t('detail.title')} description={known && [office.zone.dateTime(known.time), known.keyName].filter(Boolean).join(' · ')} actions={known && admin && <Actions trace={known} running={running} />}>
      <Anchor component={Link} href={`/requests${location.search}`} className={classes.back}>
        <IconArrowLeft size={16} aria-hidden /> {t('detail.back')}
      </Anchor>
      <Loaded query={trace}>{(data) => <Facts trace={data} office={office} admin={admin} />}</Loaded>
    </Page>
  );
}

function Actions({ trace, running }: { trace: Trace; running: boolean }) {
  return (
    <Group gap="sm">
      {running && <StopButton id={trace.id} />}
      <RuleMenu trace={trace} />
    </Group>
  );
}

function Facts({ trace, office, admin }: { trace: Trace; office: Office; admin: boolean }) {
  const { t } = useTranslation('requests');
  return (
    <Stack gap="md">
      <Summary trace={trace} office={office} />
      <TimeLine trace={trace} office={office} />
      <div className={classes.columns}>
        <Stack gap="md">
          <Decision trace={trace} />
          <Card title={t('evidence.title')}>
            <Evidence trace={trace} />
          </Card>
          {trace.standIns && <StandIns counts={trace.standIns} />}
          <Asker trace={trace} office={office} />
        </Stack>
        <Cost trace={trace} rate={office.rate} />
      </div>
      {trace.session !== null && trace.keyId !== null && <Conversation trace={trace} keyId={trace.keyId} session={trace.session} zone={office.zone} />}
      {admin && <StoredContent trace={trace} />}
    </Stack>
  );
}

function Summary({ trace, office }: { trace: Trace; office: Office }) {
  const { t } = useTranslation('requests');
  const format = useFormat();
  // Of one that was cut off nobody knows.
  const answeredBy = trace.provider === null ? t(trace.outcome === 'refused' || trace.outcome === 'error' ? 'detail.nobody' : 'detail.unknown') : [trace.provider, trace.model].filter(Boolean).join(' / ');
  return (
    <dl className={classes.summary}>
      <div>
        <dt>{t('column.place')}</dt>
        <dd>
          <PlaceBadge place={placeOf(trace)} veiled={isVeiled(trace)} />
        </dd>
      </div>
      <div>
        <dt>{t('column.class')}</dt>
        <dd>
          <ClassBadge dataClass={trace.dataClass} />
        </dd>
      </div>
      <div>
        <dt>{t('detail.answered')}</dt>
        <dd>{answeredBy}</dd>
      </div>
      <div>
        <dt>{t('column.duration')}</dt>
        <dd>{trace.totalMs === null ? t('detail.unknown') : format.duration(trace.totalMs)}</dd>
      </div>
      <div>
        <dt>{t('column.cost')}</dt>
        <dd>{trace.cost === null ? t(isUnpriced(trace) ? 'cost.unpricedShort' : 'cost.none') : <MoneyText of={trace.cost} rate={office.rate} />}</dd>
      </div>
    </dl>
  );
}

function Decision({ trace }: { trace: Trace }) {
  const { t } = useTranslation(['requests', 'errors']);
  const format = useFormat();
  const reasonText = useReasonText();
  return (
    <Card title={t('detail.decision')}>
      <Values
        of={{
          ...(trace.errorCode !== null && { [t('detail.reason')]: t(`errors:${trace.errorCode as ApiErrorCode}`) }),
          ...(trace.why ? { [t('detail.rule')]: reasonText(trace.why) } : trace.rule !== null && { [t('detail.rule')]: <span lang="en">{trace.rule}</span> }),
          [t('detail.policy')]: format.number(trace.policyVersion),
        }}
      />
    </Card>
  );
}

function Asker({ trace, office }: { trace: Trace; office: Office }) {
  const { t } = useTranslation('requests');
  return (
    <Card title={t('detail.client')}>
      <Values
        of={{
          [t('detail.key')]: trace.keyName ?? t('detail.unknown'),
          ...(trace.owner !== null && { [t('detail.owner')]: office.ownerName(trace.owner) }),
          ...(trace.team !== null && { [t('filter.team')]: office.teamName(trace.team) }),
          [t('detail.asked')]: trace.requestedModel || '–',
          [t('detail.kind')]: `${trace.endpoint} · ${trace.streamed ? t('detail.streamed') : t('detail.whole')}`,
          ...(trace.tags.length > 0 && { [t('detail.tags')]: trace.tags.join(', ') }),
          ...(trace.traceparent !== null && { [t('detail.traceparent')]: <code>{trace.traceparent}</code> }),
        }}
      />
      <div>
        <Text size="sm" c="dimmed">
          {t('detail.id')}
        </Text>
        <CopyField value={trace.id} label={t('detail.id')} />
      </div>
    </Card>
  );
}

function StandIns({ counts }: { counts: Record<string, number> }) {
  const { t } = useTranslation('requests');
  const format = useFormat();
  const names = useRecogniserText();
  return (
    <Card title={t('standIns.title')}>
      <Values of={Object.fromEntries(Object.entries(counts).map(([entity, count]) => [names.entity(entity), format.number(count)]))} />
    </Card>
  );
}
