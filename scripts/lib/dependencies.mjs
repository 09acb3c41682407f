/** node_modules as package-lock.json says. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { npm, root, SetupError } from './process.mjs';
import { sizeOf } from './node.mjs';
import { alreadyThere, step, transfer } from './progress.mjs';

function read(path) {
  try { return JSON.parse(readFileSync(path, 'utf8')); } catch { return null; }
}

/** Whether npm finished an installation of exactly what the lock file names: it writes its own record last. */
export function installed(folder = root) {
  const wanted = read(join(folder, 'package-lock.json'))?.packages;
  const present = read(join(folder, 'node_modules', '.package-lock.json'))?.packages;
  if (!wanted || !present) return false;
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue;
    const have = present[path];
    if (!have && (entry.optional || entry.peer)) continue;
    if (have?.version !== entry.version || have.integrity !== entry.integrity) return false;
  }
  return true;
}

/** Of the packages that this machine gets; other platforms' binaries are left out. */
function expected(packages) {
  return Object.entries(packages).filter(([path, entry]) => path !== ''
    && (!entry.os || entry.os.includes(process.platform)) && (!entry.cpu || entry.cpu.includes(process.arch))).length;
}

function count(modules) {
  let total = 0;
  try {
    for (const name of readdirSync(modules)) {
      if (name.startsWith('.')) continue;
      if (name.startsWith('@')) total += readdirSync(join(modules, name)).length;
      else total += 1;
    }
  } catch { /* not there yet */ }
  return total;
}

export async function ensureDependencies(node, { quiet = false } = {}) {
  if (installed()) return alreadyThere('Dependencies', quiet);
  const modules = join(root, 'node_modules');
  const total = expected(read(join(root, 'package-lock.json')).packages);
  const progress = step('Dependencies', (seconds) => {
    const packages = count(modules);
    const size = sizeOf(modules);
    return `${Math.min(packages, total)} of ${total} packages, ${transfer(size, packages ? size * total / packages : 0, seconds)}`;
  });
  // No package of ours needs an install script; one that wants to run is not trusted to.
  const { code, output } = await npm(node, ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { quiet: true });
  if (code !== 0 || !existsSync(join(modules, '.package-lock.json'))) {
    progress.failed('failed');
    throw new SetupError(`npm ci failed:\n${output.trim()}`);
  }
  progress.done(`${count(modules)} packages, ${transfer(sizeOf(modules))}`);
}
