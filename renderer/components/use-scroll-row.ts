import { type RefObject, useEffect, useRef } from 'react';
import classes from './ScrollRow.module.css';
import { useMoreBeside } from './use-more-beside.ts';

interface ScrollRow {
  'ref': RefObject<HTMLDivElement | null>;
  'data-more': string | undefined;
  'className': string | undefined;
}

/** For a row of tabs or links that scrolls sideways where it is too long; what is active (`data-active`) is in sight. */
export function useScrollRow(active: string | undefined): ScrollRow {
  const ref = useRef<HTMLDivElement>(null);
  const more = useMoreBeside(ref);
  useEffect(() => {
    const row = ref.current;
    const part = row?.querySelector('[data-active]');
    if (!row || !part) return;
    const [around, inside] = [row.getBoundingClientRect(), part.getBoundingClientRect()];
    row.scrollLeft += inside.left - around.left - (around.width - inside.width) / 2;
  }, [active]);
  return { ref, 'data-more': more, 'className': classes.row };
}
