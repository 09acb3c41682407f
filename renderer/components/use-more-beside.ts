import { type RefObject, useEffect, useState } from 'react';

/** On which sides more can be scrolled to: `start`, `end`, both with a space between, or nothing. */
export function useMoreBeside(scroller: RefObject<HTMLElement | null>): string | undefined {
  const [more, setMore] = useState('');
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const look = (): void => {
      const { scrollLeft, scrollWidth, clientWidth } = element;
      setMore([scrollLeft > 1 && 'start', scrollLeft + clientWidth < scrollWidth - 1 && 'end'].filter(Boolean).join(' '));
    };
    element.addEventListener('scroll', look, { passive: true });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => {
      element.removeEventListener('scroll', look);
      observer.disconnect();
    };
  }, [scroller]);
  return more || undefined;
}
