import { inWindow } from './in-window.ts';

inWindow({
  'First run': () => import('../first-run.test.ts'),
  Providers: () => import('../providers.test.ts'),
  Keys: () => import('../keys.test.ts'),
  Settings: () => import('../settings.test.ts'),
  'Settings: backup and diagnostics': () => import('../settings-backup.test.ts'),
  'Settings: contents and figures': () => import('../settings-records.test.ts'),
});
