/** `npm start`: set-up, then the gateway. Plain Node ≥ 20 without dependencies. */
import { join } from 'node:path';
import { environment, main, root, run } from './lib/process.mjs';
import { GATEWAY_FLAGS, setUp } from './lib/setup.mjs';

await main(async () => {
  const node = await setUp();
  const { code } = await run(node, [...GATEWAY_FLAGS, join(root, 'dist', 'gateway', 'main.js'), ...process.argv.slice(2)], { cwd: process.cwd(), env: environment(node) });
  return code;
});
