/** Runs the suites and adds up what their files came to. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run } from './process.mjs';

/** More files than this do not fail for the machine's neighbours. */
const SECOND_ATTEMPTS = 4;

/**
 * Every suite that `args` lets through. With `secondAttempt` a file that failed runs once more, when all others are done, in processes of its own: a test that ran is no
 * place to try it again, for it leaves its data behind. What passed only then is named. `folder` is where the suites are configured.
 * @returns {Promise<{ passed: number, failed: number, skipped: number }>} nothing that ran counts as one failure
 */
export async function runSuites(node, args, { env, secondAttempt, folder = root }) {
  const first = await vitest(node, args, env, folder);
  const failing = first.files.filter(({ failed }) => failed.length > 0);
  const again = secondAttempt && first.errors === 0 && failing.length > 0 && failing.length <= SECOND_ATTEMPTS;
  const second = again ? await vitest(node, failing.map(({ file }) => file), env, folder) : { files: [], errors: 0 };
  for (const { file, failed } of failing) {
    const left = second.files.find((later) => later.file === file)?.failed ?? failed;
    for (const name of failed) process.stdout.write(left.includes(name) ? `failed: ${name}\n` : `passed at the second attempt only: ${name}\n`);
  }
  const files = new Map([...first.files, ...second.files].map((summary) => [summary.file, summary]));
  return total([...files.values()], first.errors + second.errors);
}

function total(files, errors) {
  const sum = { passed: 0, failed: errors, skipped: 0 };
  for (const { passed, failed, skipped } of files) {
    sum.passed += passed;
    sum.failed += failed.length;
    sum.skipped += skipped.length;
    for (const name of skipped) process.stdout.write(`skipped: ${name}\n`);
  }
  return sum.passed === 0 ? { ...sum, failed: Math.max(1, sum.failed) } : sum;
}

/** One run of Vitest; one that gives no summary (it was killed, or found no file) is an error. */
async function vitest(node, args, env, cwd) {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-test-'));
  const file = join(folder, 'summary.json');
  try {
    const { code } = await run(node, [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...args], { cwd, env: { ...env, GATEHOUSE_TEST_SUMMARY: file } });
    const summary = JSON.parse(readFileSync(file, 'utf8'));
    // What Vitest calls a failure and no file does (a hook that threw at the end) is one all the same.
    const unexplained = code !== 0 && summary.errors === 0 && summary.files.every(({ failed }) => failed.length === 0);
    return unexplained ? { ...summary, errors: 1 } : summary;
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    return { files: [], errors: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
