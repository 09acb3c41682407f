/** The gateway's compiled code for the desktop application, made by the Electron that will read it (electron/gateway-code.ts). */
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { electronProgram, runtimeVersion } from './electron.mjs';
import { exclusively } from './lock.mjs';
import { root, run } from './process.mjs';
import { step, transfer } from './progress.mjs';
import { GATEWAY_FLAGS } from './setup.mjs';

/** Where it cannot be made the window opens all the same, 0.3 s later. One at a time: two would write the same file. @param {string} runtime folder of an Electron */
export function ensureCode(runtime) {
  return exclusively(root, () => make(runtime));
}

async function make(runtime) {
  const folder = join(root, 'dist', 'electron');
  const name = `gateway-${runtimeVersion(runtime)}.code`;
  for (const other of readdirSync(folder)) if (other.endsWith('.code') && other !== name) rmSync(join(folder, other));
  const file = join(folder, name);
  if (existsSync(file)) return;
  const progress = step('Code for the window');
  // It shows nothing: it needs neither a screen nor, for root, a sandbox.
  const flags = ['--headless', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  await run(electronProgram(runtime), [...flags, join(root, 'scripts', 'make-code.mjs'), join(folder, 'gateway-code.cjs'), JSON.stringify(GATEWAY_FLAGS)], { quiet: true }).catch(() => undefined);
  if (existsSync(file)) progress.done(transfer(statSync(file).size));
  else progress.failed('not made: the window will open a little later');
}
