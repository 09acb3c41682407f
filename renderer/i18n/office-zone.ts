import { createStore } from '../api/store.ts';

/** The time zone on whose clock everything is told: the office's; until it is known, this computer's. */
export const officeZone = createStore(Intl.DateTimeFormat().resolvedOptions().timeZone);
