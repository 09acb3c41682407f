/** `npm run package`: release/gatehouse-<version>-<platform>.tar.gz with all that runs on a machine that has Node 24. */
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root, run, SetupError } from './process.mjs';
import { sizeOf } from './node.mjs';
import { bytes, step } from './progress.mjs';
import { GATEWAY_FLAGS } from './setup.mjs';

const NOT_AT_RUN_TIME = /\.(d\.[cm]?ts|ts|map|md|markdown|cpp|h|hpp|c|gyp|gypi|yml|flow)$/i;
const FOLDERS_NOT_AT_RUN_TIME = new Set(['test', 'tests', '__tests__', 'docs', 'example', 'examples', 'benchmark', 'benchmarks', '.github', 'deps', 'src']);

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
      if (statSync(path).isDirectory()) return name !== 'node_modules' && (!FOLDERS_NOT_AT_RUN_TIME.has(name) || (name === 'src' && keepsSource));
      return /^licen[cs]e|^notice/i.test(name) || (!NOT_AT_RUN_TIME.test(name) && !otherPlatform(path));
    },
  });
}

function listing(folder, depth) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    const size = entry.isDirectory() ? sizeOf(path) : statSync(path).size;
    return [{ path, size }, ...(entry.isDirectory() && depth > 1 ? listing(path, depth - 1) : [])];
  });
}

const START = `#!/bin/sh
# Starts Gatehouse: ./gatehouse start [--headless]; every other word is the command line (./gatehouse --help).
here=$(cd "$(dirname "$0")" && pwd)
node=\${GATEHOUSE_NODE:-node}
major=$("$node" -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)
if [ "$major" -lt 24 ]; then
  echo "Gatehouse needs Node 24 or newer ($node is version $major). Name another with GATEHOUSE_NODE." >&2
  exit 1
fi
if [ "\${1:-start}" = start ]; then
  [ $# -gt 0 ] && shift
  exec "$node" ${GATEWAY_FLAGS.join(' ')} "$here/dist/gateway/main.js" "$@"
fi
exec "$node" "$here/dist/gateway/cli.js" "$@"
`;

export async function makePackage() {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const name = `gatehouse-${manifest.version}-${process.platform}-${process.arch}`;
  const release = join(root, 'release');
  const folder = join(release, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const progress = step(`Package ${name}`);

  cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true, filter: (path) => !path.endsWith('.map') && basename(path) !== '.stamp' });
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (!path || entry.dev || entry.devOptional || !statSync(join(root, path), { throwIfNoEntry: false })) continue;
    copyModule(join(root, path), join(folder, path));
  }
  const { version, description, license, type, engines, dependencies } = manifest;
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ name: manifest.name, version, private: true, description, license, type, engines, dependencies }, null, 2)}\n`);
  writeFileSync(join(folder, 'gatehouse'), START, { mode: 0o755 });

  const archive = `${folder}.tar.gz`;
  const { code, output } = await run('tar', ['-czf', `${archive}.partial`, '-C', release, name], { quiet: true });
  if (code !== 0) {
    progress.failed('failed');
    throw new SetupError(`tar failed:\n${output}`);
  }
  renameSync(`${archive}.partial`, archive);
  progress.done(`${bytes(statSync(archive).size)} packed, ${bytes(sizeOf(folder))} unpacked`);
  const lines = listing(folder, 2).map(({ path, size }) => `${bytes(size).padStart(10)}  ${path.slice(folder.length + 1)}`);
  const contents = `${lines.join('\n')}\n`;
  writeFileSync(`${folder}.contents.txt`, contents);
  process.stdout.write(contents);
  rmSync(folder, { recursive: true, force: true });
  return 0;
}
