import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Trace } from '../../api/trace-stream.ts';
import { ClassBadge } from '../../components/ClassBadge.tsx';
import { isVeiled, placeOf } from '../../components/place.ts';
import { PlaceBadge } from '../../components/PlaceBadge.tsx';
import { useFormat } from '../../i18n/format.ts';
import type { ZoneFormat } from '../../i18n/zone.ts';
import { isUnpriced } from './cost.ts';
import classes from './RequestTable.module.css';

interface RequestRowProps {
  trace: Trace;
  index: number;
  /** Pixels. */
  top: number;
  height: number;
  amount: Amount;
  zone: ZoneFormat;
}

/** Of nano-dollars: in the office's currency, short and with all digits. */
export interface Amount {
  short(nanoUsd: number): string;
  full(nanoUsd: number): string;
}

/** Every new request moves every row: what a row shows is only made anew where the request itself has changed. */
export function RequestRow({ trace, index, top, height, amount, zone }: RequestRowProps) {
  return (
    <div role="row" aria-rowindex={index + 2} className={classes.row} data-body style={{ height, transform: `translateY(${top}px)` }}>
      <Cells trace={trace} amount={amount} zone={zone} />
    </div>
  );
}

const Cells = memo(function Cells({ trace, amount, zone }: Pick<RequestRowProps, 'trace' | 'amount' | 'zone'>) {
  const { t } = useTranslation('requests');
  const format = useFormat();
  const tokens = trace.promptTokens === null && trace.completionTokens === null ? null : (trace.promptTokens ?? 0) + (trace.completionTokens ?? 0);
  return (
    <>
      <span role="cell" data-column="time">
        <Link href={`/requests/${trace.id}${location.search}`} className={classes.link}>
          <time dateTime={new Date(trace.time).toISOString()} title={zone.dateTime(trace.time)}>
            {zone.time(trace.time)}
          </time>
        </Link>
      </span>
      <span role="cell" data-column="class">
        <ClassBadge dataClass={trace.dataClass} />
      </span>
      <span role="cell" data-column="place">
        <PlaceBadge place={placeOf(trace)} veiled={isVeiled(trace)} detail={trace.model ?? undefined} />
      </span>
      <span role="cell" data-column="key" title={trace.keyName ?? undefined}>
        {trace.keyName}
      </span>
      <span role="cell" data-column="asked" title={trace.requestedModel}>
        {trace.requestedModel || '–'}
      </span>
      <span role="cell" data-column="duration">
        {trace.totalMs === null ? '' : format.duration(trace.totalMs)}
      </span>
      <span role="cell" data-column="tokens">
        {tokens === null ? '' : format.number(tokens)}
      </span>
      {isUnpriced(trace) ? (
        <span role="cell" data-column="cost" title={t('cost.unpriced')} className={classes.unpriced}>
          {t('cost.unpricedShort')}
        </span>
      ) : (
        <span role="cell" data-column="cost" title={trace.cost === null ? undefined : amount.full(trace.cost)}>
          {trace.cost === null ? '' : amount.short(trace.cost)}
        </span>
      )}
    </>
  );
});
