import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';
import { OTHER_SYSTEM } from './needs.ts';

/** Lists what was skipped and why and what passed at a second attempt only, and hands the counts to scripts/test.mjs, whose last line they become. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    let passed = 0;
    let failed = errors.length;
    const skipped: string[] = [];
    for (const module of modules) {
      // A file that cannot be loaded has no tests to count, but is a failure.
      if (module.errors().length > 0) failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (test.diagnostic()?.flaky) process.stdout.write(`passed at the second attempt only: ${test.fullName}\n`);
        if (state === 'passed') passed += 1;
        else if (state === 'skipped') skipped.push(test.fullName);
        else failed += 1;
      }
    }
    for (const name of skipped) process.stdout.write(`skipped: ${name}\n`);
    const mustRun = process.env['CI'] === 'true' ? skipped.filter((name) => !name.includes(OTHER_SYSTEM)) : [];
    if (mustRun.length > 0) {
      process.stdout.write(`CI=true: ${mustRun.length} skipped tests count as failures\n`);
      failed += mustRun.length;
    }
    if (failed > 0 || passed === 0) process.exitCode = 1;
    const file = process.env['GATEHOUSE_TEST_SUMMARY'];
    if (file) writeFileSync(file, JSON.stringify({ passed, failed, skipped: skipped.length - mustRun.length }));
  }
}
