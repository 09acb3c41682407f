/** `npm test [-- filters]`: set-up with everything the tests need, then every suite; ends with one line `N passed, N failed, N skipped`. */
import { ensureSystemPackages } from './lib/apt.mjs';
import { ensureTestRuntime } from './lib/electron.mjs';
import { ensureLocalModels } from './lib/local-models.mjs';
import { environment, main } from './lib/process.mjs';
import { ensurePythonClients } from './lib/python-clients.mjs';
import { setUp } from './lib/setup.mjs';
import { runSuites } from './lib/vitest.mjs';

await main(async () => {
  // A run that never got as far as a suite is one failure.
  let counts = { passed: 0, failed: 1, skipped: 0 };
  try {
    await ensureSystemPackages();
    const node = await setUp();
    const ollama = await ensureLocalModels(node);
    await ensurePythonClients();
    // Without one the tests of the desktop shell are skipped by name.
    await ensureTestRuntime(node).catch((error) => process.stderr.write(`${error.message}\n`));
    const env = { ...environment(node), ...(ollama && { GATEHOUSE_OLLAMA: ollama }) };
    counts = await runSuites(node, process.argv.slice(2), { env, secondAttempt: process.env.CI === 'true' });
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
  } finally {
    process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
  }
  return counts.failed > 0 ? 1 : 0;
});
