/** The desktop application's packages, by electron-builder and nfpm (electron-builder.yml, scripts/package/). */
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installed } from './dependencies.mjs';
import { ensureCode } from './code-cache.mjs';
import { ensureOfficialRuntime, ensureTestRuntime, runtimeVersion } from './electron.mjs';
import { cacheFolder, sizeOf } from './node.mjs';
import { ensureBaselineOllama } from './ollama-baseline.mjs';
import { copyApplication, listing, manifest } from './package-files.mjs';
import { environment, npm, root, run, SetupError } from './process.mjs';
import { bytes, step } from './progress.mjs';
import { licenceList, makeSbom } from './sbom.mjs';

const NFPM = 'github.com/goreleaser/nfpm/v2/cmd/nfpm@v2.43.0';
/** electron-builder fetches a helper for it, and tries for minutes where its server cannot be reached. */
const APPIMAGE_SECONDS = 60;
const platform = `${process.platform}-${process.arch}`;
const release = join(root, 'release');

async function must(title, action) {
  const { code, output } = await action;
  if (code !== 0) throw new SetupError(`${title} failed:\n${output.trim().split('\n').slice(-15).join('\n')}`);
  return output;
}

/** electron-builder and what belongs to it, in the cache; nothing else needs them. */
async function ensureTools(node) {
  const source = join(root, 'scripts', 'package');
  const folder = join(cacheFolder(), 'packaging-tools');
  mkdirSync(folder, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(source, name), join(folder, name));
  if (!installed(folder)) await must('npm ci', npm(node, ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder, quiet: true }));
  return folder;
}

/** @returns {Promise<{folder: string, version: string, official: boolean}>} */
async function chooseRuntime(node) {
  const official = await ensureOfficialRuntime(node, { quiet: true });
  const folder = official ?? (await ensureTestRuntime(node));
  if (!folder) throw new SetupError('There is no Electron for this platform here: its publisher cannot be reached.');
  const version = runtimeVersion(folder);
  const declared = manifest.devDependencies.electron;
  // electron-builder would believe whatever it is told.
  if (official && version !== declared) throw new SetupError(`The Electron in node_modules is ${version}, package.json says ${declared}.`);
  return { folder, version, official: official !== undefined };
}

async function stage(node, stageFolder, ollama) {
  const app = join(stageFolder, 'app');
  const extra = join(stageFolder, 'extra');
  copyApplication(app, { without: ['resources'], more: { name: 'gatehouse', productName: 'Gatehouse', main: 'dist/electron/main.js', author: 'Gatehouse' } });
  mkdirSync(join(app, 'build'));
  copyFileSync(join(root, 'scripts', 'package', 'entitlements.plist'), join(app, 'build', 'entitlements.mac.plist'));
  copyFileSync(join(root, 'resources', 'icons', 'icon.png'), join(app, 'build', 'icon.png'));
  cpSync(join(root, 'resources'), join(extra, 'resources'), { recursive: true });
  const program = join(extra, 'resources', 'ollama', platform, process.platform === 'win32' ? 'ollama.exe' : 'ollama');
  mkdirSync(join(program, '..'), { recursive: true });
  copyFileSync(ollama.path, program);
  // Electron's own program does not run as Node (its fuse is off): the keeper of Ollama and the command line have this one.
  const ownNode = join(extra, process.platform === 'win32' ? 'node.exe' : 'node');
  copyFileSync(node, ownNode);
  for (const path of [program, ownNode]) {
    chmodSync(path, 0o755);
    if (process.platform === 'linux') await run('strip', ['--strip-unneeded', path], { quiet: true }).catch(() => undefined);
  }
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  await must('The build of the command line', run(node, [vite, 'build', '--config', 'vite.cli.config.ts', '--logLevel', 'warn', '--outDir', join(extra, 'cli')], { env: environment(node), quiet: true }));
  return { app, ownNode, program };
}

async function nfpm() {
  const bin = join(cacheFolder(), 'nfpm', NFPM.split('@')[1]);
  const program = join(bin, 'nfpm');
  if (!existsSync(program)) await must('nfpm', run('go', ['install', NFPM], { env: { ...process.env, GOBIN: bin, GOFLAGS: '' }, quiet: true }).catch(() => ({ code: 1, output: 'Go is not installed' })));
  return program;
}

