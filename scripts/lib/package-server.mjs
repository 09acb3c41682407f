/** release/gatehouse-server-<version>-<platform>.tar.gz: all that runs without a screen on a machine that has Node 24. */
import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sizeOf } from './node.mjs';
import { copyApplication, listing, manifest } from './package-files.mjs';
import { root, run, SetupError } from './process.mjs';
import { bytes, step } from './progress.mjs';
import { GATEWAY_ENV, GATEWAY_FLAGS } from './setup.mjs';

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
  export ${Object.entries(GATEWAY_ENV).map(([name, value]) => `${name}="\${${name}:-${value}}"`).join(' ')}
  exec "$node" ${GATEWAY_FLAGS.join(' ')} "$here/dist/gateway/main.js" "$@"
fi
exec "$node" "$here/dist/gateway/cli.js" "$@"
`;

export async function packageServer() {
  const name = `gatehouse-server-${manifest.version}-${process.platform}-${process.arch}`;
  const release = join(root, 'release');
  const folder = join(release, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const progress = step(`Package ${name}`);
  copyApplication(folder, { without: ['electron'] });
  writeFileSync(join(folder, 'gatehouse'), START, { mode: 0o755 });
  const archive = `${folder}.tar.gz`;
  const { code, output } = await run('tar', ['-czf', `${archive}.partial`, '-C', release, name], { quiet: true });
  if (code !== 0) {
    progress.failed('failed');
    throw new SetupError(`tar failed:\n${output}`);
  }
  renameSync(`${archive}.partial`, archive);
  progress.done(`${bytes(statSync(archive).size)} packed, ${bytes(sizeOf(folder))} unpacked`);
  writeFileSync(`${folder}.contents.txt`, listing(folder, 2));
  rmSync(folder, { recursive: true, force: true });
}
