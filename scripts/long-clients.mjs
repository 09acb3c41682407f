/** Drives libraries of PyPI that offices build on in front of every provider; no part of `npm test`. What came out stands in docs/dialects.md. Usage: node scripts/long-clients.mjs [-t name] */
import { join } from 'node:path';
import { environment, main, root, run } from './lib/process.mjs';
import { ensureLongClients } from './lib/python-clients.mjs';
import { setUp } from './lib/setup.mjs';

await main(async () => {
  const node = await setUp();
  await ensureLongClients();
  const config = join(root, 'test', 'contract', 'long', 'vitest.config.ts');
  return (await run(node, [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--config', config, ...process.argv.slice(2)], { env: environment(node) })).code;
});
