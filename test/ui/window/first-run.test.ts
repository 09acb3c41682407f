import { inWindow } from './in-window.ts';

inWindow({
  'First run': () => import('../first-run.test.ts'),
  'First run with the real Ollama': () => import('../../e2e/first-run.test.ts'),
});
