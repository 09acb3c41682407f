import { join } from 'node:path';
import { environment, root, run } from './process.mjs';

/** Every linter over the whole tree, all of them even where one fails. @returns {Promise<number>} exit code */
export async function lint(node) {
  const bin = (...path) => join(root, 'node_modules', ...path);
  const env = environment(node);
  const results = [
    await run(node, [bin('oxlint', 'bin', 'oxlint'), '--type-aware', '--deny-warnings', '--no-error-on-unmatched-pattern', 'gateway', 'electron', 'renderer', 'test', 'scripts', 'vite.config.ts', 'vitest.config.ts'], { env }),
    await run(node, [bin('dependency-cruiser', 'bin', 'dependency-cruise.mjs'), '--config', '.dependency-cruiser.mjs', '--output-type', 'err', 'gateway', 'renderer', 'electron'], { env }),
    await run(node, [join(root, 'scripts', 'house-rules.mjs')], { env }),
  ];
  return results.every((result) => result.code === 0) ? 0 : 1;
}
