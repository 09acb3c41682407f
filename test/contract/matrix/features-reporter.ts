import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';
import type { Result } from './table.ts';

/** Writes what every test came to into the file `GATEHOUSE_FEATURES`, for scripts/features.mjs. */
export default class FeaturesReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const results: Result[] = [];
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { matrix } = test.meta();
        results.push({ name: `${module.moduleId} > ${test.fullName}`, passed: test.result().state === 'passed', ...(matrix && { matrix }) });
      }
    }
    writeFileSync(process.env['GATEHOUSE_FEATURES']!, JSON.stringify(results));
  }
}
