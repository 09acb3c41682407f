import { defineConfig } from 'vitest/config';

const SECOND = 1000;

function suite(name: string, include: string, timeout: number, order: number, exclude: string[] = []) {
  return { test: { name, include: [include], exclude, testTimeout: timeout, hookTimeout: timeout, sequence: { groupOrder: order } } };
}

/** Suites that start real processes run one file at a time and after the others: two cores are shared, and their timings count. */
function serial(name: string, include: string, timeout: number, order: number) {
  const { test } = suite(name, include, timeout, order);
  return { test: { ...test, fileParallelism: false, maxWorkers: 1 } };
}

/** What is polled for starts processes: a second is not enough on a machine with two cores. */
function patient({ test }: ReturnType<typeof suite>) {
  return { test: { ...test, expect: { poll: { timeout: 15 * SECOND } } } };
}

/** Specs of the pages in the desktop application's window (test/support/seat.ts): two applications at once wait for each other's processor less than each for its own pages. */
function inWindow({ test }: ReturnType<typeof suite>) {
  return { test: { ...test, env: { GATEHOUSE_TEST_SEAT: 'window' } } };
}

export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: ['default', './test/support/reporter.ts'],
    projects: [
      suite('unit', '{gateway,renderer}/**/*.test.ts', 15 * SECOND, 0, ['**/*.real.test.ts']),
      patient(suite('contract', 'test/contract/**/*.test.ts', 60 * SECOND, 0)),
      patient(suite('property', 'test/property/**/*.test.ts', 60 * SECOND, 0)),
      suite('quality', 'test/quality/**/*.test.ts', 60 * SECOND, 0),
      serial('local', 'gateway/local/**/*.real.test.ts', 120 * SECOND, 1),
      patient(suite('ui', 'test/ui/*.test.ts', 60 * SECOND, 2)),
      patient(serial('ui-alone', 'test/ui/alone/*.test.ts', 60 * SECOND, 3)),
      patient(serial('fault', 'test/fault/**/*.test.ts', 180 * SECOND, 4)),
      patient(serial('electron', 'test/electron/**/*.test.ts', 60 * SECOND, 5)),
      inWindow(patient(suite('window', 'test/ui/window/*.test.ts', 120 * SECOND, 6))),
      inWindow(patient(serial('window-alone', 'test/ui/window/alone/*.test.ts', 180 * SECOND, 7))),
      patient(serial('e2e', 'test/e2e/**/*.test.ts', 900 * SECOND, 8)),
    ],
  },
});
