/** Makes docs/provider-features.md from the results of the contract suite. Usage: node scripts/features.mjs */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { declared, proven, render } from '../test/contract/matrix/table.ts';
import { environment, main, root, run } from './lib/process.mjs';
import { ensurePythonClients } from './lib/python-clients.mjs';
import { setUp } from './lib/setup.mjs';

await main(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-features-'));
  try {
    const node = await setUp();
    await ensurePythonClients();
    const results = join(folder, 'results.json');
    // Not the table's own test, which compares it with the one before.
    const suites = [...['answers', 'bad-answers', 'errors', 'python', 'thoughts'].map((name) => `test/contract/matrix/${name}.test.ts`), 'test/contract/providers.test.ts'];
    await run(node, [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--project', 'contract', ...suites, '--reporter', 'dot', '--reporter', join(root, 'test', 'contract', 'matrix', 'features-reporter.ts')], { env: { ...environment(node), GATEHOUSE_FEATURES: results } });
    const found = proven(JSON.parse(readFileSync(results, 'utf8')));
    writeFileSync(join(root, 'docs', 'provider-features.md'), render(found));
    const missing = [...declared()].filter((name) => !found.has(name));
    for (const name of missing) process.stderr.write(`not proven: ${name}\n`);
    return missing.length > 0 ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
