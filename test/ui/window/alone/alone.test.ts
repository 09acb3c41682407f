import { inWindow } from '../in-window.ts';

inWindow({
  Models: () => import('../../alone/models.test.ts'),
  Speed: () => import('../../alone/speed.test.ts'),
  'First run with the real Ollama': () => import('../../../e2e/first-run.test.ts'),
});
