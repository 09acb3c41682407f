import { Drawer, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { LOCAL_PROVIDER } from '../../../gateway/core/model.ts';
import { useOperation } from '../../api/queries.ts';
import type { ApiErrorCode } from '../../api/errors.ts';
import { useSession } from '../../api/session.ts';
import type { Trace } from '../../api/trace-stream.ts';
import { ClassBadge } from '../../components/ClassBadge.tsx';
import { CopyField } from '../../components/CopyField.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { isVeiled, placeOf } from '../../components/place.ts';
import { PlaceBadge } from '../../components/PlaceBadge.tsx';
import { useRecogniserText } from '../../components/recogniser-text.ts';
import { useReasonText } from '../../components/reason-text.ts';
import { useFormat } from '../../i18n/format.ts';
import classes from './Detail.module.css';
import { Evidence } from './Evidence.tsx';
import { RuleMenu } from './RuleMenu.tsx';

const RUNNING_MS = 1_000;

/** Everything that is known about one request, beside the list. `known`: its row, where the list has it. */
export default function Detail({ id, known, onClose }: { id: string; known: Trace | undefined; onClose: () => void }) {
  const { t } = useTranslation(['requests', 'common']);
  const running = known?.outcome === null;
  const trace = useOperation('traces.get', { params: { id } }, running ? { every: RUNNING_MS } : {});
  return (
    <Drawer opened onClose={onClose} position="right" size="lg" title={t('detail.title')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Loaded query={trace}>{(data) => <Facts trace={data} />}</Loaded>
    </Drawer>
  );
}

function Facts({ trace }: { trace: Trace }) {
  const { t } = useTranslation(['requests', 'errors']);
  const format = useFormat();
  const reasonText = useReasonText();
  const admin = useSession().role === 'admin';
  const unknown = t('detail.unknown');
  const number = (value: number | null): string => (value === null ? unknown : format.number(value));
  const time = (value: number | null): string => (value === null ? unknown : format.duration(value));
  const answeredBy = trace.provider === null ? unknown : [trace.provider, trace.model].filter(Boolean).join(' / ');
  return (
    <Stack gap="lg">
      <Part title={t('detail.decision')}>
        <Text fw={600}>
          <PlaceBadge place={placeOf(trace)} veiled={isVeiled(trace)} />
        </Text>
        <Text>{decisionText(trace, t)}</Text>
        <Values
          of={{
            [t('detail.class')]: <ClassBadge dataClass={trace.dataClass} />,
            ...(trace.errorCode !== null && { [t('detail.reason')]: t(`errors:${trace.errorCode as ApiErrorCode}`) }),
            ...(trace.why ? { [t('detail.rule')]: reasonText(trace.why) } : trace.rule !== null && { [t('detail.rule')]: <span lang="en">{trace.rule}</span> }),
            [t('detail.policy')]: format.number(trace.policyVersion),
          }}
        />
        {admin && (
          <div>
            <RuleMenu trace={trace} />
          </div>
        )}
      </Part>
      <Part title={t('evidence.title')}>
        <Evidence trace={trace} />
      </Part>
      {trace.standIns && <StandIns counts={trace.standIns} />}
      <Part title={t('detail.client')}>
        <Values
          of={{
            [t('detail.key')]: trace.keyName ?? unknown,
            [t('detail.asked')]: trace.requestedModel,
            [t('detail.answered')]: answeredBy,
            [t('detail.kind')]: `${trace.endpoint} · ${trace.streamed ? t('detail.streamed') : t('detail.whole')}`,
            ...(trace.tags.length > 0 && { [t('detail.tags')]: trace.tags.join(', ') }),
            ...(trace.session !== null && { [t('detail.session')]: trace.session }),
          }}
        />
      </Part>
      <Part title={t('detail.attempts')}>
        {trace.attempts.length === 0 ? (
          <Text c="dimmed">{t('detail.attemptsNone')}</Text>
        ) : (
          <ol className={classes.attempts}>
            {trace.attempts.map((attempt) => (
              <li key={`${attempt.startedAt} ${attempt.deployment}`}>
                {t('detail.attempt', { deployment: attempt.deployment, duration: format.duration(attempt.ms) })}
                <span className={classes.result} data-failed={attempt.error !== undefined} lang={attempt.error === undefined ? undefined : 'en'}>
                  {[attempt.status, attempt.error].filter((part) => part !== undefined).join(' ')}
                </span>
              </li>
            ))}
          </ol>
        )}
      </Part>
      <Part title={t('detail.figures')}>
        <Values
          of={{
            [t('detail.time')]: format.dateTime(trace.time),
            ...(trace.streamed && { [t('detail.firstToken')]: time(trace.firstTokenMs) }),
            [t('detail.total')]: time(trace.totalMs),
            [t('detail.promptTokens')]: number(trace.promptTokens),
            ...(trace.cachedTokens !== null && { [t('detail.cachedTokens')]: number(trace.cachedTokens) }),
            [t('detail.completionTokens')]: number(trace.completionTokens),
          }}
        />
        {trace.usageEstimated === true && (
          <Text size="sm" c="dimmed">
            {t('detail.estimated')}
          </Text>
        )}
      </Part>
      <Part title={t('detail.id')}>
        <CopyField value={trace.id} label={t('detail.id')} />
      </Part>
    </Stack>
  );
}

function StandIns({ counts }: { counts: Record<string, number> }) {
  const { t } = useTranslation('requests');
  const format = useFormat();
  const names = useRecogniserText();
  return (
    <Part title={t('standIns.title')}>
      <Values of={Object.fromEntries(Object.entries(counts).map(([entity, count]) => [names.entity(entity), format.number(count)]))} />
    </Part>
  );
}

function decisionText(trace: Trace, t: ReturnType<typeof useTranslation<['requests', 'errors']>>['t']): string {
  if (trace.decision === 'refuse') return t('detail.refuse');
  if (trace.decision === 'local' || trace.provider === LOCAL_PROVIDER) return t('detail.local');
  const { provider } = trace;
  if (isVeiled(trace)) return provider === null ? t('detail.veiledOpen') : t('detail.veiled', { provider });
  return provider === null ? t('detail.allowOpen') : t('detail.allow', { provider });
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <Title order={3} id={id} mb={6}>
        {title}
      </Title>
      <Stack gap={6}>{children}</Stack>
    </section>
  );
}

function Values({ of }: { of: Record<string, ReactNode> }) {
  return (
    <dl className={classes.values}>
      {Object.entries(of).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
