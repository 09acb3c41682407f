/** `npm start`: set-up, then the window where there is a screen and an Electron, else the gateway alone. Plain Node ≥ 20 without dependencies. */
import { join } from 'node:path';
import { electronProgram, ensureOfficialRuntime, ensureTestRuntime } from './lib/electron.mjs';
import { ensureCode } from './lib/code-cache.mjs';
import { environment, main, root, run } from './lib/process.mjs';
import { GATEWAY_ENV, GATEWAY_FLAGS, setUp } from './lib/setup.mjs';

const args = process.argv.slice(2);
const option = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);

/** Why there is no window; undefined where there can be one. */
function obstacle() {
  if (args.includes('--headless')) return '--headless';
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'this session has no screen';
  if (process.platform === 'linux' && process.getuid() === 0 && process.env.GATEHOUSE_NO_SANDBOX !== '1') return 'for root the window would have no sandbox; GATEHOUSE_NO_SANDBOX=1 opens it all the same';
  return undefined;
}

await main(async () => {
  const node = await setUp();
  let reason = obstacle();
  // The tests' runtime is of an unknown publisher: only who asks for it gets it.
  const runtime = reason ? undefined : process.env.GATEHOUSE_ELECTRON === 'test' ? await ensureTestRuntime(node) : await ensureOfficialRuntime(node);
  if (!reason && !runtime) reason = 'there is no Electron here; GATEHOUSE_ELECTRON=test takes the runtime that the tests use';
  if (reason) {
    process.stderr.write(`  Without a window: ${reason}\n`);
    return (await run(node, [...GATEWAY_FLAGS, join(root, 'dist', 'gateway', 'main.js'), ...args], { cwd: process.cwd(), env: { ...GATEWAY_ENV, ...environment(node) } })).code;
  }
  await ensureCode(runtime);
  process.stderr.write('  Opening the window; closing it leaves Gatehouse running beside the clock\n');
  const env = { ...environment(node), GATEHOUSE_NODE: node };
  if (option('--home')) env.GATEHOUSE_HOME = option('--home');
  if (option('--port')) env.GATEHOUSE_PORT = option('--port');
  const unsafe = process.env.GATEHOUSE_NO_SANDBOX === '1' ? ['--no-sandbox'] : [];
  return (await run(electronProgram(runtime), [...unsafe, root], { cwd: process.cwd(), env })).code;
});
