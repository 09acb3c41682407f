import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDependencies } from './dependencies.mjs';
import { ensureBuild } from './build.mjs';
import { exclusively } from './lock.mjs';
import { ensureNode } from './node.mjs';
import { root } from './process.mjs';

/** V8's heap is bounded, and glibc's arenas are two in place of eight (30 MB less), so that the gateway stays below 256 MB under load; tests and bench read the same file. */
export const { flags: GATEWAY_FLAGS, env: GATEWAY_ENV } = JSON.parse(readFileSync(join(root, 'scripts', 'gateway-process.json'), 'utf8'));

/**
 * Node, dependencies and (unless `build` is false) dist/.
 * @returns {Promise<string>} the path of the Node to use
 */
export async function setUp({ quiet = false, build = true, force = false } = {}) {
  return exclusively(root, async () => {
    const node = await ensureNode({ quiet });
    await ensureDependencies(node, { quiet });
    if (build) await ensureBuild(node, { quiet, force });
    return node;
  });
}

