import { Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { ZoneFormat } from '../../i18n/zone.ts';
import { useOperation } from '../../api/queries.ts';
import type { Trace } from '../../api/trace-stream.ts';
import { Card } from '../../components/Card.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { placeOf } from '../../components/place.ts';
import { useFormat } from '../../i18n/format.ts';
import classes from './Request.module.css';

const KINDS = { here: 'here', cloud: 'cloud', refused: 'bad', failed: 'bad', running: 'open' } as const;

/** The requests of one conversation on one line of time: what ran after what, and how long. */
export function Conversation({ trace, keyId, session, zone }: { trace: Trace; keyId: string; session: string; zone: ZoneFormat }) {
  const { t } = useTranslation('requests');
  const query = useOperation('traces.session', { query: { keyId, session } });
  return (
    <Card
      title={t('conversation.title')}
      aside={
        <Anchor component={Link} href={`/requests?${new URLSearchParams({ session }).toString()}`} size="sm">
          {t('conversation.list')}
        </Anchor>
      }
    >
      <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {session}
      </Text>
      <Loaded query={query}>{({ traces }) => <Turns traces={traces} current={trace.id} zone={zone} />}</Loaded>
    </Card>
  );
}

function Turns({ traces, current, zone }: { traces: readonly Trace[]; current: string; zone: ZoneFormat }) {
  const { t } = useTranslation(['requests', 'common']);
  const format = useFormat();
  const start = traces[0]?.time ?? 0;
  const total = Math.max(1, ...traces.map(({ time, totalMs }) => time - start + (totalMs ?? 0)));
  return (
    <ol className={classes.turns}>
      {traces.map((one) => {
        const place = placeOf(one);
        const offset = one.time - start;
        return (
          <li key={one.id} className={classes.turn} data-here={one.id === current}>
            <span>
              {one.id === current ? t('conversation.this') : <Anchor component={Link} underline="always" href={`/requests/${one.id}`}>{zone.time(one.time)}</Anchor>} · {t(`common:place.${place}`)}
              <span className={classes.note}>
                {' '}
                {[one.model ?? one.requestedModel, one.totalMs !== null && format.duration(one.totalMs)].filter(Boolean).join(' · ')}
              </span>
            </span>
            <span className={classes.track} aria-hidden>
              <span className={classes.bar} data-kind={KINDS[place]} style={{ insetInlineStart: `${(offset / total) * 100}%`, width: `${((one.totalMs ?? 0) / total) * 100}%` }} />
            </span>
          </li>
        );
      })}
    </ol>
  );
}
