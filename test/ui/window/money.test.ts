import { inWindow } from './in-window.ts';

inWindow({
  Usage: () => import('../usage.test.ts'),
  Budgets: () => import('../budgets.test.ts'),
  Reports: () => import('../reports.test.ts'),
  Prices: () => import('../prices.test.ts'),
});
