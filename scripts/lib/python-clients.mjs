/** The clients of PyPI that the contract suite drives, in folders of the per-user cache that nothing else uses. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from './node.mjs';
import { root, run, SetupError } from './process.mjs';
import { alreadyThere, step } from './progress.mjs';

const MATRIX = join(root, 'test', 'contract', 'matrix', 'requirements.txt');
const LONG = join(root, 'test', 'contract', 'long', 'requirements.json');

/** Without Python 3 and pip, or without a network, the tests that need them are skipped by name. */
export async function ensurePythonClients() {
  const python = await pythonVersion();
  if (python === undefined) {
    process.stderr.write('  Python clients  no Python 3 with pip, so without\n');
    return;
  }
  const failed = await install({ title: 'Python clients', folder: join(cacheFolder(), 'python-clients'), args: ['-r', MATRIX], wanted: readFileSync(MATRIX, 'utf8') + python });
  if (failed !== undefined) process.stderr.write(`tests that need them are skipped by name\n${failed}\n`);
}

/** The libraries of `node scripts/long-clients.mjs`, a folder each: they want different versions of the same packages. Throws where one cannot be had. */
export async function ensureLongClients() {
  const python = await pythonVersion();
  if (python === undefined) throw new SetupError('This needs Python 3 with pip.');
  for (const [name, packages] of Object.entries(JSON.parse(readFileSync(LONG, 'utf8')))) {
    const failed = await install({ title: name, folder: join(cacheFolder(), 'long-clients', name), args: packages, wanted: JSON.stringify(packages) + python });
    if (failed !== undefined) throw new SetupError(failed);
  }
}

/** Of the Python that pip belongs to; undefined: there is none. */
async function pythonVersion() {
  const { code, output } = await run('python3', ['-m', 'pip', '--version'], { quiet: true }).catch(() => ({ code: 1, output: '' }));
  return code === 0 ? output.replace(/.*\(python /s, '(python ') : undefined;
}

/** `wanted`: what is installed, and by which Python; the one is of no use to the other. @returns {Promise<string | undefined>} the end of what pip says where it fails */
async function install({ title, folder, args, wanted }) {
  const mark = join(folder, '.complete');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return alreadyThere(title);
  const progress = step(title);
  const fresh = `${folder}-${process.pid}`;
  const { code, output } = await run('python3', ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--target', fresh, ...args], { quiet: true });
  if (code === 0) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(dirname(folder), { recursive: true });
    renameSync(fresh, folder);
    writeFileSync(mark, wanted);
    progress.done();
    return undefined;
  }
  rmSync(fresh, { recursive: true, force: true });
  progress.failed('pip failed');
  return output.trim().split('\n').slice(-3).join('\n');
}
