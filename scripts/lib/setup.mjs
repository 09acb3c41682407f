import { ensureDependencies } from './dependencies.mjs';
import { ensureBuild } from './build.mjs';
import { exclusively } from './lock.mjs';
import { ensureNode } from './node.mjs';
import { root } from './process.mjs';

/** V8's heap is bounded so that the gateway stays below 256 MB under load. One place for start, tests, bench and package. */
export const GATEWAY_FLAGS = ['--max-old-space-size=160', '--max-semi-space-size=8'];

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

