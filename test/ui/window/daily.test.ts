import { inWindow } from './in-window.ts';

inWindow({
  Overview: () => import('../overview.test.ts'),
  Ask: () => import('../ask.test.ts'),
  Shell: () => import('../shell.test.ts'),
  'Keyboard alone': () => import('../keyboard.test.ts'),
});
