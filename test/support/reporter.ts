import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule, TestRunEndReason } from 'vitest/node';
import { OTHER_SYSTEM } from './needs.ts';

/** What one file of tests came to, by the tests' full names; scripts/lib/vitest.mjs adds the files up. */
interface FileSummary {
  readonly file: string;
  readonly passed: readonly string[];
  /** Tests, and suites whose hooks threw; the file itself where it could not be loaded or was not run. */
  readonly failed: readonly string[];
  readonly skipped: readonly string[];
  /** Skipped where nothing may be: in CI, but for what another operating system runs. */
  readonly missed: readonly string[];
}

/** Hands what each file came to to scripts/lib/vitest.mjs, which ends with the counts and the names. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[], reason: TestRunEndReason): void {
    const file = process.env['GATEHOUSE_TEST_SUMMARY'];
    if (file) writeFileSync(file, JSON.stringify({ files: modules.map(summaryOf), errors: errors.length + (reason === 'interrupted' ? 1 : 0) }));
  }
}

function summaryOf(module: TestModule): FileSummary {
  const of = { passed: [] as string[], failed: [] as string[], skipped: [] as string[], missed: [] as string[] };
  for (const suite of [module, ...module.children.allSuites()]) {
    if (suite.errors().length > 0) of.failed.push('fullName' in suite ? suite.fullName : suite.relativeModuleId);
  }
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    if (state === 'passed') of.passed.push(test.fullName);
    else if (state !== 'skipped') of.failed.push(test.fullName);
    else if (process.env['CI'] === 'true' && !test.fullName.includes(OTHER_SYSTEM)) of.missed.push(test.fullName);
    else of.skipped.push(test.fullName);
  }
  if (of.failed.length === 0 && !module.ok()) of.failed.push(module.relativeModuleId);
  return { file: module.moduleId, ...of };
}
