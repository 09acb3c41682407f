import { useEffect, useState } from 'react';

/** Usage is kept per quarter of an hour. */
const QUARTER_MS = 900_000;
const LOOK_MS = 10_000;

/** The end of the quarter of an hour that a time is in (UTC milliseconds): so long the questions about usage stay the same. */
export function quarterAfter(now: number): number {
  return (Math.floor(now / QUARTER_MS) + 1) * QUARTER_MS;
}

/** The end of this quarter of an hour, as it comes. */
export function useQuarter(): number {
  const [quarter, setQuarter] = useState(() => quarterAfter(Date.now()));
  useEffect(() => {
    const timer = setInterval(() => setQuarter(quarterAfter(Date.now())), LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  return quarter;
}
