/** `npm run lint | build | bench | package | pictures | gatehouse`, and `typecheck` for CI: set-up, then the thing itself. */
import { join } from 'node:path';
import { ensureCode } from './lib/code-cache.mjs';
import { ensureTestRuntime } from './lib/electron.mjs';
import { environment, main, root, run, SetupError } from './lib/process.mjs';
import { lint } from './lib/lint.mjs';
import { makePackage } from './lib/package.mjs';
import { setUp } from './lib/setup.mjs';

const COMMANDS = {
  async lint() {
    return lint(await setUp({ build: false, quiet: true }));
  },
  async typecheck() {
    const node = await setUp({ build: false, quiet: true });
    // The pages and their tests know the browser's types, the gateway does not.
    const results = await Promise.all(['.', 'renderer', 'test/ui'].map((project) => run(node, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', project], { env: environment(node) })));
    return results.find(({ code }) => code !== 0)?.code ?? 0;
  },
  async build() {
    await setUp({ force: true });
    return 0;
  },
  /** For whoever starts the built gateway without npm (test/support/gateway.ts); `--window`: or the built window. */
  async prepare(args) {
    const node = await setUp({ quiet: true });
    const runtime = args.includes('--window') && (await ensureTestRuntime(node, { quiet: true }));
    if (runtime) await ensureCode(runtime);
    return 0;
  },
  async bench(args) {
    const node = await setUp();
    return (await run(node, [join(root, 'test', 'bench', 'bench.ts'), ...args], { env: environment(node) })).code;
  },
  async package(args) {
    return makePackage(await setUp(), args);
  },
  async pictures(args) {
    const node = await setUp();
    return (await run(node, [join(root, 'test', 'pictures', 'take.ts'), ...args], { env: environment(node) })).code;
  },
  async gatehouse(args) {
    const node = await setUp({ quiet: true });
    return (await run(node, [join(root, 'dist', 'gateway', 'cli.js'), ...args], { cwd: process.cwd(), env: environment(node) })).code;
  },
};

await main(async () => {
  const [name = '', ...args] = process.argv.slice(2);
  if (!Object.hasOwn(COMMANDS, name)) throw new SetupError(`Usage: node scripts/run.mjs ${Object.keys(COMMANDS).join(' | ')}`);
  return COMMANDS[name](args);
});
