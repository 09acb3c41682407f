/** `npm start`: set-up, then the window where there is a screen and an Electron, else the gateway alone. Plain Node ≥ 20 without dependencies. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { electronProgram, ensureOfficialRuntime, ensureTestRuntime } from './lib/electron.mjs';
import { ensureCode } from './lib/code-cache.mjs';
import { environment, main, root, run, SetupError } from './lib/process.mjs';
import { GATEWAY_ENV, GATEWAY_FLAGS, setUp } from './lib/setup.mjs';

const USAGE = 'Usage: npm start -- [--headless] [--port N] [--home DIR]';
const args = process.argv.slice(2);
/** 128 + SIGKILL: whoever is ended so cannot say it. */
const KILLED = 137;

/** Before anything is set up: whoever mistyped an option does not wait minutes to hear of it. */
function readOptions() {
  try {
    return parseArgs({ args, options: { headless: { type: 'boolean' }, port: { type: 'string' }, home: { type: 'string' }, help: { type: 'boolean', short: 'h' } } }).values;
  } catch (error) {
    throw new SetupError(`${error.message}\n${USAGE}`);
  }
}

/** Why there is no window; undefined where there can be one. */
function obstacle({ headless }) {
  if (headless) return '--headless';
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'this session has no screen';
  if (process.platform === 'linux' && process.getuid() === 0 && process.env.GATEHOUSE_NO_SANDBOX !== '1') return 'for root the window would have no sandbox; GATEHOUSE_NO_SANDBOX=1 opens it all the same';
  return undefined;
}

await main(async () => {
  const options = readOptions();
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const node = await setUp();
  let reason = obstacle(options);
  // The tests' runtime is of an unknown publisher: only who asks for it gets it.
  const runtime = reason ? undefined : process.env.GATEHOUSE_ELECTRON === 'test' ? await ensureTestRuntime(node) : await ensureOfficialRuntime(node);
  if (!reason && !runtime) reason = 'there is no Electron here; GATEHOUSE_ELECTRON=test takes the runtime that the tests use';
  if (reason) {
    process.stderr.write(`  Without a window: ${reason}\n`);
    const { code } = await run(node, [...GATEWAY_FLAGS, join(root, 'dist', 'gateway', 'main.js'), ...args], { cwd: process.cwd(), env: { ...GATEWAY_ENV, ...environment(node) } });
    if (code === KILLED) process.stderr.write('\nGatehouse was ended by force: by somebody, or by the system for want of memory. What was recorded is kept; start it again with: npm start\n');
    return code;
  }
  await ensureCode(runtime);
  process.stderr.write('  Opening the window; closing it leaves Gatehouse running beside the clock\n');
  const env = { ...environment(node), GATEHOUSE_NODE: node };
  if (options.home) env.GATEHOUSE_HOME = options.home;
  if (options.port) env.GATEHOUSE_PORT = options.port;
  const unsafe = process.env.GATEHOUSE_NO_SANDBOX === '1' ? ['--no-sandbox'] : [];
  return (await run(electronProgram(runtime), [...unsafe, root], { cwd: process.cwd(), env })).code;
});
