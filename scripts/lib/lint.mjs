import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { environment, root, run } from './process.mjs';

const AREAS = ['gateway', 'electron', 'renderer'];
const present = (path) => existsSync(join(root, path));

/** The cruiser looks for a TypeScript compiler that it knows, finds version 7 and says so on every run; it reads the sources with swc (test/contract/lint.test.ts proves it). */
function withoutCompilerNotice(output) {
  return output.replace(/\n‼ missing-tsc-transpiler[\s\S]*$/, '').trim();
}

/** Every linter over the whole tree, all of them even where one fails. @returns {Promise<number>} exit code */
export async function lint(node) {
  const bin = (...path) => join(root, 'node_modules', ...path);
  const env = environment(node);
  const sources = [...AREAS, 'test', 'scripts', 'vite.config.ts', 'vite.renderer.config.ts', 'vitest.config.ts'].filter(present);
  const oxlint = await run(node, [bin('oxlint', 'bin', 'oxlint'), '--type-aware', '--deny-warnings', ...sources], { env });
  const cruiser = await run(node, [bin('dependency-cruiser', 'bin', 'dependency-cruiser.mjs'), '--config', '.dependency-cruiser.mjs', '--output-type', 'err', ...AREAS.filter(present)], { env, quiet: true });
  process.stdout.write(`${withoutCompilerNotice(cruiser.output)}\n`);
  const house = await run(node, [join(root, 'scripts', 'house-rules.mjs')], { env });
  return [oxlint, cruiser, house].every((result) => result.code === 0) ? 0 : 1;
}
