import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LOCAL_PROVIDER } from '../../../gateway/core/model.ts';
import type { Trace } from '../../api/trace-stream.ts';
import { Card } from '../../components/Card.tsx';
import { ClassBadge } from '../../components/ClassBadge.tsx';
import { useErrorCodeText } from '../../components/error-text.ts';
import { MoneyText } from '../../components/MoneyText.tsx';
import { Names } from '../../components/Names.tsx';
import { isVeiled } from '../../components/place.ts';
import { useRecogniserText } from '../../components/recogniser-text.ts';
import { useRegionName } from '../../components/region.ts';
import type { Office } from '../../components/use-office.ts';
import { useFormat, useListFormat } from '../../i18n/format.ts';
import { type TokenPart, tokensByPart } from './cost.ts';
import { reasonsOf } from './evidence.ts';
import { useEvidenceText } from './evidence-text.ts';
import classes from './Request.module.css';

/** From the request's arrival to its ending, in the order in which it happened; attempts are drawn as long as they took. */
export function TimeLine({ trace, office }: { trace: Trace; office: Office }) {
  const { t } = useTranslation('requests');
  const format = useFormat();
  const error = useErrorCodeText();
  const total = Math.max(1, trace.totalMs ?? 0, ...trace.attempts.map(({ startedAt, ms }) => startedAt - trace.time + ms));
  const { outcome } = trace;
  return (
    <Card title={t('line.title')}>
      <ol className={classes.line}>
        <Step at={format.duration(0)} name={t('line.arrived', { model: trace.requestedModel || '–' })} />
        <Step name={<>{t('line.classified')} <ClassBadge dataClass={trace.dataClass} /></>}>
          <ClassReason trace={trace} />
        </Step>
        {wasDecided(trace) && (
          <Step name={t(trace.decision === 'refuse' ? 'line.refused' : 'line.decided')} state={trace.decision === 'refuse' ? 'bad' : 'good'}>
            {decisionText(trace, t)}
          </Step>
        )}
        {trace.plan.length > 0 && <Step name={t('line.plan')}><Names of={trace.plan} between=" → " /></Step>}
        {trace.reserved !== null && trace.reserved > 0 && (
          <Step name={t('line.reserved')}>
            <MoneyText of={trace.reserved} rate={office.rate} />
            {trace.reservedTokens !== null && ` · ${t('line.tokens', { count: trace.reservedTokens, number: format.number(trace.reservedTokens) })}`}
          </Step>
        )}
        {trace.attempts.map((attempt, index) => (
          <Attempt key={`${attempt.startedAt} ${attempt.deployment}`} attempt={attempt} number={index + 1} start={trace.time} total={total} rate={office.rate} />
        ))}
        {trace.firstTokenMs !== null && trace.streamed && <Step at={format.duration(trace.firstTokenMs)} name={t('line.firstToken')} />}
        <Step at={trace.totalMs === null ? '' : format.duration(trace.totalMs)} name={t(`line.end.${outcome ?? 'running'}`)} state={outcome === null ? 'open' : outcome === 'ok' ? 'good' : 'bad'}>
          {trace.errorCode !== null && error(trace.errorCode)}
        </Step>
      </ol>
    </Card>
  );
}

/** What was refused for another reason (a budget, a model that nobody has, a request that nobody could read) never got as far as the data rules, or past them. */
function wasDecided({ decision, errorCode }: Trace): boolean {
  return decision !== 'refuse' || errorCode === 'data_class_denied' || errorCode === 'class_above_ceiling';
}

function Step({ at = '', name, state = 'good', children }: { at?: string; name: ReactNode; state?: 'good' | 'bad' | 'open'; children?: ReactNode }) {
  return (
    <li className={classes.step} data-state={state}>
      <span className={classes.at}>{at}</span>
      <span className={classes.dot} />
      <div className={classes.what}>
        <div className={classes.name}>{name}</div>
        {children && <div className={classes.note}>{children}</div>}
      </div>
    </li>
  );
}

function ClassReason({ trace }: { trace: Trace }) {
  const { t } = useTranslation('requests');
  const names = useRecogniserText();
  const text = useEvidenceText();
  const { and } = useListFormat();
  const { found, stated } = reasonsOf(trace.evidence);
  if (found.length > 0) return t('line.found', { what: and([...new Set(found.map(({ recogniser }) => names.name(recogniser)))]) });
  return stated[0] ? text.stated(stated[0].recogniser) : t('evidence.nothing');
}

interface AttemptProps {
  attempt: Trace['attempts'][number];
  number: number;
  /** UTC milliseconds of the request's arrival. */
  start: number;
  /** Milliseconds that the whole width stands for. */
  total: number;
  rate: Office['rate'];
}

function Attempt({ attempt, number, start, total, rate }: AttemptProps) {
  const { deployment, status, startedAt, ms, error, region, cost } = attempt;
  const { t } = useTranslation('requests');
  const regionName = useRegionName();
  const format = useFormat();
  const provider = deployment.slice(0, deployment.indexOf('/')).split('@')[0]!;
  const here = provider === LOCAL_PROVIDER;
  const failed = error !== undefined;
  const offset = Math.max(0, startedAt - start);
  const used = Object.entries(tokensByPart(attempt)).filter(([, tokens]) => tokens > 0) as [TokenPart, number][];
  return (
    <Step at={format.duration(offset)} name={t('line.attempt', { number: format.number(number), deployment })} state={failed ? 'bad' : 'good'}>
      {[here ? t('filter.here') : (region === undefined ? provider : regionName(region)), format.duration(ms)].join(' · ')}
      <span className={classes.result} data-failed={failed} lang={failed ? 'en' : undefined}>
        {[status, error].filter((part) => part !== undefined).join(' ')}
      </span>
      {(used.length > 0 || cost !== undefined) && (
        <div>
          {used.map(([part, tokens]) => `${t(`cost.part.${part}`)}: ${t('line.tokens', { count: tokens, number: format.number(tokens) })}`).join(' · ')}
          {used.length > 0 && cost !== undefined && ' · '}
          {cost !== undefined && <MoneyText of={cost} rate={rate} />}
        </div>
      )}
      <div className={classes.track} aria-hidden>
        <span className={classes.bar} data-kind={failed ? 'bad' : here ? 'here' : 'cloud'} style={{ insetInlineStart: `${(offset / total) * 100}%`, width: `${(ms / total) * 100}%` }} />
      </div>
    </Step>
  );
}

function decisionText(trace: Trace, t: ReturnType<typeof useTranslation<'requests'>>['t']): string {
  if (trace.decision === 'refuse') return t('detail.refuse');
  if (trace.decision === 'local' || trace.provider === LOCAL_PROVIDER) return t('detail.local');
  const { provider } = trace;
  if (isVeiled(trace)) return provider === null ? t('detail.veiledOpen') : t('detail.veiled', { provider });
  return provider === null ? t('detail.allowOpen') : t('detail.allow', { provider });
}
