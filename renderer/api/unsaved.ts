import { createStore } from './store.ts';

/** True while a page holds something that would be lost with it. The browser asks before the page is left, the account menu before signing out. */
export const unsaved = createStore(false);

const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
unsaved.subscribe(() => {
  if (unsaved.get()) addEventListener('beforeunload', warn);
  else removeEventListener('beforeunload', warn);
});
