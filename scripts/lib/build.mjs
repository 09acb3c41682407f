/** dist/ from gateway/, electron/, renderer/ and resources/, skipped where nothing changed. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { environment, root, run, SetupError } from './process.mjs';
import { sizeOf } from './node.mjs';
import { alreadyThere, step, transfer } from './progress.mjs';
import { stagingFor } from './staging.mjs';

const SOURCES = ['gateway', 'electron', 'renderer', 'resources', 'vite.config.ts', 'vite.renderer.config.ts', 'vite.electron.config.ts', 'scripts/modules-beside.json', 'package.json', 'package-lock.json', 'tsconfig.json'];
const dist = join(root, 'dist');

function* files(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return;
  if (!stat.isDirectory()) yield [path, stat];
  else for (const name of readdirSync(path).sort()) yield* files(join(path, name));
}

/** Of names and contents; of large files (a bundled runtime) name, size and time. */
function sourceHash() {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const [path, stat] of files(join(root, source))) {
      if (/\.test\.tsx?$/.test(path)) continue;
      hash.update(`${relative(root, path)}\0${stat.size}\0`);
      hash.update(stat.size > 4e6 ? String(stat.mtimeMs) : readFileSync(path));
    }
  }
  return hash.digest('hex');
}

export async function ensureBuild(node, { quiet = false, force = false } = {}) {
  const hash = sourceHash();
  const stamp = join(dist, '.stamp');
  if (!force && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return alreadyThere('Build', quiet);
  const progress = step('Build');
  const staging = stagingFor(dist);
  const pages = `${staging}-renderer`;
  const shell = `${staging}-electron`;
  try {
    const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
    // Tests run with NODE_ENV=test, which would build React's development version.
    const env = { ...environment(node), NODE_ENV: 'production' };
    const build = (config, folder, ...more) => run(node, [vite, 'build', '--config', config, '--logLevel', 'warn', '--outDir', folder, ...more], { env, quiet: true });
    const builds = await Promise.all([build('vite.config.ts', staging), build('vite.renderer.config.ts', pages), ...['main', 'scripts', 'gateway'].map((mode) => build('vite.electron.config.ts', shell, '--mode', mode))]);
    const failed = builds.filter(({ code }) => code !== 0);
    if (failed.length > 0) throw new SetupError(`The build failed:\n${failed.map(({ output }) => output.trim()).join('\n')}`);
    renameSync(pages, join(staging, 'renderer'));
    renameSync(shell, join(staging, 'electron'));
    writeFileSync(join(staging, '.stamp'), hash);
    rmSync(dist, { recursive: true, force: true });
    renameSync(staging, dist);
  } catch (error) {
    progress.failed('failed');
    throw error;
  } finally {
    for (const folder of [staging, pages, shell]) rmSync(folder, { recursive: true, force: true });
  }
  progress.done(transfer(sizeOf(dist)));
}
