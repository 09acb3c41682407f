import { useEffect, useState } from 'react';
import { useFormat } from '../i18n/format.ts';

const TICK_MS = 10_000;

/** UTC milliseconds, a few seconds old at the most. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** "3 minutes ago", kept up to date; the exact time is in the tooltip. `at`: UTC milliseconds. */
export function RelativeTime({ at }: { at: number }) {
  const format = useFormat();
  const now = useNow();
  return (
    <time dateTime={new Date(at).toISOString()} title={format.dateTime(at)}>
      {format.relative(Math.min(at, now), now)}
    </time>
  );
}
