import { inWindow } from './in-window.ts';

inWindow({
  'Data rules': () => import('../rules.test.ts'),
  'Conditions and exceptions': () => import('../rule-conditions.test.ts'),
  Recognition: () => import('../recognition.test.ts'),
});
