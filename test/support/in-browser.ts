import { it } from 'vitest';
import { IN_WINDOW } from './seat.ts';

const nowhere = Object.assign(() => {}, { each: () => () => {} }) as unknown as typeof it;

/**
 * `it` for what the one window has not (a second tab, a phone's width, a clock that is set, a gateway that a test stops or starts in a way of its own), and for variants of what runs
 * in both already. In the window there is no such test, so that none is skipped there.
 */
export const inBrowser: typeof it = IN_WINDOW ? nowhere : it;
