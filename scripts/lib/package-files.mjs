/** What every package holds of this repository: the built files, and the modules that are not in them. */
import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { sizeOf } from './node.mjs';
import { root } from './process.mjs';
import { bytes } from './progress.mjs';

const NOT_AT_RUN_TIME = /\.(d\.[cm]?ts|ts|map|md|markdown|cpp|h|hpp|c|gyp|gypi|yml|flow)$/i;
const FOLDERS_NOT_AT_RUN_TIME = new Set(['test', 'tests', '__tests__', 'docs', 'example', 'examples', 'benchmark', 'benchmarks', '.github', 'src']);

/** The tables of the tokenizer a second and third time, for other ways to load it (15 MB), and the sources of SQLite. Other packages run what they have under such names. */
const SPARED = /gpt-tokenizer[/\\](cjs|data)$|better-sqlite3[/\\]deps$/;

const BESIDE = JSON.parse(readFileSync(join(root, 'scripts', 'modules-beside.json'), 'utf8'));

export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** better-sqlite3 ships every platform's binary; one is enough. */
function otherPlatform(path) {
  const prebuild = /better-sqlite3[/\\]prebuilds[/\\](.+)\.node$/.exec(path);
  return prebuild !== null && prebuild[1] !== `${process.platform}-${process.arch}`;
}

function copyModule(from, to) {
  // A package whose own entry lies in src/ keeps it.
  const { main = '', exports = {} } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
  const keepsSource = /["/]src\//.test(`"${main}${JSON.stringify(exports)}`);
  cpSync(from, to, {
    recursive: true,
    filter(path) {
      if (path === from) return true;
      const name = basename(path);
      if (statSync(path).isDirectory()) return name !== 'node_modules' && !SPARED.test(path) && (!FOLDERS_NOT_AT_RUN_TIME.has(name) || (name === 'src' && keepsSource));
      return /^licen[cs]e|^notice/i.test(name) || (!NOT_AT_RUN_TIME.test(name) && !otherPlatform(path));
    },
  });
}

/** Paths below the root of the modules that run needs on this platform, whether bundled or not: what is delivered. */
export function productionModules() {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return Object.entries(lock.packages)
    .filter(([path, entry]) => path && !entry.dev && !entry.devOptional && statSync(join(root, path), { throwIfNoEntry: false }))
    .map(([path]) => path);
}

/** Paths below the root of these modules, as they are named in an import here, and of all that those need; with `peers` also what they expect beside them. */
export function withWhatTheyNeed(names, { peers = false } = {}) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const found = new Set();
  const add = (name, from) => {
    // As Node looks for it: in the module's own folder first, then further up.
    const places = from.split('/node_modules/').map((_, index, all) => all.slice(0, all.length - index).join('/node_modules/'));
    const path = [...places.map((place) => `${place}/node_modules/${name}`), `node_modules/${name}`].find((candidate) => packages[candidate]);
    if (!path || found.has(path) || !existsSync(join(root, path)) || name.startsWith('@types/')) return;
    found.add(path);
    const { dependencies = {}, peerDependencies = {} } = packages[path];
    for (const next of Object.keys({ ...dependencies, ...(peers && peerDependencies) })) add(next, path);
  };
  for (const name of names) add(name, '');
  return [...found];
}

/** Built files, modules and a package.json into `folder`; `parts` of dist/ are left out. */
export function copyApplication(folder, { without = [], more = {} } = {}) {
  const dist = join(root, 'dist');
  const left = new Set(without.map((part) => join(dist, part)));
  cpSync(dist, join(folder, 'dist'), { recursive: true, filter: (path) => !left.has(path) && !path.endsWith('.map') && basename(path) !== '.stamp' });
  for (const path of withWhatTheyNeed(BESIDE, { peers: true })) copyModule(join(root, path), join(folder, path));
  const { name, version, description, license, type, engines } = manifest;
  // electron-builder takes from node_modules what is named here.
  const dependencies = Object.fromEntries(BESIDE.map((module) => [module, manifest.dependencies[module]]));
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ name, version, private: true, description, license, type, engines, dependencies, ...more }, null, 2)}\n`);
}

/** One line per file or folder down to `depth`, sizes first; the same for the same contents. */
export function listing(folder, depth) {
  const entries = (at, left) =>
    readdirSync(at, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap((entry) => {
      const path = join(at, entry.name);
      const size = entry.isDirectory() ? sizeOf(path) : statSync(path).size;
      return [{ path, size }, ...(entry.isDirectory() && left > 1 ? entries(path, left - 1) : [])];
    });
  return `${entries(folder, depth).map(({ path, size }) => `${bytes(size).padStart(10)}  ${path.slice(folder.length + 1)}`).join('\n')}\n`;
}

/** `latest.json`, by which offices see that there is a newer version (gateway/updates). */
export function releaseNote(now) {
  return `${JSON.stringify({ version: manifest.version, released: now.toISOString().slice(0, 10) })}\n`;
}
