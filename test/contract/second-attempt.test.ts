import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';

const RUNNER = pathToFileURL(resolve(import.meta.dirname, '../../scripts/lib/vitest.mjs')).href;
const REPORTER = resolve(import.meta.dirname, '../support/reporter.ts');

/** A file of tests; the one that fails once leaves a mark in its folder. */
const FAILS_ONCE = `import { existsSync, writeFileSync } from 'node:fs';
it('fails once', () => { const ran = existsSync('ran'); writeFileSync('ran', ''); expect(ran).toBe(true); });
it('passes', () => {});`;
const FAILS = "it('fails', () => { expect(1).toBe(2); });";
const PASSES = "it('passes too', () => {}); it.skip('waits', () => {});";
const THROWS_AFTER = "describe('a group', () => { it('passes here', () => {}); afterAll(() => { throw new Error('after all'); }); });";

/** What runSuites says of these files, and what it prints. */
async function runOf(files: Record<string, string>, secondAttempt: boolean, env: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'gh-suites-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'vitest.config.mjs'), `export default { test: { globals: true, reporters: [${JSON.stringify(REPORTER)}] } };`);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, `${name}.test.mjs`), text);
  const script = `const { runSuites } = await import(${JSON.stringify(RUNNER)});
    const counts = await runSuites(process.execPath, [], { env: process.env, secondAttempt: ${secondAttempt}, folder: ${JSON.stringify(folder)} });
    process.stdout.write('\\n' + JSON.stringify(counts));`;
  const { VITEST: _, CI: __, ...clean } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { env: { ...clean, ...env } });
  const lines = stdout.trim().split('\n');
  return { counts: JSON.parse(lines.at(-1)!) as object, lines };
}

it('gives a file that fails a second attempt, and names what passed only then', async () => {
  const { counts, lines } = await runOf({ once: FAILS_ONCE, good: PASSES }, true);
  expect(counts).toEqual({ passed: 3, failed: 0, skipped: 1 });
  expect(lines).toContain('passed at the second attempt only: fails once');
  expect(lines).toContain('skipped: waits');
});

it('gives none unless it is asked to', async () => {
  expect((await runOf({ once: FAILS_ONCE, good: PASSES }, false)).counts).toEqual({ passed: 2, failed: 1, skipped: 1 });
});

it('fails what fails twice, a hook that throws, and all where many files fail', async () => {
  const twice = await runOf({ bad: FAILS, once: FAILS_ONCE }, true);
  expect(twice.counts).toEqual({ passed: 2, failed: 1, skipped: 0 });
  expect(twice.lines).toContain('failed: fails');
  expect((await runOf({ after: THROWS_AFTER }, true)).counts).toEqual({ passed: 1, failed: 1, skipped: 0 });
  const many = await runOf({ once: FAILS_ONCE, a: FAILS, b: FAILS, c: FAILS, d: FAILS }, true);
  expect(many.counts).toEqual({ passed: 1, failed: 5, skipped: 0 });
});

it('says what failed then, where a second attempt fails elsewhere', async () => {
  const elsewhere = `import { existsSync, writeFileSync } from 'node:fs';
    const ran = existsSync('ran');
    beforeAll(() => { if (ran) throw new Error('only then'); });
    it('fails at first', () => { writeFileSync('ran', ''); expect(1).toBe(2); });`;
  const { counts, lines } = await runOf({ elsewhere, good: PASSES }, true);
  expect(counts).toMatchObject({ passed: 1, failed: expect.toSatisfy((count: number) => count > 0) });
  expect(lines.filter((line) => line.startsWith('passed at'))).toEqual([]);
  expect(lines.filter((line) => line.startsWith('failed: '))).not.toEqual([]);
});

it('counts a skip as a failure with CI=true, unless it names another operating system', async () => {
  const skips = "it.skip('waits', () => {}); it.skip('is for another operating system', () => {}); it('passes', () => {});";
  const { counts, lines } = await runOf({ skips }, true, { CI: 'true' });
  expect(counts).toEqual({ passed: 1, failed: 1, skipped: 1 });
  expect(lines).toContain('skipped, which counts as a failure with CI=true: waits');
});

it('calls a run in which nothing ran a failure', async () => {
  expect((await runOf({}, true)).counts).toEqual({ passed: 0, failed: 1, skipped: 0 });
});
