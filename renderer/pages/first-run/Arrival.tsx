import { Anchor, Group, Loader, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { call } from '../../api/client.ts';
import { followTraces, type Trace } from '../../api/trace-stream.ts';
import { ClassBadge } from '../../components/ClassBadge.tsx';
import { isVeiled, placeOf } from '../../components/place.ts';
import { PlaceBadge } from '../../components/PlaceBadge.tsx';
import { useFormat } from '../../i18n/format.ts';
import classes from './FirstRun.module.css';

/** Waits for the key's first request and shows it as it comes in. */
export function Arrival({ keyId, onAnswered }: { keyId: string; onAnswered: () => void }) {
  const { t } = useTranslation('first-run');
  const format = useFormat();
  const trace = useNewest(keyId);
  const told = useRef(false);
  const answered = trace?.outcome === 'ok';
  useEffect(() => {
    if (!answered || told.current) return;
    told.current = true;
    onAnswered();
  }, [answered, onAnswered]);
  return (
    <div className={classes.arrival} role="status" data-arrived={trace !== undefined || undefined}>
      {trace === undefined ? (
        <Group gap="sm" wrap="nowrap">
          <Loader size="sm" color="currentcolor" aria-hidden />
          <Text fw={600}>{t('arrival.waiting')}</Text>
        </Group>
      ) : (
        <>
          <Text fw={600}>{t('arrival.arrived', { time: format.time(trace.time) })}</Text>
          <Group gap="sm">
            <PlaceBadge place={placeOf(trace)} veiled={isVeiled(trace)} detail={trace.model ?? undefined} />
            <ClassBadge dataClass={trace.dataClass} />
            <Anchor component={Link} href={`/requests/${trace.id}`} underline="always" size="sm" c="inherit">
              {t('arrival.details')}
            </Anchor>
          </Group>
        </>
      )}
    </div>
  );
}

/** The newest request with this key, followed until its end. */
function useNewest(keyId: string): Trace | undefined {
  const [trace, setTrace] = useState<Trace>();
  useEffect(() => {
    const abort = new AbortController();
    const take = (next: Trace): void => setTrace((now) => (now && now.time > next.time ? now : next));
    void followTraces(
      {
        trace: (next) => next.keyId === keyId && take(next),
        anew: () => void call('traces.list', { query: { keyId, limit: '1' } }, abort.signal).then(({ traces }) => traces[0] && take(traces[0]), () => {}),
        following: () => {},
        lost: () => {},
      },
      abort.signal,
    );
    return () => abort.abort();
  }, [keyId]);
  return trace;
}
