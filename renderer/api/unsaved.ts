import { desktop } from './desktop.ts';
import { createStore } from './store.ts';

/** True while a page holds something that would be lost with it. The browser asks before the page is left, the desktop application before it ends, the account menu before signing out. */
export const unsaved = createStore(false);

const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
unsaved.subscribe(() => {
  void desktop()?.unsaved(unsaved.get());
  if (unsaved.get()) addEventListener('beforeunload', warn);
  else removeEventListener('beforeunload', warn);
});
