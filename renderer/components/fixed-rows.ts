import { type RefObject, useEffect, useState } from 'react';

/** Rows that exist before and after those in sight, so that a quick scroll shows no gap. */
const MORE = 10;

/**
 * Which of `count` rows of one height are in sight: `first` and one past the last. For lists of many thousands that change all the time: nothing is
 * kept per row, so a change costs the same whatever their number.
 */
export function useFixedRows(scroller: RefObject<HTMLElement | null>, size: number, count: number): { first: number; end: number } {
  const [seen, setSeen] = useState({ first: 0, rows: 0 });
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const look = (): void => {
      const next = { first: Math.floor(element.scrollTop / size), rows: Math.ceil(element.clientHeight / size) + 1 };
      setSeen((before) => (before.first === next.first && before.rows === next.rows ? before : next));
    };
    element.addEventListener('scroll', look, { passive: true });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', look);
      observer.disconnect();
    };
  }, [scroller, size]);
  const first = Math.max(0, Math.min(seen.first, count - seen.rows) - MORE);
  return { first, end: Math.min(count, first + seen.rows + 2 * MORE) };
}
