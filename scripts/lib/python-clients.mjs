/** The clients of PyPI that the contract suite drives, in a folder of the per-user cache that nothing else uses. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './node.mjs';
import { root, run } from './process.mjs';
import { alreadyThere, step } from './progress.mjs';

const REQUIREMENTS = join(root, 'test', 'contract', 'matrix', 'requirements.txt');

/** Without Python 3 and pip, or without a network, the tests that need them are skipped by name. */
export async function ensurePythonClients() {
  const python = await run('python3', ['-m', 'pip', '--version'], { quiet: true }).catch(() => ({ code: 1, output: '' }));
  if (python.code !== 0) {
    process.stderr.write('  Python clients  no Python 3 with pip, so without\n');
    return;
  }
  const folder = join(cacheFolder(), 'python-clients');
  // What was installed, and by which Python: the one is of no use to the other.
  const wanted = readFileSync(REQUIREMENTS, 'utf8') + python.output.replace(/.*\(python /s, '(python ');
  const mark = join(folder, '.complete');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return alreadyThere('Python clients');
  const progress = step('Python clients');
  const fresh = `${folder}-${process.pid}`;
  const { code, output } = await run('python3', ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--target', fresh, '-r', REQUIREMENTS], { quiet: true });
  if (code === 0) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(cacheFolder(), { recursive: true });
    renameSync(fresh, folder);
    writeFileSync(mark, wanted);
    progress.done();
    return;
  }
  rmSync(fresh, { recursive: true, force: true });
  progress.failed(`pip failed; tests that need them are skipped by name\n${output.trim().split('\n').slice(-3).join('\n')}`);
}
