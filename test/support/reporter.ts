import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';
import { OTHER_SYSTEM } from './needs.ts';

/** What one file of tests came to; scripts/test.mjs adds the files up. */
interface FileSummary {
  readonly file: string;
  readonly passed: number;
  readonly failed: readonly string[];
  readonly skipped: readonly string[];
}

/** Hands what each file came to to scripts/test.mjs, which ends with the counts and the names. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const file = process.env['GATEHOUSE_TEST_SUMMARY'];
    if (file) writeFileSync(file, JSON.stringify({ files: modules.map(summaryOf), errors: errors.length }));
  }
}

function summaryOf(module: TestModule): FileSummary {
  let passed = 0;
  // A file that cannot be loaded and a hook that throws have no test to count, but are failures.
  const failed = [module, ...module.children.allSuites()].filter((suite) => suite.errors().length > 0).map((suite) => ('fullName' in suite ? suite.fullName : suite.relativeModuleId));
  const skipped: string[] = [];
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    if (state === 'passed') passed += 1;
    else if (state !== 'skipped') failed.push(test.fullName);
    // Another operating system runs it: the one kind of skip that CI accepts.
    else if (process.env['CI'] === 'true' && !test.fullName.includes(OTHER_SYSTEM)) failed.push(`${test.fullName} (skipped: CI accepts none)`);
    else skipped.push(test.fullName);
  }
  return { file: module.moduleId, passed, failed, skipped };
}
