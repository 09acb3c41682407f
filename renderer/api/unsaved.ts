import { useEffect, useId } from 'react';
import { desktop } from './desktop.ts';
import { createStore } from './store.ts';

/** True while a page holds something that would be lost with it. The browser asks before the page is left, the desktop application before it ends, the account menu before signing out. */
export const unsaved = createStore(false);

const holders = new Set<string>();

/** Says whether one of those who may hold something does. */
export function holdUnsaved(holder: string, holds: boolean): void {
  if (holds) holders.add(holder);
  else holders.delete(holder);
  unsaved.set(holders.size > 0);
}

/** While the component is there and `holds`: a key that is shown once, or was pasted. */
export function useUnsaved(holds: boolean): void {
  const id = useId();
  useEffect(() => {
    holdUnsaved(id, holds);
    return () => holdUnsaved(id, false);
  }, [id, holds]);
}

const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
unsaved.subscribe(() => {
  void desktop()?.unsaved(unsaved.get());
  if (unsaved.get()) addEventListener('beforeunload', warn);
  else removeEventListener('beforeunload', warn);
});
