/** `npm test [-- filters]`: set-up with everything the tests need, then every suite; ends with one line `N passed, N failed, N skipped`. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureSystemPackages } from './lib/apt.mjs';
import { ensureTestRuntime } from './lib/electron.mjs';
import { ensureLocalModels } from './lib/local-models.mjs';
import { environment, main, root, run } from './lib/process.mjs';
import { ensurePythonClients } from './lib/python-clients.mjs';
import { setUp } from './lib/setup.mjs';

await main(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-test-'));
  const summary = join(folder, 'summary.json');
  // A run that never got as far as a summary is one failure.
  let counts = { passed: 0, failed: 1, skipped: 0 };
  let code = 1;
  try {
    await ensureSystemPackages();
    const node = await setUp();
    const ollama = await ensureLocalModels(node);
    await ensurePythonClients();
    // Without one the tests of the desktop shell are skipped by name.
    await ensureTestRuntime(node).catch((error) => process.stderr.write(`${error.message}\n`));
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const result = await run(node, [vitest, 'run', ...process.argv.slice(2)], { env: { ...environment(node), GATEHOUSE_TEST_SUMMARY: summary, ...(ollama && { GATEHOUSE_OLLAMA: ollama }) } });
    code = result.code;
    counts = JSON.parse(readFileSync(summary, 'utf8'));
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
  }
  return code !== 0 || counts.failed > 0 || counts.passed === 0 ? 1 : 0;
});
