import { inWindow } from './in-window.ts';

inWindow({
  Requests: () => import('../requests.test.ts'),
  'One request': () => import('../request-detail.test.ts'),
  'Audit log': () => import('../audit.test.ts'),
});