/** The archive, and what the tools at hand make of the unpacked folder. What cannot be made here is told with its reason. */
async function linuxPackages(node, builder, args, unpacked, base) {
  const made = [];
  const notMade = [];
  const attempt = async (name, work) => {
    const progress = step(name);
    try {
      const file = await work();
      made.push(file);
      progress.done(bytes(statSync(file).size));
    } catch (error) {
      progress.failed('not made');
      notMade.push(`${name}: ${error.message.trim().split('\n').at(-1)}`);
    }
  };
  await attempt('tar.gz', async () => {
    await must('tar', run('tar', ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '-czf', `${base}.tar.gz`, '--transform', 's,^linux[^/]*unpacked,Gatehouse,', '-C', join(unpacked, '..'), unpacked.split('/').at(-1)], { quiet: true }));
    return `${base}.tar.gz`;
  });
  const config = join(unpacked, '..', 'nfpm.yml');
  // Set user id, so it has an entry of its own and may not be in the tree as well.
  const [inTree, sandbox] = [join(unpacked, 'chrome-sandbox'), join(unpacked, '..', 'chrome-sandbox')];
  if (existsSync(inTree)) renameSync(inTree, sandbox);
  const values = { ARCH: process.arch === 'x64' ? 'amd64' : process.arch, VERSION: manifest.version, UNPACKED: unpacked, SANDBOX: sandbox, ROOT: root };
  writeFileSync(config, readFileSync(join(root, 'scripts', 'package', 'nfpm.yml'), 'utf8').replace(/\$\{(\w+)\}/g, (_, name) => values[name]));
  for (const packager of ['deb', 'rpm']) {
    await attempt(packager, async () => {
      await must(packager, run(await nfpm(), ['package', '--config', config, '--packager', packager, '--target', `${base}.${packager}`], { quiet: true }));
      return `${base}.${packager}`;
    });
  }
  if (existsSync(sandbox)) renameSync(sandbox, inTree);
  await attempt('AppImage', async () => {
    const { output } = await run('timeout', [String(APPIMAGE_SECONDS), node, builder, '--linux', 'AppImage', '--prepackaged', unpacked, ...args], { env: environment(node), quiet: true });
    const file = readdirSync(join(unpacked, '..')).find((name) => name.endsWith('.AppImage'));
    if (!file) throw new Error(`${/Error: ([^\n]+)/.exec(output)?.[1] ?? 'electron-builder made none'}. Its tools come from GitHub alone; APPIMAGE_TOOLS_PATH names a folder that has them (docs/run.md)`);
    renameSync(join(unpacked, '..', file), `${base}.AppImage`);
    return `${base}.AppImage`;
  });
  return { made, notMade };
}

/** @param {{archives?: boolean}} options without archives: the unpacked folder only, as the tests want it */
export async function packageDesktop(node, { archives = true } = {}) {
  const [tools, runtime, ollama] = [await ensureTools(node), await chooseRuntime(node), await ensureBaselineOllama()];
  // A runtime that is good enough to test with is not good enough for an office: its packages say so in their names.
  const name = `gatehouse-${manifest.version}-${platform}${runtime.official ? '' : '-TEST-RUNTIME-ONLY'}`;
  const stageFolder = join(release, 'desktop');
  rmSync(stageFolder, { recursive: true, force: true });
  const progress = step(`Desktop ${name}`);
  await ensureCode(runtime.folder);
  const { app, program } = await stage(node, stageFolder, ollama);
  const builder = join(tools, 'node_modules', 'electron-builder', 'cli.js');
  const args = ['--projectDir', app, '--config', join(root, 'electron-builder.yml'), '--publish', 'never', `-c.electronDist=${runtime.folder}`, `-c.electronVersion=${runtime.version}`, `-c.directories.output=${stageFolder}`];
  await must('electron-builder', run(node, [builder, '--dir', ...args], { env: environment(node), quiet: true }));
  const unpacked = join(stageFolder, readdirSync(stageFolder).find((entry) => /unpacked$|^mac/.test(entry)));
  if (process.platform === 'linux') {
    rmSync(join(unpacked, 'resources', 'default_app.asar'), { force: true });
    copyFileSync(join(root, 'scripts', 'package', 'gatehouse.sh'), join(unpacked, 'gatehouse'));
    chmodSync(join(unpacked, 'gatehouse'), 0o755);
  }
  const sbom = await makeSbom([
    { name: 'electron', version: runtime.version, licence: 'MIT', properties: { origin: runtime.official ? 'its publisher' : 'a test runtime of unknown origin' } },
    { name: 'node', version: (await must('node', run(node, ['--version'], { quiet: true }))).trim().slice(1), licence: 'MIT' },
    { name: 'ollama', version: ollama.version, licence: 'MIT', properties: { processor: ollama.march } },
  ], [ollama.path]);
  writeFileSync(join(unpacked, 'LICENSES.txt'), licenceList(sbom));
  progress.done(`${bytes(sizeOf(unpacked))} unpacked, Ollama ${bytes(statSync(program).size)}`);
  const base = join(release, name);
  writeFileSync(`${base}.cdx.json`, `${JSON.stringify(sbom, null, 2)}\n`);
  writeFileSync(`${base}.contents.txt`, listing(unpacked, 3));
  if (!archives) return;
  if (process.platform === 'linux') {
    const { made, notMade } = await linuxPackages(node, builder, args, unpacked, base);
    notMade.push('dmg and zip for macOS, NSIS and zip for Windows: they need those systems; npm run package there');
    process.stdout.write(`${[...made, unpacked].join('\n')}\n${notMade.map((line) => `Not made here: ${line}\n`).join('')}`);
  } else {
    await must('electron-builder', run(node, [builder, process.platform === 'darwin' ? '--mac' : '--win', ...args], { env: environment(node), quiet: true }));
  }
  if (!runtime.official) process.stdout.write('Electron’s publisher cannot be reached from here: these packages hold a test runtime and are for nobody’s office.\n');
}
