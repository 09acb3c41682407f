import { inWindow } from '../in-window.ts';

inWindow({
  Models: () => import('../../models.test.ts'),
  'First run with the real Ollama': () => import('../../../e2e/first-run.test.ts'),
});
