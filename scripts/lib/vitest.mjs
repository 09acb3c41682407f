/** Runs the suites and adds up what their files came to. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run } from './process.mjs';

/** More files than this do not fail for the machine's neighbours. */
const SECOND_ATTEMPTS = 4;

/**
 * Every suite that `args` lets through. With `secondAttempt` a file that failed runs once more, when all others are done, in processes of its own: a test that ran is no
 * place to try it again, for it leaves its data behind. The end names what failed, what passed only then, and what was skipped. `folder` is where the suites are configured.
 * @returns {Promise<{ passed: number, failed: number, skipped: number }>} nothing that ran counts as one failure
 */
export async function runSuites(node, args, { env, secondAttempt, folder = root }) {
  const first = await vitest(node, args, env, folder);
  const failing = first.files.filter(({ failed }) => failed.length > 0);
  const again = secondAttempt && first.errors === 0 && failing.length > 0 && failing.length <= SECOND_ATTEMPTS;
  const second = again ? await vitest(node, failing.map(({ file }) => file), env, folder) : { files: [], errors: 0 };
  const files = new Map([...first.files, ...second.files].map((summary) => [summary.file, summary]));
  for (const { file, failed } of failing) say('passed at the second attempt only', failed.filter((name) => files.get(file).passed.includes(name)));
  return total([...files.values()], first.errors + second.errors);
}

function say(what, names) {
  for (const name of names) process.stdout.write(`${what}: ${name}\n`);
}

function total(files, errors) {
  const all = (kind) => files.flatMap((summary) => summary[kind]);
  const [passed, failed, skipped, missed] = ['passed', 'failed', 'skipped', 'missed'].map(all);
  say('skipped', skipped);
  say('skipped, which counts as a failure with CI=true', missed);
  say('failed', failed);
  const failures = failed.length + missed.length + errors;
  return { passed: passed.length, failed: passed.length === 0 ? Math.max(1, failures) : failures, skipped: skipped.length };
}

/** One run of Vitest; one that gives no summary (it was killed, or found no file) is an error. */
async function vitest(node, args, env, cwd) {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-test-'));
  const file = join(folder, 'summary.json');
  try {
    const { code } = await run(node, [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...args], { cwd, env: { ...env, GATEHOUSE_TEST_SUMMARY: file } });
    const summary = JSON.parse(readFileSync(file, 'utf8'));
    // What Vitest calls a failure and no file does, and an end that is neither its yes nor its no, are failures all the same.
    const explained = code === 0 || (code === 1 && (summary.errors > 0 || summary.files.some(({ failed }) => failed.length > 0)));
    return explained ? summary : { ...summary, errors: summary.errors + 1 };
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    return { files: [], errors: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
